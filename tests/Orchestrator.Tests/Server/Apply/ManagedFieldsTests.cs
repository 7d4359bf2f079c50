using System.Text.Json.Nodes;

namespace LocalPods.Orchestrator.Tests.Server.Apply;

/// <summary>Every write notes who set which fields, as API servers do.</summary>
public sealed class ManagedFieldsTests
{
    private const string Pods = "/api/v1/namespaces/default/pods";

    [Fact]
    public async Task A_creator_owns_what_it_sent_and_the_defaults_but_not_what_the_server_decides()
    {
        var clock = new SteppedClock();
        await using var api = await ApiHost.StartAsync(clock, null);
        var pod = """
            {"metadata":{"name":"web","labels":{"app":"x"}},"spec":{"containers":[{"name":"main","image":"busybox","ports":[{"containerPort":80}]}],
             "volumes":[{"name":"tmp","emptyDir":{}}]}}
            """;
        var created = await api.PostAsync(Pods + "?fieldManager=maker", pod);
        created.Code.ShouldBe(201, created.Text);
        ShouldBe(Owners(created).ShouldHaveSingleItem(), """
            {
              "manager": "maker", "operation": "Update", "apiVersion": "v1", "time": "2030-01-01T00:00:00Z", "fieldsType": "FieldsV1",
              "fieldsV1": {
                "f:metadata": { "f:labels": { ".": {}, "f:app": {} } },
                "f:spec": {
                  "f:containers": {
                    "k:{\"name\":\"main\"}": {
                      ".": {}, "f:image": {}, "f:imagePullPolicy": {}, "f:name": {},
                      "f:ports": { ".": {}, "k:{\"containerPort\":80,\"protocol\":\"TCP\"}": { ".": {}, "f:containerPort": {}, "f:protocol": {} } },
                      "f:resources": {}, "f:terminationMessagePath": {}, "f:terminationMessagePolicy": {}
                    }
                  },
                  "f:dnsPolicy": {}, "f:enableServiceLinks": {}, "f:restartPolicy": {}, "f:schedulerName": {}, "f:securityContext": {},
                  "f:terminationGracePeriodSeconds": {},
                  "f:volumes": { ".": {}, "k:{\"name\":\"tmp\"}": { ".": {}, "f:emptyDir": {}, "f:name": {} } }
                }
              }
            }
            """);
    }

    [Fact]
    public async Task A_field_that_is_changed_changes_hands_and_only_then_the_time_does()
    {
        var clock = new SteppedClock();
        await using var api = await ApiHost.StartAsync(clock, null);
        await api.PostAsync(Pods + "?fieldManager=maker", Manifests.Pod("web", """{"a":"1","b":"1"}"""));
        clock.Advance(TimeSpan.FromMinutes(1));
        var changed = await api.MergeAsync(Pods + "/web?fieldManager=other", """{"metadata":{"labels":{"b":"2"}}}""");
        var (maker, other) = (Owners(changed)[0]!, Owners(changed)[1]!);
        maker["time"]!.GetValue<string>().ShouldBe("2030-01-01T00:00:00Z");
        maker["fieldsV1"]!["f:metadata"]!.ToJsonString().ShouldBe("""{"f:labels":{".":{},"f:a":{}}}""");
        ShouldBe(other, """
            {"manager":"other","operation":"Update","apiVersion":"v1","time":"2030-01-01T00:01:00Z","fieldsType":"FieldsV1","fieldsV1":{"f:metadata":{"f:labels":{"f:b":{}}}}}
            """);

        clock.Advance(TimeSpan.FromMinutes(1));
        var same = await api.MergeAsync(Pods + "/web?fieldManager=third", """{"metadata":{"labels":{"b":"2"}}}""");
        same.Text.ShouldBe(changed.Text, "nothing changed, so nobody owns it who did not before");
        var gone = await api.MergeAsync(Pods + "/web?fieldManager=third", """{"metadata":{"labels":{"b":null}}}""");
        Owners(gone).ShouldHaveSingleItem()!["manager"]!.GetValue<string>().ShouldBe("maker");
    }

