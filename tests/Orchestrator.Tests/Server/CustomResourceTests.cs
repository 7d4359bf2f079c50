using System.Text.Json.Nodes;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Tests.Server;

public sealed class CustomResourceTests
{
    private const string Definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private const string CronTabs = "/apis/example.com/v1/namespaces/default/crontabs";

    [Fact]
    public async Task A_definition_is_established_and_its_kind_is_served_and_discovered()
    {
        await using var api = await ApiHost.StartAsync();
        var created = await api.PostAsync(Definitions, CustomManifests.CronTabs);
        created.Code.ShouldBe(201, created.Text);
        created.Json["spec"]!["names"]!["singular"]!.GetValue<string>().ShouldBe("crontab");
        created.Json["status"]!["storedVersions"]!.ToJsonString().ShouldBe("""["v1"]""");
        var established = await EstablishedAsync(api, "crontabs.example.com");
        established["status"]!["acceptedNames"]!["listKind"]!.GetValue<string>().ShouldBe("CronTabList");
        established["status"]!["conditions"]!.AsArray().Select(c => $"{c!["type"]} {c["status"]} {c["reason"]}")
            .ShouldBe(["NamesAccepted True NoConflicts", "Established True InitialNamesAccepted"]);

        var resources = (await api.GetAsync("/apis/example.com/v1")).Json["resources"]!.AsArray();
        resources.Select(r => r!["name"]!.GetValue<string>()).ShouldBe(["crontabs", "crontabs/scale", "crontabs/status"]);
        resources[0]!["shortNames"]!.ToJsonString().ShouldBe("""["ct"]""");
        resources[1]!["group"]!.GetValue<string>().ShouldBe("autoscaling");
        (await api.GetAsync("/apis")).Text.ShouldContain("\"example.com/v1\"");
        (await api.GetAsync("/apis", "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList")).Text.ShouldContain("\"crontabs\"");
    }

    [Fact]
    public async Task An_object_is_completed_pruned_and_kept()
    {
        await using var api = await CronTabsAsync();
        var created = await api.PostAsync(CronTabs, CronTab("a", """{"cron":"* * * * *","more":1}"""));
        created.Code.ShouldBe(201, created.Text);
        created.Warnings.ShouldBe("299 - \"unknown field \\\"spec.more\\\"\"");
        created.Text.ShouldStartWith("""{"kind":"CronTab","apiVersion":"example.com/v1","metadata":{"name":"a","namespace":"default",""");
        created.Json["spec"]!.ToJsonString().ShouldBe("""{"cron":"* * * * *","replicas":1}""");
        created.Json["metadata"]!["generation"]!.GetValue<long>().ShouldBe(1);
        (await api.GetAsync(CronTabs + "/a")).Text.ShouldBe(created.Text);
        var list = await api.GetAsync(CronTabs);
        list.Json["kind"]!.GetValue<string>().ShouldBe("CronTabList");
        list.Json["items"]![0]!["kind"]!.GetValue<string>().ShouldBe("CronTab");
    }

    [Fact]
    [Trait("spec", "API-40")]
    public async Task Unknown_fields_are_refused_when_asked_in_the_words_of_other_kinds()
    {
        await using var api = await CronTabsAsync();
        var strict = await api.PostAsync(CronTabs + "?fieldValidation=Strict", CronTab("a", """{"cron":"x","more":1,"cron":"y","list":[{"b":1}]}"""));
        strict.Code.ShouldBe(400);
        strict.Message.ShouldBe("CronTab in version \"v1\" cannot be handled as a CronTab: strict decoding error: unknown field \"spec.list\", unknown field \"spec.more\", duplicate field \"spec.cron\"");
        (await api.PostAsync(CronTabs + "?fieldValidation=Ignore", CronTab("a", """{"cron":"x","more":1}"""))).Warnings.ShouldBe("");
    }

