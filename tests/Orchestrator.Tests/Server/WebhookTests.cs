using System.Text;
using System.Text.Json.Nodes;

namespace LocalPods.Orchestrator.Tests.Server;

public sealed class WebhookTests
{
    private const string Group = "/apis/admissionregistration.k8s.io/v1/";
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";

    [Fact]
    public async Task A_webhook_refuses_in_its_own_words()
    {
        await using var webhook = await WebhookServer.StartAsync(asked => asked["name"]!.GetValue<string>() == "bad"
            ? JsonNode.Parse("""{"allowed":false,"status":{"code":403,"message":"no bad names"}}""")!.AsObject()
            : new JsonObject { ["allowed"] = true, ["warnings"] = new JsonArray("think twice") });
        await using var api = await ApiHost.StartAsync();
        await ConfigureAsync(api, "validating", webhook);
        var refused = await api.PostAsync(ConfigMaps, ConfigMap("bad"));
        (refused.Code, refused.Message).ShouldBe((403, "admission webhook \"check.example.com\" denied the request: no bad names"));
        var good = await api.PostAsync(ConfigMaps, ConfigMap("good"));
        good.Code.ShouldBe(201, good.Text);
        good.Warnings.ShouldBe("299 - \"think twice\"");
        var asked = webhook.Asked.Last();
        (asked["operation"]!.ToString(), asked["resource"]!.ToJsonString(), asked["namespace"]!.ToString(), asked["dryRun"]!.GetValue<bool>())
            .ShouldBe(("CREATE", """{"group":"","version":"v1","resource":"configmaps"}""", "default", false));
        asked["userInfo"]!["username"]!.GetValue<string>().ShouldBe("localpods-admin");
        asked["object"]!["data"]!["a"]!.GetValue<string>().ShouldBe("1");
        asked["oldObject"].ShouldBeNull();
    }

    [Theory]
    [InlineData("""{"allowed":false}""", 400, "admission webhook \"check.example.com\" denied the request without explanation")]
    [InlineData("""{"allowed":false,"status":{"reason":"Because"}}""", 400, "admission webhook \"check.example.com\" denied the request: Because")]
    public async Task A_refusal_without_words_is_told_as_such(string response, int code, string message)
    {
        await using var webhook = await WebhookServer.StartAsync(_ => JsonNode.Parse(response)!.AsObject());
        await using var api = await ApiHost.StartAsync();
        await ConfigureAsync(api, "validating", webhook);
        var refused = await api.PostAsync(ConfigMaps, ConfigMap("a"));
        (refused.Code, refused.Message).ShouldBe((code, message));
    }

    [Fact]
    public async Task A_webhook_changes_what_is_written_and_hears_of_dry_runs_updates_and_deletions()
    {
        await using var webhook = await WebhookServer.StartAsync(asked => new JsonObject
        {
            ["allowed"] = true,
            ["patchType"] = "JSONPatch",
            ["patch"] = Convert.ToBase64String(Encoding.UTF8.GetBytes("""[{"op":"add","path":"/metadata/labels","value":{"seen":"yes"}}]""")),
        });
        await using var api = await ApiHost.StartAsync();
        await ConfigureAsync(api, "mutating", webhook);
        (await api.PostAsync(ConfigMaps + "?dryRun=All", ConfigMap("a"))).Json["metadata"]!["labels"]!["seen"]!.GetValue<string>().ShouldBe("yes");
        webhook.Asked.Last()["dryRun"]!.GetValue<bool>().ShouldBeTrue();
        await api.PostAsync(ConfigMaps, ConfigMap("a"));
        (await api.GetAsync(ConfigMaps + "/a")).Json["metadata"]!["labels"]!["seen"]!.GetValue<string>().ShouldBe("yes");
        await api.MergeAsync(ConfigMaps + "/a", """{"data":{"a":"2"}}""");
        var update = webhook.Asked.Last();
        (update["operation"]!.ToString(), update["oldObject"]!["data"]!["a"]!.ToString(), update["object"]!["data"]!["a"]!.ToString()).ShouldBe(("UPDATE", "1", "2"));
        (await api.DeleteAsync(ConfigMaps + "/a")).Code.ShouldBe(200);
        var deletion = webhook.Asked.Last();
        (deletion["operation"]!.ToString(), deletion["object"], deletion["oldObject"]!["metadata"]!["name"]!.ToString()).ShouldBe(("DELETE", null, "a"));
    }