    [Theory]
    [InlineData("application/json-patch+json", """[{"op":"add","path":"/metadata/labels/x","value":"1"}]""")]
    [InlineData("application/merge-patch+json", """{"metadata":{"labels":{"x":"1"}}}""")]
    [InlineData("application/strategic-merge-patch+json", """{"metadata":{"labels":{"x":"1"}}}""")]
    [InlineData("application/apply-patch+yaml", """{"apiVersion":"v1","kind":"Pod","metadata":{"labels":{"x":"1"}}}""")]
    public async Task Every_way_to_patch_leaves_its_writers_name(string type, string patch)
    {
        await using var api = await ApiHost.StartAsync();
        await api.CreatePodAsync("web", """{"app":"x"}""");
        var changed = await api.SendAsync(HttpMethod.Patch, Pods + "/web?fieldManager=me", patch, type);
        changed.Code.ShouldBe(200, changed.Text);
        var mine = Owners(changed).Single(o => o!["manager"]!.GetValue<string>() == "me")!;
        mine["operation"]!.GetValue<string>().ShouldBe(type.Contains("apply", StringComparison.Ordinal) ? "Apply" : "Update");
        mine["fieldsV1"]!.ToJsonString().ShouldBe("""{"f:metadata":{"f:labels":{"f:x":{}}}}""");
    }

    [Fact]
    public async Task What_the_server_allots_is_nobodys_when_an_object_is_made_and_when_it_is_changed()
    {
        const string services = "/api/v1/namespaces/default/services";
        await using var api = await ApiHost.StartAsync();
        var made = await api.PostAsync(services + "?fieldManager=maker", """{"metadata":{"name":"web"},"spec":{"ports":[{"port":80}]}}""");
        made.Json["metadata"]!["managedFields"]!.ToJsonString().ShouldNotContain("f:clusterIP");
        var opened = await api.SendAsync(HttpMethod.Patch, services + "/web?fieldManager=opener", """{"spec":{"type":"NodePort"}}""", "application/merge-patch+json");
        opened.Json["spec"]!["ports"]![0]!["nodePort"]!.GetValue<int>().ShouldBeGreaterThanOrEqualTo(30000);
        var owners = opened.Json["metadata"]!["managedFields"]!.ToJsonString();
        owners.ShouldContain("\"manager\":\"opener\"");
        owners.ShouldNotContain("f:nodePort");
        owners.ShouldNotContain("f:clusterIP");
    }

    [Fact]
    public async Task A_status_has_owners_of_its_own()
    {
        await using var api = await ApiHost.StartAsync();
        await api.CreatePodAsync("web");
        var reported = await api.SendAsync(
            HttpMethod.Patch,
            Pods + "/web/status?fieldManager=kubelet",
            """{"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}],"podIPs":[{"ip":"10.0.0.1"}],"containerStatuses":[{"name":"main","image":"i","imageID":"x","ready":true,"restartCount":0}]}}""",
            "application/strategic-merge-patch+json");
        reported.Code.ShouldBe(200, reported.Text);
        var kubelet = Owners(reported).Single(o => o!["manager"]!.GetValue<string>() == "kubelet")!;
        kubelet["subresource"]!.GetValue<string>().ShouldBe("status");
        ShouldBe(kubelet["fieldsV1"], """
            {"f:status":{"f:conditions":{"k:{\"type\":\"Ready\"}":{".":{},"f:status":{},"f:type":{}}},"f:containerStatuses":{},"f:phase":{},"f:podIPs":{".":{},"k:{\"ip\":\"10.0.0.1\"}":{".":{},"f:ip":{}}}}}
            """);
    }