    [Fact]
    [Trait("spec", "API-18")]
    public async Task Faults_are_told_all_at_once()
    {
        await using var api = await CronTabsAsync();
        var refused = await api.PostAsync(CronTabs, CronTab("a", """{"replicas":"three","phase":"Never"}"""));
        refused.Code.ShouldBe(422);
        refused.Message.ShouldBe(
            "CronTab.example.com \"a\" is invalid: [spec.phase: Unsupported value: \"Never\": supported values: \"On\", \"Off\", "
            + "spec.replicas: Invalid value: \"string\": spec.replicas in body must be of type integer: \"string\", spec.cron: Required value]");
        refused.Json["details"]!["causes"]!.AsArray().Select(c => c!["reason"]!.GetValue<string>()).ShouldBe(["FieldValueNotSupported", "FieldValueTypeInvalid", "FieldValueRequired"]);
        (await api.PostAsync(CronTabs, CronTab("Bad_Name", """{"cron":"x"}"""))).Message.ShouldContain("metadata.name: Invalid value: \"Bad_Name\"");
    }

    [Fact]
    [Trait("spec", "API-16")]
    public async Task Status_and_spec_are_written_apart_and_generation_counts_the_spec()
    {
        await using var api = await CronTabsAsync();
        (await api.PostAsync(CronTabs, CronTab("a", """{"cron":"x"}""").Replace("\"spec\"", "\"status\":{\"replicas\":9},\"spec\"", StringComparison.Ordinal))).Json["status"].ShouldBeNull();
        var told = await api.MergeAsync(CronTabs + "/a/status", """{"metadata":{"labels":{"no":"no"}},"spec":{"cron":"z"},"status":{"replicas":3,"selector":"app=a"}}""");
        told.Code.ShouldBe(200, told.Text);
        told.Json["spec"]!["cron"]!.GetValue<string>().ShouldBe("x");
        told.Json["metadata"]!["labels"].ShouldBeNull();
        told.Json["metadata"]!["generation"]!.GetValue<long>().ShouldBe(1);
        var changed = await api.MergeAsync(CronTabs + "/a", """{"metadata":{"labels":{"a":"b"}},"spec":{"cron":"y"},"status":{"replicas":4}}""");
        changed.Json["status"]!["replicas"]!.GetValue<long>().ShouldBe(3);
        changed.Json["metadata"]!["generation"]!.GetValue<long>().ShouldBe(2);
        (await api.MergeAsync(CronTabs + "/a", """{"metadata":{"labels":{"a":"c"}}}""")).Json["metadata"]!["generation"]!.GetValue<long>().ShouldBe(2);
        (await api.MergeAsync(CronTabs + "/a/status", """{"status":{"replicas":"many"}}""")).Code.ShouldBe(422);
    }

    [Fact]
    [Trait("spec", "API-49")]
    public async Task Replicas_are_read_and_set_through_scale()
    {
        await using var api = await CronTabsAsync();
        await api.PostAsync(CronTabs, CronTab("a", """{"cron":"x","replicas":2}"""));
        await api.MergeAsync(CronTabs + "/a/status", """{"status":{"replicas":3,"selector":"app=a"}}""");
        var scale = (await api.GetAsync(CronTabs + "/a/scale")).Json;
        (scale["kind"]!.ToString(), scale["apiVersion"]!.ToString(), scale["metadata"]!["name"]!.ToString()).ShouldBe(("Scale", "autoscaling/v1", "a"));
        scale["spec"]!.ToJsonString().ShouldBe("""{"replicas":2}""");
        scale["status"]!.ToJsonString().ShouldBe("""{"replicas":3,"selector":"app=a"}""");

        var set = await api.MergeAsync(CronTabs + "/a/scale", """{"spec":{"replicas":5}}""");
        set.Code.ShouldBe(200, set.Text);
        set.Json["spec"]!["replicas"]!.GetValue<int>().ShouldBe(5);
        (await api.GetAsync(CronTabs + "/a")).Json["spec"]!["replicas"]!.GetValue<int>().ShouldBe(5);
        scale["spec"]!["replicas"] = 7;
        (await api.PutAsync(CronTabs + "/a/scale", scale.ToJsonString())).Code.ShouldBe(409);
        scale["metadata"]!.AsObject().Remove("resourceVersion");
        (await api.PutAsync(CronTabs + "/a/scale", scale.ToJsonString())).Json["spec"]!["replicas"]!.GetValue<int>().ShouldBe(7);
        (await api.MergeAsync(CronTabs + "/a/scale", """{"spec":{"replicas":-2}}""")).Message
            .ShouldBe("Scale.autoscaling \"a\" is invalid: spec.replicas: Invalid value: -2: must be greater than or equal to 0");
        (await api.DeleteAsync(CronTabs + "/a/scale")).Code.ShouldBe(405);
    }

