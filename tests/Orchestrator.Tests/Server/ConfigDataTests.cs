
namespace LocalPods.Orchestrator.Tests.Server;

/// <summary>Config maps and secrets, as clients see them.</summary>
public sealed class ConfigDataTests
{
    private const string Maps = "/api/v1/namespaces/default/configmaps";
    private const string Secrets = "/api/v1/namespaces/default/secrets";

    [Fact]
    public async Task Text_of_a_secret_is_kept_as_data_and_never_given_back_as_text()
    {
        await using var api = await ApiHost.StartAsync();
        var made = await api.PostAsync(Secrets, """
            {"metadata":{"name":"s"},"data":{"a":"eA==","b":"eA=="},"stringData":{"b":"ü","c":""}}
            """);
        made.Code.ShouldBe(201, made.Text);
        made.Json["type"]!.GetValue<string>().ShouldBe("Opaque");
        made.Json["data"]!.ToJsonString().ShouldBe("""{"a":"eA==","b":"w7w=","c":""}""");
        made.Json.ContainsKey("stringData").ShouldBeFalse();
        var patched = await api.MergeAsync(Secrets + "/s", """{"stringData":{"a":"y"},"data":{"c":null}}""");
        patched.Json["data"]!.ToJsonString().ShouldBe("""{"a":"eQ==","b":"w7w="}""");
        patched.Json.ContainsKey("stringData").ShouldBeFalse();
    }

    [Fact]
    public async Task Secrets_are_selected_by_type()
    {
        await using var api = await ApiHost.StartAsync();
        await api.PostAsync(Secrets, """{"metadata":{"name":"plain"}}""");
        await api.PostAsync(Secrets, """{"metadata":{"name":"login"},"type":"kubernetes.io/basic-auth","stringData":{"username":"u"}}""");
        (await api.GetAsync(Secrets + "?fieldSelector=type%3Dkubernetes.io/basic-auth")).Names.ShouldBe(["login"]);
        (await api.GetAsync(Secrets + "?fieldSelector=type!%3Dkubernetes.io/basic-auth")).Names.ShouldBe(["plain"]);
    }

    [Fact]
    public async Task A_secret_keeps_its_type_when_a_writer_names_none()
    {
        await using var api = await ApiHost.StartAsync();
        await api.PostAsync(Secrets, """{"metadata":{"name":"s"},"type":"example.com/x"}""");
        (await api.PutAsync(Secrets + "/s", """{"metadata":{"name":"s"},"stringData":{"a":"b"}}""")).Json["type"]!.GetValue<string>().ShouldBe("example.com/x");
        var refused = await api.MergeAsync(Secrets + "/s", """{"type":"foo"}""");
        refused.Code.ShouldBe(422);
        refused.Message.ShouldBe("Secret \"s\" is invalid: type: Invalid value: \"foo\": field is immutable");
    }

    [Fact]
    [Trait("spec", "WN-56")]
    public async Task An_immutable_config_map_is_changed_by_nobody_and_can_be_deleted()
    {
        await using var api = await ApiHost.StartAsync();
        await api.PostAsync(Maps, """{"metadata":{"name":"m"},"data":{"a":"1"},"immutable":true}""");
        var refused = await api.MergeAsync(Maps + "/m", """{"data":{"a":"2"}}""");
        refused.Code.ShouldBe(422);
        refused.Message.ShouldBe("ConfigMap \"m\" is invalid: data: Forbidden: field is immutable when `immutable` is set");
        (await api.MergeAsync(Maps + "/m", """{"metadata":{"labels":{"x":"y"}}}""")).Code.ShouldBe(200);
        (await api.DeleteAsync(Maps + "/m")).Code.ShouldBe(200);
    }

    [Fact]
    [Trait("spec", "API-45")]
    public async Task Deleting_a_config_map_tells_which_it_was()
    {
        await using var api = await ApiHost.StartAsync();
        var uid = (await api.PostAsync(Maps, """{"metadata":{"name":"m"}}""")).Json["metadata"]!["uid"]!.GetValue<string>();
        var gone = await api.DeleteAsync(Maps + "/m");
        gone.Code.ShouldBe(200);
        gone.Json["status"]!.GetValue<string>().ShouldBe("Success");
        gone.Json["details"]!.ToJsonString().ShouldBe($$"""{"name":"m","kind":"configmaps","uid":"{{uid}}"}""");
    }