    [Theory]
    [InlineData("[{}]")]
    [InlineData("[]")]
    public async Task Clients_may_clear_the_owners_and_then_nobody_keeps_account_until_an_apply(string empty)
    {
        await using var api = await ApiHost.StartAsync();
        await api.CreatePodAsync("web");
        var cleared = await api.MergeAsync(Pods + "/web", $$$"""{"metadata":{"managedFields":{{{empty}}} } }""");
        cleared.Json["metadata"]!["managedFields"].ShouldBeNull();
        var changed = await api.MergeAsync(Pods + "/web?fieldManager=later", """{"metadata":{"labels":{"a":"1"}}}""");
        changed.Json["metadata"]!["managedFields"].ShouldBeNull();
        var applied = await ServerSideApplyTests.ApplyAsync(api, "me", """{"metadata":{"name":"web","annotations":{"a":"1"}}}""");
        applied.Code.ShouldBe(200, applied.Text);
        Owners(applied).Select(o => o!["manager"]!.GetValue<string>()).ShouldBe(["me", "before-first-apply"]);
    }

    [Fact]
    public async Task What_a_client_leaves_out_or_garbles_stays_and_what_it_hands_over_counts()
    {
        await using var api = await ApiHost.StartAsync();
        var created = await api.CreatePodAsync("web", """{"a":"1"}""");
        var sent = created.DeepClone().AsObject();
        sent["metadata"]!.AsObject().Remove("managedFields");
        (await api.PutAsync(Pods + "/web", sent.ToJsonString())).Text.ShouldBe((await api.GetAsync(Pods + "/web")).Text);
        sent["metadata"]!["managedFields"] = JsonNode.Parse("""[{"manager":"m","operation":"Nonsense","apiVersion":"v1","fieldsType":"FieldsV1","fieldsV1":{}}]""");
        (await api.PutAsync(Pods + "/web", sent.ToJsonString())).Json["metadata"]!["managedFields"]!.ToJsonString().ShouldBe(created["metadata"]!["managedFields"]!.ToJsonString());
        sent["metadata"]!["managedFields"] = JsonNode.Parse("""[{"manager":"m","operation":"Apply","apiVersion":"v1","fieldsType":"FieldsV1","fieldsV1":{"f:metadata":{"f:labels":{"f:a":{}}}}}]""");
        Owners(await api.PutAsync(Pods + "/web", sent.ToJsonString())).ShouldHaveSingleItem()!["manager"]!.GetValue<string>().ShouldBe("m");
    }

    [Fact]
    public async Task A_client_without_a_name_is_called_by_its_program()
    {
        await using var api = await ApiHost.StartAsync();
        api.Client.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", "my-tool/v1.2 (linux/amd64)");
        Owners(await api.PostAsync(Pods, Manifests.Pod("web")))[0]!["manager"]!.GetValue<string>().ShouldBe("my-tool");
    }

    [Fact]
    public async Task The_oldest_of_many_updaters_are_put_together()
    {
        var clock = new SteppedClock();
        await using var api = await ApiHost.StartAsync(clock, null);
        await api.PostAsync(Pods + "?fieldManager=maker", Manifests.Pod("web", """{"a":"1"}"""));
        for (var i = 0; i < 12; i++)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await api.MergeAsync($"{Pods}/web?fieldManager=m{i}", $$$"""{"metadata":{"labels":{"l{{{i}}}": "1"} } }""");
        }

        var owners = Owners(await api.GetAsync(Pods + "/web"));
        owners.Count.ShouldBe(10);
        owners[0]!["manager"]!.GetValue<string>().ShouldBe("ancient-changes");
        owners[0]!["fieldsV1"]!["f:metadata"]!.ToJsonString().ShouldBe("""{"f:labels":{".":{},"f:a":{},"f:l0":{},"f:l1":{},"f:l2":{}}}""");
    }

    private static JsonArray Owners(ApiAnswer answer) => answer.Json["metadata"]!["managedFields"]!.AsArray();

    private static void ShouldBe(JsonNode? actual, string expected) =>
        JsonNode.DeepEquals(actual, JsonNode.Parse(expected)).ShouldBeTrue($"is {actual?.ToJsonString()}");
}