    [Fact]
    public async Task Tables_have_the_columns_of_the_definition()
    {
        await using var api = await CronTabsAsync();
        await api.PostAsync(CronTabs, CronTab("a", """{"cron":"x","when":"2020-01-01T00:00:00Z"}"""));
        var table = (await api.GetAsync(CronTabs, "application/json;as=Table;v=v1;g=meta.k8s.io")).Json;
        table["columnDefinitions"]!.AsArray().Select(c => $"{c!["name"]}:{c["type"]}:{c["priority"]}").ShouldBe(["Name:string:0", "Spec:string:0", "Replicas:integer:0", "When:date:1", "Nothing:string:0"]);
        table["rows"]![0]!["cells"]!.AsArray().Take(3).Select(c => c!.ToJsonString()).ShouldBe(["\"a\"", "\"x\"", "1"]);
        table["rows"]![0]!["cells"]![3]!.GetValue<string>().ShouldMatch("^[0-9]+y");
        table["rows"]![0]!["cells"]![4].ShouldBeNull();
    }

    [Fact]
    public async Task Declared_fields_can_be_selected_by()
    {
        await using var api = await CronTabsAsync();
        await api.PostAsync(CronTabs, CronTab("a", """{"cron":"x"}"""));
        await api.PostAsync(CronTabs, CronTab("b", """{"cron":"y"}"""));
        (await api.GetAsync(CronTabs + "?fieldSelector=spec.cron%3Dy")).Names.ShouldBe(["b"]);
        (await api.GetAsync(CronTabs + "?fieldSelector=spec.phase%3Dy")).Code.ShouldBe(400);
    }

    [Fact]
    public async Task Patches_are_merge_and_json_patches_only()
    {
        await using var api = await CronTabsAsync();
        await api.PostAsync(CronTabs, CronTab("a", """{"cron":"x"}"""));
        (await api.SendAsync(HttpMethod.Patch, CronTabs + "/a", """[{"op":"replace","path":"/spec/cron","value":"y"}]""", "application/json-patch+json")).Json["spec"]!["cron"]!.GetValue<string>().ShouldBe("y");
        (await api.SendAsync(HttpMethod.Patch, CronTabs + "/a", "{}", "application/strategic-merge-patch+json")).Code.ShouldBe(415);
        (await api.MergeAsync(CronTabs + "/a", """{"spec":{"replicas":"x"}}""")).Code.ShouldBe(422);
        (await api.MergeAsync(CronTabs + "/a", """{"spec":{"replicas":null}}""")).Json["spec"]!["replicas"]!.GetValue<int>().ShouldBe(1);
    }