    [Fact]
    [Trait("spec", "API-18")]
    public async Task Faults_of_a_secret_are_told_all_at_once_with_their_causes()
    {
        await using var api = await ApiHost.StartAsync();
        var refused = await api.PostAsync(Secrets, """{"metadata":{"name":"s"},"type":"kubernetes.io/tls"}""");
        refused.Code.ShouldBe(422);
        refused.Message.ShouldBe("Secret \"s\" is invalid: [data[tls.crt]: Required value, data[tls.key]: Required value]");
        refused.Json["details"]!["causes"]!.AsArray().Select(c => c!["field"]!.GetValue<string>()).ShouldBe(["data[tls.crt]", "data[tls.key]"]);
    }

    [Fact]
    public async Task A_value_that_is_no_base64_is_told_without_being_shown()
    {
        await using var api = await ApiHost.StartAsync();
        var refused = await api.PostAsync(Secrets, """{"metadata":{"name":"s"},"data":{"a":"hunter2!"}}""");
        refused.Code.ShouldBe(400);
        refused.Text.ShouldNotContain("hunter2");
        refused.Message.ShouldContain("illegal base64 data at input byte 7");
    }

    [Theory]
    [InlineData("application/merge-patch+json", """{"data":{"x":"!!!"}}""")]
    [InlineData("application/strategic-merge-patch+json", """{"data":{"x":5}}""")]
    [InlineData("application/json-patch+json", """[{"op":"add","path":"/data/x","value":"!!!"}]""")]
    [InlineData("application/merge-patch+json", """{"data":{"x":"aHVudGVy"},"data":{"y":"aHVudGVy"}}""")]
    public async Task Whoever_patches_a_secret_wrongly_is_told_so_without_being_shown_it(string type, string patch)
    {
        await using var api = await ApiHost.StartAsync();
        await api.PostAsync(Secrets, """{"metadata":{"name":"s"},"stringData":{"a":"hunter"}}""");
        var refused = await api.SendAsync(HttpMethod.Patch, Secrets + "/s?fieldValidation=Strict", patch, type);
        refused.Code.ShouldBe(422, refused.Text);
        refused.Message.ShouldStartWith(" \"\" is invalid: patch: Invalid value: \"<secret contents redacted>\": ");
        refused.Text.ShouldNotContain("aHVudGVy");
    }

    [Fact]
    public async Task A_namespace_that_goes_takes_its_config_maps_and_secrets_along()
    {
        await using var api = await ApiHost.StartAsync();
        await api.PostAsync("/api/v1/namespaces", Manifests.Namespace("team"));
        await api.PostAsync("/api/v1/namespaces/team/configmaps", """{"metadata":{"name":"m"}}""");
        await api.PostAsync("/api/v1/namespaces/team/secrets", """{"metadata":{"name":"s"}}""");
        using var watch = api.Store.Watch("namespaces", null, api.Store.Revision);
        await api.DeleteAsync("/api/v1/namespaces/team");
        while (api.Store.Get(new("namespaces", "", "team")) is not null)
        {
            (await watch.WaitToReadAsync(CancellationToken.None)).ShouldBeTrue();
            watch.TryRead(out _);
        }

        api.Store.List("configmaps", "team").Items.ShouldBeEmpty();
        api.Store.List("secrets", "team").Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task Bytes_of_a_config_map_come_back_as_they_went()
    {
        await using var api = await ApiHost.StartAsync();
        var made = await api.PostAsync(Maps, """{"metadata":{"name":"m"},"data":{"text":"a\nb"},"binaryData":{"bytes":"AP8="}}""");
        made.Json["binaryData"]!["bytes"]!.GetValue<string>().ShouldBe("AP8=");
        made.Json["data"]!["text"]!.GetValue<string>().ShouldBe("a\nb");
    }
}
