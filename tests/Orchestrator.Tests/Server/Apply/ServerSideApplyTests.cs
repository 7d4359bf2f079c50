using System.Text.Json.Nodes;

namespace LocalPods.Orchestrator.Tests.Server.Apply;

public sealed class ServerSideApplyTests
{
    private const string Pods = "/api/v1/namespaces/default/pods";
    private const string ApplyType = "application/apply-patch+yaml";

    private const string Web = """
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
          labels: {app: x, tier: front}
        spec:
          containers:
          - name: main
            image: busybox:1.32.0
            command: [sleep, 1h]
        """;

    [Fact]
    [Trait("spec", "API-36")]
    public async Task An_apply_needs_a_manager_and_makes_what_is_not_there()
    {
        await using var api = await ApiHost.StartAsync();
        var nameless = await api.SendAsync(HttpMethod.Patch, Pods + "/web", Web, ApplyType);
        (nameless.Code, nameless.Message).ShouldBe((422, "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for apply patch"));
        var created = await ApplyAsync(api, "me", Web);
        created.Code.ShouldBe(201, created.Text);
        var owner = created.Json["metadata"]!["managedFields"]!.AsArray().ShouldHaveSingleItem()!;
        owner["operation"]!.GetValue<string>().ShouldBe("Apply");
        JsonNode.DeepEquals(owner["fieldsV1"], JsonNode.Parse("""
            {"f:metadata":{"f:labels":{"f:app":{},"f:tier":{}}},"f:spec":{"f:containers":{"k:{\"name\":\"main\"}":{".":{},"f:command":{},"f:image":{},"f:name":{}}}}}
            """)).ShouldBeTrue(owner.ToJsonString());
    }

    [Fact]
    public async Task The_same_apply_again_changes_nothing_and_no_version()
    {
        var clock = new SteppedClock();
        await using var api = await ApiHost.StartAsync(clock, null);
        var first = await ApplyAsync(api, "me", Web);
        clock.Advance(TimeSpan.FromMinutes(5));
        var again = await ApplyAsync(api, "me", Web);
        again.Code.ShouldBe(200);
        again.Text.ShouldBe(first.Text);
    }