    [Fact]
    public async Task Every_served_version_shows_the_same_objects_and_a_deprecated_one_warns()
    {
        await using var api = await CronTabsAsync();
        var definition = JsonNode.Parse(CustomManifests.CronTabs)!;
        var versions = definition["spec"]!["versions"]!.AsArray();
        var beta = versions[0]!.DeepClone();
        (beta["name"], beta["storage"], beta["deprecated"]) = ("v1beta1", false, true);
        versions.Add(beta);
        (await api.MergeAsync(Definitions + "/crontabs.example.com", definition.ToJsonString())).Code.ShouldBe(200);
        await SoonAsync(async () => (await api.GetAsync("/apis/example.com/v1beta1")).Code == 200);

        await api.PostAsync(CronTabs, CronTab("a", """{"cron":"x"}"""));
        var old = await api.GetAsync("/apis/example.com/v1beta1/namespaces/default/crontabs/a");
        old.Json["apiVersion"]!.GetValue<string>().ShouldBe("example.com/v1beta1");
        old.Warnings.ShouldBe("299 - \"example.com/v1beta1 CronTab is deprecated; use example.com/v1 CronTab\"");
        await api.MergeAsync("/apis/example.com/v1beta1/namespaces/default/crontabs/a", """{"spec":{"cron":"y"}}""");
        api.Store.Get(new ObjectKey("crontabs.example.com", "default", "a"))!.Document.GetProperty("apiVersion").GetString().ShouldBe("example.com/v1");
        (await api.GetAsync(CronTabs + "/a")).Json["spec"]!["cron"]!.GetValue<string>().ShouldBe("y");
        (await api.GetAsync("/apis/example.com")).Json["preferredVersion"]!["version"]!.GetValue<string>().ShouldBe("v1");
    }