    [Fact]
    public async Task What_becomes_of_a_write_when_the_webhook_fails_is_its_policy()
    {
        await using var webhook = await WebhookServer.StartAsync(_ => null);
        await using var api = await ApiHost.StartAsync();
        await ConfigureAsync(api, "validating", webhook);
        var failed = await api.PostAsync(ConfigMaps, ConfigMap("a"));
        (failed.Code, failed.Message).ShouldBe((500, "Internal error occurred: failed calling webhook \"check.example.com\": failed to call webhook: webhook response was absent"));
        await ConfigureAsync(api, "validating", webhook, "\"failurePolicy\":\"Ignore\",");
        (await api.PostAsync(ConfigMaps, ConfigMap("a"))).Code.ShouldBe(201);
        await api.MergeAsync(Group + "validatingwebhookconfigurations/check", """{"webhooks":null}""");

        var service = Configuration("validating", "\"service\":{\"namespace\":\"x\",\"name\":\"hook\",\"path\":\"/ask\"}", "");
        (await api.PutAsync(Group + "validatingwebhookconfigurations/check", service)).Code.ShouldBe(200);
        (await api.PostAsync(ConfigMaps, ConfigMap("b"))).Message.ShouldBe(
            "Internal error occurred: failed calling webhook \"check.example.com\": failed to call webhook: Post \"https://hook.x.svc:443/ask?timeout=10s\": services cannot be resolved by the server, give a url instead");
    }

    [Theory]
    [InlineData("\"objectSelector\":{\"matchLabels\":{\"a\":\"b\"}},", false)]
    [InlineData("\"namespaceSelector\":{\"matchLabels\":{\"kubernetes.io/metadata.name\":\"other\"}},", false)]
    [InlineData("\"namespaceSelector\":{\"matchLabels\":{\"kubernetes.io/metadata.name\":\"default\"}},", true)]
    public async Task Only_what_is_selected_is_asked_about(string more, bool asked)
    {
        await using var webhook = await WebhookServer.StartAsync(_ => new JsonObject { ["allowed"] = true });
        await using var api = await ApiHost.StartAsync();
        await ConfigureAsync(api, "validating", webhook, more);
        await api.PostAsync(ConfigMaps, ConfigMap("a"));
        await api.CreatePodAsync("not-in-the-rules");
        webhook.Asked.Count.ShouldBe(asked ? 1 : 0);
    }

    [Fact]
    public async Task A_configuration_that_makes_no_sense_is_refused()
    {
        await using var api = await ApiHost.StartAsync();
        var refused = await api.PostAsync(Group + "mutatingwebhookconfigurations", """
            {"metadata":{"name":"x"},"webhooks":[{"name":"short.name","clientConfig":{"url":"http://a"},"rules":[{"operations":["MAKE"],"apiGroups":["*"],"apiVersions":["v1"],"resources":["pods"]}],
            "timeoutSeconds":31,"admissionReviewVersions":["v1"],"matchConditions":[{"name":"a","expression":"true"}]}]}
            """);
        refused.Json["details"]!["causes"]!.AsArray().Select(c => $"{c!["field"]}: {c["message"]}").ShouldBe(
        [
            "webhooks[0].name: Invalid value: \"short.name\": should be a domain with at least three segments separated by dots",
            "webhooks[0].rules[0].operations[0]: Unsupported value: \"MAKE\": supported values: \"*\", \"CONNECT\", \"CREATE\", \"DELETE\", \"UPDATE\"",
            "webhooks[0].sideEffects: Required value: must specify one of None, NoneOnDryRun",
            "webhooks[0].timeoutSeconds: Invalid value: 31: the timeout value must be between 1 and 30 seconds",
            "webhooks[0].clientConfig.url: Invalid value: \"http://a\": 'https' is the only allowed URL scheme; desired format: https://host[/path]",
            "webhooks[0].matchConditions: Forbidden: conditions in the CEL language are not evaluated",
        ]);
    }

    private static string ConfigMap(string name) => $$$"""{"metadata":{"name":"{{{name}}}"},"data":{"a":"1"}}""";

    private static string Configuration(string kind, string client, string more) => $$$"""
        {"metadata":{"name":"check"},"webhooks":[{"name":"check.example.com","clientConfig":{{{{client}}}},{{{more}}}"sideEffects":"None","admissionReviewVersions":["v1"],
        "rules":[{"operations":["*"],"apiGroups":[""],"apiVersions":["v1"],"resources":["configmaps"]}]}]}
        """;

    private static async Task ConfigureAsync(ApiHost api, string kind, WebhookServer webhook, string more = "")
    {
        var body = Configuration(kind, $"\"url\":\"{webhook.Url}\",\"caBundle\":\"{webhook.CaBundle}\"", more);
        var created = await api.PostAsync(Group + kind + "webhookconfigurations", body);
        if (created.Code == 409)
        {
            created = await api.PutAsync(Group + kind + "webhookconfigurations/check", body);
        }

        created.Code.ShouldBeOneOf([200, 201], created.Text);
    }
}