    [Fact]
    [Trait("spec", "API-37")]
    public async Task What_is_no_longer_applied_goes_unless_somebody_else_owns_it()
    {
        await using var api = await ApiHost.StartAsync();
        await ApplyAsync(api, "me", Web);
        await ApplyAsync(api, "other", """{"metadata":{"labels":{"tier":"front"}}}""");
        var dropped = await ApplyAsync(api, "me", Web.Replace("{app: x, tier: front}", "{other: z}", StringComparison.Ordinal));
        dropped.Code.ShouldBe(200, dropped.Text);
        dropped.Json["metadata"]!["labels"]!.ToJsonString().ShouldBe("""{"other":"z","tier":"front"}""");
        var last = await ApplyAsync(api, "other", "{\"metadata\":{}}");
        last.Json["metadata"]!["labels"]!.ToJsonString().ShouldBe("""{"other":"z"}""");
        last.Json["metadata"]!["managedFields"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    [Trait("spec", "API-36")]
    public async Task A_field_that_another_manager_set_otherwise_is_a_conflict_that_names_it_and_force_takes_it()
    {
        await using var api = await ApiHost.StartAsync();
        await ApplyAsync(api, "one", Web);
        const string otherwise = """{"metadata":{"labels":{"app":"y"}}}""";
        var refused = await ApplyAsync(api, "two", otherwise);
        refused.Code.ShouldBe(409);
        refused.Text.ShouldBe(
            """{"apiVersion":"v1","kind":"Status","metadata":{},"status":"Failure","message":"Apply failed with 1 conflict: conflict with \"one\": .metadata.labels.app","reason":"Conflict","details":{"causes":[{"reason":"FieldManagerConflict","message":"conflict with \"one\"","field":".metadata.labels.app"}]},"code":409}""");
        var forced = await ApplyAsync(api, "two", otherwise, "&force=true");
        forced.Json["metadata"]!["labels"]!["app"]!.GetValue<string>().ShouldBe("y");
        var owners = forced.Json["metadata"]!["managedFields"]!.AsArray();
        owners.Single(o => o!["manager"]!.GetValue<string>() == "one")!["fieldsV1"]!["f:metadata"]!.ToJsonString().ShouldBe("""{"f:labels":{"f:tier":{}}}""");
        (await ApplyAsync(api, "one", Web)).Code.ShouldBe(409, "the first one learns that it lost the field");
    }

    [Fact]
    public async Task Several_conflicts_are_told_by_manager()
    {
        await using var api = await ApiHost.StartAsync();
        await ApplyAsync(api, "one", Web);
        await api.MergeAsync(Pods + "/web?fieldManager=upd", """{"metadata":{"labels":{"tier":"back"}},"spec":{"containers":[{"name":"main","image":"busybox:1.36","command":["sleep","1h"]}]}}""");
        var refused = await ApplyAsync(api, "two", Web.Replace("app: x", "app: z", StringComparison.Ordinal));
        refused.Message.ShouldBe(
            """
            Apply failed with 3 conflicts: conflicts with "one":
            - .metadata.labels.app
            conflicts with "upd" using v1:
            - .metadata.labels.tier
            - .spec.containers[name="main"].image
            """);
    }

    [Fact]
    public async Task The_same_value_is_shared()
    {
        await using var api = await ApiHost.StartAsync();
        var first = await ApplyAsync(api, "one", Web);
        var shared = await ApplyAsync(api, "two", """{"metadata":{"labels":{"app":"x"}}}""");
        shared.Code.ShouldBe(200, shared.Text);
        shared.Version.ShouldNotBe(first.Version);
        shared.Json["metadata"]!["managedFields"]!.AsArray().Count(o => o!["fieldsV1"]!["f:metadata"]!["f:labels"]!["f:app"] is not null).ShouldBe(2);
    }

    [Theory]
    [InlineData("""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"other"}}""", 400, "the name of the object (other) does not match the name on the URL (web)")]
    [InlineData("""{"apiVersion":"v2","kind":"Pod","metadata":{"name":"web"}}""", 400, "Incorrect version specified in apply patch. Specified patch version: v2, expected: v1")]
    [InlineData("""{"apiVersion":"v1","kind":"Secret","metadata":{"name":"web"}}""", 400, "invalid object type: /v1, Kind=Secret")]
    [InlineData("""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"web","managedFields":[]}}""", 400, "metadata.managedFields must be nil")]
    [InlineData("""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"web"},"spec":{"foo":1}}""", 400, "failed to create typed patch object (default/web; /v1, Kind=Pod): .spec.foo: field not declared in schema")]
    [InlineData(
        """{"apiVersion":"v1","kind":"Pod","metadata":{"name":"web"},"spec":{"containers":[{"image":"i"},{"name":"a"},{"name":"a","livenessProbe":{"grcp":{}}}]}}""",
        400,
        "failed to create typed patch object (default/web; /v1, Kind=Pod): errors:\n  .spec.containers: element 0: associative list with keys has an element that omits key field \"name\" (and doesn't have default value)\n  .spec.containers: duplicate entries for key [name=\"a\"]\n  .spec.containers[name=\"a\"].livenessProbe.grcp: field not declared in schema")]
    [InlineData("""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"web","namespace":"elsewhere"}}""", 400, "the namespace of the provided object does not match the namespace sent on the request")]
    [InlineData("a: [", 400, null)]
    [InlineData("7", 400, "error decoding YAML: the configuration must be one object")]
    [InlineData("""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"web"},"spec":{"containers":"x"}}""", 400, null)]
    [InlineData("""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"web","resourceVersion":"1"}}""", 409, "Operation cannot be fulfilled on pods \"web\": the object has been modified; please apply your changes to the latest version and try again")]
    [InlineData("""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"web"},"spec":{"containers":[]}}""", 200, null)]
    [InlineData("""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"web"},"spec":{"restartPolicy":"Never"}}""", 409, null)]
    public async Task A_configuration_that_cannot_be_is_refused_with_the_reason(string body, int code, string? message)
    {
        await using var api = await ApiHost.StartAsync();
        await api.CreatePodAsync("web");
        var answer = await ApplyAsync(api, "me", body);
        answer.Code.ShouldBe(code, answer.Text);
        if (message is not null)
        {
            answer.Message.ShouldBe(message);
        }
    }

    [Fact]
    public async Task Kubectl_takes_over_what_it_applied_as_a_client_and_keeps_the_annotation_true()
    {
        await using var api = await ApiHost.StartAsync();
        var manifest = """{"apiVersion":"v1","kind":"Pod","metadata":{"annotations":{},"labels":{"app":"x"},"name":"web","namespace":"default"},"spec":{"containers":[{"image":"busybox:1.32.0","name":"main"}]}}""";
        var pod = JsonNode.Parse(manifest)!;
        pod["metadata"]!["annotations"]!["kubectl.kubernetes.io/last-applied-configuration"] = manifest + "\n";
        (await api.PostAsync(Pods + "?fieldManager=kubectl-client-side-apply", pod.ToJsonString())).Code.ShouldBe(201);
        var wanted = manifest.Replace("\"x\"", "\"y\"", StringComparison.Ordinal);
        (await ApplyAsync(api, "somebody", wanted)).Code.ShouldBe(409, "others do not take over");
        var applied = await ApplyAsync(api, "kubectl", wanted);
        applied.Code.ShouldBe(200, applied.Text);
        applied.Json["metadata"]!["labels"]!["app"]!.GetValue<string>().ShouldBe("y");
        applied.Json["metadata"]!["annotations"]!["kubectl.kubernetes.io/last-applied-configuration"]!.GetValue<string>()
            .ShouldBe(wanted + "\n");
        await api.MergeAsync(Pods + "/web?fieldManager=somebody", """{"metadata":{"labels":{"app":"z"}}}""");
        (await ApplyAsync(api, "kubectl", wanted)).Code.ShouldBe(409, "what somebody changed since is not taken");
    }

    [Fact]
    public async Task A_status_can_be_applied()
    {
        await using var api = await ApiHost.StartAsync();
        await api.CreatePodAsync("web");
        (await ApplyAsync(api, "me", """{"status":{"reason":"because"},"spec":{"hostname":"ignored"}}""", path: Pods + "/none/status")).Code.ShouldBe(404);
        var applied = await ApplyAsync(api, "me", """{"status":{"reason":"because"},"spec":{"hostname":"ignored"}}""", path: Pods + "/web/status");
        applied.Code.ShouldBe(200, applied.Text);
        applied.Json["status"]!["reason"]!.GetValue<string>().ShouldBe("because");
        var owner = applied.Json["metadata"]!["managedFields"]![0]!;
        (owner["subresource"]!.GetValue<string>(), owner["fieldsV1"]!.ToJsonString()).ShouldBe(("status", """{"f:status":{"f:reason":{}}}"""));
        var dropped = await ApplyAsync(api, "me", """{"status":{}}""", path: Pods + "/web/status");
        dropped.Json["status"]!["reason"].ShouldBeNull();
    }

    [Fact]
    public async Task Items_stand_where_the_applier_wants_them_and_what_others_added_stays()
    {
        await using var api = await ApiHost.StartAsync();
        (await PortsAsync(api, "me", 80, 81)).ShouldBe([80, 81]);
        (await PortsAsync(api, "other", 82)).ShouldBe([80, 81, 82]);
        (await PortsAsync(api, "me", 81, 80)).ShouldBe([81, 82, 80], "what another added stays behind what it stood behind");
        (await PortsAsync(api, "me", 90, 81, 80)).ShouldBe([90, 81, 82, 80]);
        (await PortsAsync(api, "me", 80)).ShouldBe([82, 80], "what is not applied any more goes");
        (await PortsAsync(api, "other", 80, 82)).ShouldBe([80, 82]);
        (await PortsAsync(api, "me")).ShouldBe([80, 82], "the other wants it too by now");
    }

    private static async Task<IEnumerable<int>> PortsAsync(ApiHost api, string manager, params int[] ports)
    {
        var list = string.Join(',', ports.Select(p => $$"""{"name":"p{{p}}","port":{{p}},"protocol":"TCP"}"""));
        var applied = await ApplyAsync(
            api, manager, $$$"""{"apiVersion":"v1","kind":"Service","metadata":{"name":"front"},"spec":{"ports":[{{{list}}}]}}""", path: "/api/v1/namespaces/default/services/front");
        applied.Code.ShouldBeInRange(200, 201, applied.Text);
        return applied.Json["spec"]!["ports"]!.AsArray().Select(p => p!["port"]!.GetValue<int>());
    }

    [Fact]
    [Trait("spec", "API-39")]
    public async Task A_dry_run_says_what_would_be_and_stores_nothing()
    {
        await using var api = await ApiHost.StartAsync();
        var would = await ApplyAsync(api, "me", Web, "&dryRun=All");
        would.Code.ShouldBe(201, would.Text);
        would.Json["metadata"]!["managedFields"]!.AsArray().Count.ShouldBe(1);
        (await api.GetAsync(Pods + "/web")).Code.ShouldBe(404);
    }

    [Fact]
    public async Task What_is_written_twice_is_warned_of_or_refused()
    {
        await using var api = await ApiHost.StartAsync();
        var twice = Web.Replace("app: x,", "app: w, app: x,", StringComparison.Ordinal);
        (await ApplyAsync(api, "me", twice, "&fieldValidation=Strict")).Message.ShouldStartWith("error strict decoding YAML: ");
        (await ApplyAsync(api, "me", twice, "&fieldValidation=Warn")).Warnings.ShouldContain("duplicate field");
        (await ApplyAsync(api, "me", twice, "&fieldValidation=Ignore")).Warnings.ShouldBe("");
    }

    /// <summary>Applies as a manager; kind, version and name of the pod web may be left out.</summary>
    internal static Task<ApiAnswer> ApplyAsync(ApiHost api, string manager, string configuration, string more = "", string path = Pods + "/web")
    {
        var body = configuration.StartsWith("{\"metadata", StringComparison.Ordinal) || configuration.StartsWith("{\"s", StringComparison.Ordinal)
            ? "{\"apiVersion\":\"v1\",\"kind\":\"Pod\"," + configuration[1..]
            : configuration;
        return api.SendAsync(HttpMethod.Patch, $"{path}?fieldManager={manager}{more}", body, ApplyType);
    }
}