    [Fact]
    public async Task Deleting_a_definition_deletes_its_objects_and_ends_those_who_watch_them()
    {
        await using var api = await CronTabsAsync();
        await api.PostAsync(CronTabs, CronTab("a", """{"cron":"x"}"""));
        await using var watch = await WatchStream.OpenAsync(api, CronTabs + "?watch=true");
        (await watch.NextNameAsync()).ShouldBe("ADDED a");
        var deleted = await api.DeleteAsync(Definitions + "/crontabs.example.com");
        deleted.Json["metadata"]!["finalizers"]!.ToJsonString().ShouldBe("""["customresourcecleanup.apiextensions.k8s.io"]""");
        deleted.Json["status"]!["conditions"]!.AsArray().Last()!["reason"]!.GetValue<string>().ShouldBe("InstanceDeletionPending");
        await SoonAsync(async () => (await api.GetAsync(Definitions + "/crontabs.example.com")).Code == 404);
        (await watch.NextNamesAsync(2)).ShouldBe(["DELETED a", "END"]);
        await SoonAsync(async () => (await api.GetAsync(CronTabs)).Code == 404);
        (await api.GetAsync("/apis")).Text.ShouldNotContain("example.com");
        api.Store.List("crontabs.example.com", null).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_kind_whose_objects_are_still_going_takes_no_new_ones()
    {
        await using var api = await CronTabsAsync();
        await api.PostAsync(CronTabs, CronTab("a", """{"cron":"x"}""").Replace("\"name\":\"a\"", "\"name\":\"a\",\"finalizers\":[\"example.com/wait\"]", StringComparison.Ordinal));
        await api.DeleteAsync(Definitions + "/crontabs.example.com");
        await SoonAsync(async () => (await api.GetAsync(CronTabs + "/a")).Json["metadata"]!["deletionTimestamp"] is not null);
        var refused = await api.PostAsync(CronTabs, CronTab("b", """{"cron":"x"}"""));
        (refused.Code, refused.Message).ShouldBe((405, "create not allowed while custom resource definition is terminating"));
        await api.MergeAsync(CronTabs + "/a", """{"metadata":{"finalizers":null}}""");
        await SoonAsync(async () => (await api.GetAsync(Definitions + "/crontabs.example.com")).Code == 404);
    }

    [Fact]
    public async Task Names_that_somebody_has_are_not_accepted_until_they_are_free()
    {
        await using var api = await CronTabsAsync();
        var other = CustomManifests.CronTabs.Replace("crontabs", "others", StringComparison.Ordinal).Replace("\"shortNames\":[\"ct\"]", "\"singular\":\"other\",\"shortNames\":[\"ot\"]", StringComparison.Ordinal);
        (await api.PostAsync(Definitions, other)).Code.ShouldBe(201);
        await SoonAsync(async () => (await api.GetAsync(Definitions + "/others.example.com")).Text.Contains("KindConflict", StringComparison.Ordinal));
        var refused = (await api.GetAsync(Definitions + "/others.example.com")).Json["status"]!["conditions"]!;
        refused[0]!["message"]!.GetValue<string>().ShouldBe("\"CronTab\" is already in use, \"CronTabList\" is already in use");
        refused[1]!["reason"]!.GetValue<string>().ShouldBe("NotAccepted");
        (await api.GetAsync("/apis/example.com/v1/others")).Code.ShouldBe(404);
        await api.DeleteAsync(Definitions + "/crontabs.example.com");
        await EstablishedAsync(api, "others.example.com");
        (await api.GetAsync("/apis/example.com/v1/others")).Code.ShouldBe(200);
    }

    [Fact]
    [Trait("spec", "API-05")]
    public async Task Published_schemas_follow_the_definitions()
    {
        await using var api = await ApiHost.StartAsync();
        var (before, v2) = (await api.GetAsync("/openapi/v3"), await api.GetAsync("/openapi/v2"));
        await api.PostAsync(Definitions, CustomManifests.CronTabs);
        await EstablishedAsync(api, "crontabs.example.com");
        var index = (await api.GetAsync("/openapi/v3")).Json["paths"]!.AsObject();
        before.Json["paths"]!.AsObject().ContainsKey("apis/example.com/v1").ShouldBeFalse();
        var document = await api.GetAsync(index["apis/example.com/v1"]!["serverRelativeURL"]!.GetValue<string>());
        document.Code.ShouldBe(200);
        var schema = document.Json["components"]!["schemas"]!["com.example.v1.CronTab"]!;
        schema["properties"]!["spec"]!["properties"]!["cron"]!["description"]!.GetValue<string>().ShouldBe("When to run.");
        schema["properties"]!["metadata"]!["allOf"]![0]!["$ref"]!.GetValue<string>().ShouldBe("#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta");
        schema["x-kubernetes-group-version-kind"]!.ToJsonString().ShouldBe("""[{"group":"example.com","kind":"CronTab","version":"v1"}]""");
        (await api.GetAsync("/openapi/v2")).Text.ShouldContain("com.example.v1.CronTab");
        v2.Text.ShouldNotContain("com.example.v1.CronTab");
    }

    [Fact]
    public async Task Rules_in_CEL_are_kept_with_a_warning()
    {
        await using var api = await ApiHost.StartAsync();
        var ruled = CustomManifests.CronTabs.Replace("\"openAPIV3Schema\":{", "\"openAPIV3Schema\":{\"x-kubernetes-validations\":[{\"rule\":\"self.spec.replicas > 0\"}],", StringComparison.Ordinal);
        var created = await api.PostAsync(Definitions, ruled);
        created.Code.ShouldBe(201, created.Text);
        created.Warnings.ShouldBe("299 - \"x-kubernetes-validations: rules in the CEL language are kept but not evaluated\"");
    }

    internal static string CronTab(string name, string spec) => $$"""{"apiVersion":"example.com/v1","kind":"CronTab","metadata":{"name":"{{name}}"},"spec":{{spec}}}""";

    internal static async Task<ApiHost> CronTabsAsync()
    {
        var api = await ApiHost.StartAsync();
        (await api.PostAsync(Definitions, CustomManifests.CronTabs)).Code.ShouldBe(201);
        await EstablishedAsync(api, "crontabs.example.com");
        return api;
    }

    private static async Task<JsonObject> EstablishedAsync(ApiHost api, string name)
    {
        await SoonAsync(async () => (await api.GetAsync($"{Definitions}/{name}")).Text.Contains("InitialNamesAccepted", StringComparison.Ordinal));
        return (await api.GetAsync($"{Definitions}/{name}")).Json;
    }

    private static async Task SoonAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(Patience.Limit, TimeProvider.System);
        while (!await condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, limit.Token);
        }
    }
}
