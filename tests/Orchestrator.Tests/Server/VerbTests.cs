using System.Text.Json.Nodes;

namespace LocalPods.Orchestrator.Tests.Server;

public sealed class VerbTests
{
    private const string Pods = "/api/v1/namespaces/default/pods";

    [Fact]
    public async Task What_is_allowed_and_hardly_meant_is_warned_of_in_the_words_of_Kubernetes()
    {
        await using var api = await ApiHost.StartAsync();
        var made = await api.PostAsync("/api/v1/namespaces/default/pods", """
            {"metadata":{"name":"odd"},"spec":{"terminationGracePeriodSeconds":-3,"imagePullSecrets":[{"name":""}],"containers":[{"name":"c","image":"x",
             "resources":{"requests":{"memory":"1500m"}},"ports":[{"containerPort":80},{"containerPort":80,"protocol":"UDP"},{"containerPort":80}],
             "env":[{"name":"A","value":"1"},{"name":"A","value":"$(A)2"},{"name":"A","value":"3"}]}]}}
            """);
        made.Code.ShouldBe(201, made.Text);
        made.Warnings.Split('\n').ShouldBe(
        [
            "299 - \"spec.imagePullSecrets[0].name: invalid empty name \\\"\\\"\"",
            "299 - \"spec.containers[0].resources.requests[memory]: fractional byte value \\\"1500m\\\" is invalid, must be an integer\"",
            "299 - \"spec.containers[0].env[2]: hides previous definition of \\\"A\\\", which may be dropped when using apply\"",
            "299 - \"spec.containers[0].ports[2]: duplicate port definition with spec.containers[0].ports[0]\"",
            "299 - \"spec.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1\"",
        ]);
    }

    [Fact]
    public async Task A_created_pod_is_pending_and_on_the_node_and_can_be_read_back()
    {
        await using var api = await ApiHost.StartAsync();
        var created = await api.PostAsync(Pods, Manifests.Pod("web"));
        created.Code.ShouldBe(201, created.Text);
        created.Text.ShouldStartWith("""{"kind":"Pod","apiVersion":"v1","metadata":{"name":"web","namespace":"default",""");
        created.Json["status"]!["phase"]!.GetValue<string>().ShouldBe("Pending");
        created.Json["status"]!["qosClass"]!.GetValue<string>().ShouldBe("BestEffort");
        created.Json["status"]!["conditions"]![0]!["type"]!.GetValue<string>().ShouldBe("PodScheduled");
        created.Json["spec"]!["nodeName"]!.GetValue<string>().ShouldBe("node-a");
        created.Json["spec"]!["restartPolicy"]!.GetValue<string>().ShouldBe("Always");
        created.Json["metadata"]!["generation"]!.GetValue<long>().ShouldBe(1);
        Guid.TryParse(created.Json["metadata"]!["uid"]!.GetValue<string>(), out _).ShouldBeTrue();
        var read = await api.GetAsync(Pods + "/web");
        read.Code.ShouldBe(200);
        read.ContentType.ShouldBe("application/json");
        read.Text.ShouldBe(created.Text);
    }

    [Fact]
    [Trait("spec", "API-13")]
    public async Task A_name_that_is_taken_is_refused()
    {
        await using var api = await ApiHost.StartAsync();
        await api.CreatePodAsync("web");
        var again = await api.PostAsync(Pods, Manifests.Pod("web"));
        again.Code.ShouldBe(409);
        again.Text.ShouldBe("""{"apiVersion":"v1","kind":"Status","metadata":{},"status":"Failure","message":"pods \"web\" already exists","reason":"AlreadyExists","details":{"name":"web","kind":"pods"},"code":409}""");
    }

    [Theory]
    [InlineData("GET", Pods + "/nope", 404, "NotFound", "pods \"nope\" not found")]
    [InlineData("DELETE", Pods + "/nope", 404, "NotFound", "pods \"nope\" not found")]
    [InlineData("GET", "/api/v1/namespaces/nope", 404, "NotFound", "namespaces \"nope\" not found")]
    [InlineData("GET", "/api/v1/namespaces/default/nonsense", 404, "NotFound", "the server could not find the requested resource")]
    [InlineData("GET", "/api/v1/pods/web", 404, "NotFound", "the server could not find the requested resource")]
    [InlineData("GET", "/api/v1/namespaces/default/nodes", 404, "NotFound", "the server could not find the requested resource")]
    [InlineData("GET", "/apis/apps/v1/deployments", 404, "NotFound", "the server could not find the requested resource")]
    [InlineData("GET", Pods + "/web/nonsense", 404, "NotFound", "the server could not find the requested resource")]
    [InlineData("PUT", Pods, 405, "MethodNotAllowed", "the server does not allow this method on the requested resource")]
    [InlineData("DELETE", "/api/v1/namespaces", 405, "MethodNotAllowed", "the server does not allow this method on the requested resource")]
    [InlineData("POST", "/api/v1/pods", 405, "MethodNotAllowed", "the server does not allow this method on the requested resource")]
    [InlineData("GET", Pods + "?limit=abc", 400, "BadRequest", "strconv.ParseInt: parsing \"abc\": invalid syntax")]
    [InlineData("GET", Pods + "?limit=99999999999999999999", 400, "BadRequest", "strconv.ParseInt: parsing \"99999999999999999999\": value out of range")]
    [Trait("spec", "API-17")]
    public async Task What_is_not_there_or_not_offered_is_said_in_the_usual_words(string method, string path, int code, string reason, string message)
    {
        await using var api = await ApiHost.StartAsync();
        var answer = await api.SendAsync(new HttpMethod(method), path);
        (answer.Code, answer.Reason, answer.Message).ShouldBe((code, reason, message));
        answer.Json["code"]!.GetValue<int>().ShouldBe(code);
    }

    [Fact]
    [Trait("spec", "API-12")]
    public async Task A_generated_name_is_the_base_cut_to_58_and_five_characters()
    {
        await using var api = await ApiHost.StartAsync();
        var prefix = new string('a', 70);
        var body = Manifests.Pod("x").Replace("\"name\":\"x\"", $"\"generateName\":\"{prefix}\"", StringComparison.Ordinal);
        var created = await api.PostAsync(Pods, body);
        created.Code.ShouldBe(201, created.Text);
        created.Json["metadata"]!["name"]!.GetValue<string>().ShouldMatch("^a{58}[bcdfghjklmnpqrstvwxz2456789]{5}$");
    }

    [Fact]
    [Trait("spec", "API-19")]
    public async Task A_pod_needs_its_namespace()
    {
        await using var api = await ApiHost.StartAsync();
        var answer = await api.PostAsync("/api/v1/namespaces/nons/pods", Manifests.Pod("web"));
        (answer.Code, answer.Message).ShouldBe((404, "namespaces \"nons\" not found"));
        var other = Manifests.Pod("web").Replace("\"name\":\"web\"", "\"name\":\"web\",\"namespace\":\"kube-system\"", StringComparison.Ordinal);
        var mismatch = await api.PostAsync(Pods, other);
        (mismatch.Code, mismatch.Message).ShouldBe((400, "the namespace of the provided object does not match the namespace sent on the request"));
    }

    [Fact]
    [Trait("spec", "API-18")]
    public async Task Every_fault_of_an_invalid_pod_is_told_at_once()
    {
        await using var api = await ApiHost.StartAsync();
        var one = await api.PostAsync(Pods, """{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c"}]}}""");
        (one.Code, one.Reason, one.Message).ShouldBe((422, "Invalid", "Pod \"p\" is invalid: spec.containers[0].image: Required value"));
        var two = await api.PostAsync(Pods, """{"metadata":{"name":"P"},"spec":{"containers":[{"name":"c"}]}}""");
        two.Code.ShouldBe(422);
        two.Message.ShouldStartWith("Pod \"P\" is invalid: [metadata.name: Invalid value: \"P\": ");
        two.Message.ShouldEndWith(", spec.containers[0].image: Required value]");
        var causes = two.Json["details"]!["causes"]!.AsArray();
        causes.Select(c => c!["reason"]!.GetValue<string>()).ShouldBe(["FieldValueInvalid", "FieldValueRequired"]);
        causes.Select(c => c!["field"]!.GetValue<string>()).ShouldBe(["metadata.name", "spec.containers[0].image"]);
        two.Json["details"]!["kind"]!.GetValue<string>().ShouldBe("Pod");
    }

    [Fact]
    [Trait("spec", "API-14")]
    public async Task A_stale_put_conflicts()
    {
        await using var api = await ApiHost.StartAsync();
        var first = await api.CreatePodAsync("web");
        (await api.MergeAsync(Pods + "/web", """{"metadata":{"labels":{"a":"b"}}}""")).Code.ShouldBe(200);
        var stale = await api.PutAsync(Pods + "/web", first.ToJsonString());
        (stale.Code, stale.Reason).ShouldBe((409, "Conflict"));
        stale.Message.ShouldBe("Operation cannot be fulfilled on pods \"web\": the object has been modified; please apply your changes to the latest version and try again");
    }

    [Fact]
    [Trait("spec", "API-15")]
    public async Task A_put_that_changes_nothing_writes_nothing()
    {
        await using var api = await ApiHost.StartAsync();
        var first = await api.CreatePodAsync("web");
        var before = api.Store.Revision;
        var same = await api.PutAsync(Pods + "/web", first.ToJsonString());
        same.Code.ShouldBe(200, same.Text);
        api.Store.Revision.ShouldBe(before);
        same.Version.ShouldBe(first["metadata"]!["resourceVersion"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_put_without_a_version_is_unconditional_and_keeps_status_uid_and_age()
    {
        await using var api = await ApiHost.StartAsync();
        var first = await api.CreatePodAsync("web");
        var changed = first.DeepClone().AsObject();
        changed["metadata"]!.AsObject().Remove("resourceVersion");
        changed["metadata"]!.AsObject().Remove("uid");
        changed["metadata"]!["creationTimestamp"] = "2001-01-01T00:00:00Z";
        changed["metadata"]!["labels"] = new JsonObject { ["new"] = "label" };
        changed["status"] = new JsonObject { ["phase"] = "Running" };
        var answer = await api.PutAsync(Pods + "/web", changed.ToJsonString());
        answer.Code.ShouldBe(200, answer.Text);
        answer.Json["metadata"]!["uid"]!.GetValue<string>().ShouldBe(first["metadata"]!["uid"]!.GetValue<string>());
        answer.Json["metadata"]!["creationTimestamp"]!.GetValue<string>().ShouldBe(first["metadata"]!["creationTimestamp"]!.GetValue<string>());
        answer.Json["metadata"]!["labels"]!["new"]!.GetValue<string>().ShouldBe("label");
        answer.Json["status"]!["phase"]!.GetValue<string>().ShouldBe("Pending");
    }

    [Fact]
    [Trait("spec", "API-58")]
    public async Task Most_of_a_pods_spec_cannot_be_changed_but_its_image_can()
    {
        await using var api = await ApiHost.StartAsync();
        await api.CreatePodAsync("web");
        var refused = await api.MergeAsync(Pods + "/web", """{"spec":{"restartPolicy":"Never"}}""");
        refused.Code.ShouldBe(422);
        refused.Message.ShouldStartWith("Pod \"web\" is invalid: spec: Forbidden: pod updates may not change fields other than");
        var image = await api.MergeAsync(Pods + "/web", """{"spec":{"containers":[{"name":"main","image":"busybox:1.36","command":["sleep","1h"]}]}}""");
        image.Code.ShouldBe(200, image.Text);
        image.Json["metadata"]!["generation"]!.GetValue<long>().ShouldBe(2);
    }

    [Fact]
    public async Task The_name_in_the_body_must_be_the_one_of_the_path()
    {
        await using var api = await ApiHost.StartAsync();
        await api.CreatePodAsync("web");
        var other = await api.PutAsync(Pods + "/web", Manifests.Pod("other"));
        (other.Code, other.Message).ShouldBe((400, "the name of the object (other) does not match the name on the URL (web)"));
        var none = await api.PutAsync(Pods + "/web", """{"spec":{"containers":[]}}""");
        (none.Code, none.Message).ShouldBe((400, "the name of the object (web based on URL) was undeterminable: name must be provided"));
        (await api.PutAsync(Pods + "/nope", Manifests.Pod("nope"))).Code.ShouldBe(404);
    }

    [Fact]
    [Trait("spec", "API-33")]
    public async Task A_merge_patch_removes_with_null_and_a_failed_test_of_a_json_patch_changes_nothing()
    {
        await using var api = await ApiHost.StartAsync();
        await api.CreatePodAsync("web", """{"a":"1","b":"2"}""");
        var merged = await api.MergeAsync(Pods + "/web", """{"metadata":{"labels":{"a":null,"c":"3"}}}""");
        merged.Json["metadata"]!["labels"]!.ToJsonString().ShouldBe("""{"b":"2","c":"3"}""");
        var before = api.Store.Revision;
        const string failing = """[{"op":"add","path":"/metadata/labels/d","value":"4"},{"op":"test","path":"/metadata/labels/b","value":"9"}]""";
        var failed = await api.SendAsync(HttpMethod.Patch, Pods + "/web", failing, "application/json-patch+json");
        (failed.Code, failed.Reason).ShouldBe((422, "Invalid"));
        api.Store.Revision.ShouldBe(before);
        const string passing = """[{"op":"test","path":"/metadata/labels/b","value":"2"},{"op":"replace","path":"/metadata/labels/b","value":"5"}]""";
        var patched = await api.SendAsync(HttpMethod.Patch, Pods + "/web", passing, "application/json-patch+json");
        patched.Json["metadata"]!["labels"]!["b"]!.GetValue<string>().ShouldBe("5");
    }

    [Theory]
    [InlineData("""{"metadata":{"uid":"zz"}}""", 422)]
    [InlineData("""{"kind":"Node"}""", 422)]
    [InlineData("""{"metadata":{"name":"other"}}""", 400)]
    [InlineData("""{"metadata":{"resourceVersion":"1"}}""", 409)]
    [InlineData("""{"spec":{"containers":7}}""", 422)]
    [InlineData("""[1]""", 400)]
    [InlineData("""{""", 400)]
    public async Task A_patch_may_not_break_the_object(string patch, int code)
    {
        await using var api = await ApiHost.StartAsync();
        await api.CreatePodAsync("web");
        var answer = await api.MergeAsync(Pods + "/web", patch);
        answer.Code.ShouldBe(code, answer.Text);
    }

    [Fact]
    [Trait("spec", "API-35")]
    public async Task A_patch_of_another_type_is_not_supported()
    {
        await using var api = await ApiHost.StartAsync();
        await api.CreatePodAsync("web");
        var answer = await api.SendAsync(HttpMethod.Patch, Pods + "/web", "{}", "application/json");
        (answer.Code, answer.Reason).ShouldBe((415, "UnsupportedMediaType"));
    }

    [Fact]
    [Trait("spec", "API-39")]
    public async Task A_dry_run_answers_and_stores_nothing()
    {
        await using var api = await ApiHost.StartAsync();
        await api.CreatePodAsync("web");
        var before = api.Store.Revision;
        var created = await api.PostAsync(Pods + "?dryRun=All", Manifests.Pod("new"));
        created.Code.ShouldBe(201);
        created.Json["metadata"]!["resourceVersion"].ShouldBeNull();
        (await api.MergeAsync(Pods + "/web?dryRun=All", """{"metadata":{"labels":{"x":"y"}}}""")).Code.ShouldBe(200);
        (await api.DeleteAsync(Pods + "/web?dryRun=All")).Code.ShouldBe(200);
        api.Store.Revision.ShouldBe(before);
        var other = await api.PostAsync(Pods + "?dryRun=foo", Manifests.Pod("new"));
        (other.Code, other.Message).ShouldBe((422, "CreateOptions.meta.k8s.io \"\" is invalid: dryRun: Unsupported value: []string{\"foo\"}: supported values: \"All\""));
    }

    [Fact]
    [Trait("spec", "API-40")]
    public async Task An_unknown_field_is_refused_warned_about_or_dropped_as_asked()
    {
        await using var api = await ApiHost.StartAsync();
        string Body(string name) => Manifests.Pod(name).Replace("\"spec\":{", "\"spec\":{\"foo\":1,", StringComparison.Ordinal);
        var strict = await api.PostAsync(Pods + "?fieldValidation=Strict", Body("a"));
        (strict.Code, strict.Message).ShouldBe((400, "Pod in version \"v1\" cannot be handled as a Pod: strict decoding error: unknown field \"spec.foo\""));
        var warn = await api.PostAsync(Pods, Body("b"));
        (warn.Code, warn.Warnings).ShouldBe((201, "299 - \"unknown field \\\"spec.foo\\\"\""));
        warn.Json["spec"]!["foo"].ShouldBeNull();
        var ignore = await api.PostAsync(Pods + "?fieldValidation=Ignore", Body("c"));
        (ignore.Code, ignore.Warnings).ShouldBe((201, ""));
        (await api.PostAsync(Pods + "?fieldValidation=x", Body("d"))).Code.ShouldBe(422);
    }

    [Fact]
    [Trait("spec", "API-10")]
    public async Task A_body_may_be_yaml_or_leave_out_its_type_and_kind()
    {
        await using var api = await ApiHost.StartAsync();
        const string yaml = "metadata:\n  name: from-yaml\nspec:\n  containers:\n  - name: c\n    image: busybox:1.32.0\n";
        (await api.SendAsync(HttpMethod.Post, Pods, yaml, "application/yaml")).Code.ShouldBe(201);
        using var untyped = new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(Manifests.Pod("untyped")));
        using var answer = await api.Client.PostAsync(new Uri(Pods, UriKind.Relative), untyped);
        ((int)answer.StatusCode).ShouldBe(201);
    }

    [Fact]
    [Trait("spec", "API-11")]
    public async Task Unknown_media_types_are_refused()
    {
        await using var api = await ApiHost.StartAsync();
        var posted = await api.SendAsync(HttpMethod.Post, Pods, "x", "text/csv");
        (posted.Code, posted.Reason).ShouldBe((415, "UnsupportedMediaType"));
        var read = await api.GetAsync(Pods, "text/csv");
        (read.Code, read.Reason).ShouldBe((406, "NotAcceptable"));
        (await api.GetAsync(Pods, "application/vnd.kubernetes.protobuf,application/json")).Code.ShouldBe(200);
        (await api.GetAsync(Pods, "text/csv,*/*;q=0.1")).Code.ShouldBe(200);
    }

    [Fact]
    public async Task A_body_of_more_than_three_mebibytes_is_refused()
    {
        await using var api = await ApiHost.StartAsync();
        var answer = await api.PostAsync(Pods, Manifests.Pod("big", $$"""{"a":"{{new string('x', 3 * 1024 * 1024)}}"}"""));
        (answer.Code, answer.Reason).ShouldBe((413, "RequestEntityTooLarge"));
    }

    [Theory]
    [InlineData("", "couldn't get version/kind; json parse error: unexpected end of JSON input (<empty>)")]
    [InlineData("{\"kind\":\"Secret\"}", "Secret in version \"v1\" cannot be handled as a Pod: ")]
    [InlineData("{\"apiVersion\":\"v2\",\"kind\":\"Pod\"}", "Pod in version \"v2\" cannot be handled as a Pod: no kind \"Pod\" is registered for version \"v2\"")]
    [InlineData("{\"spec\":{\"containers\":\"x\"}}", "Pod in version \"v1\" cannot be handled as a Pod: ")]
    public async Task A_body_that_is_no_pod_is_a_bad_request(string body, string message)
    {
        await using var api = await ApiHost.StartAsync();
        var answer = await api.PostAsync(Pods, body);
        (answer.Code, answer.Reason).ShouldBe((400, "BadRequest"));
        answer.Message.ShouldContain(message);
    }

    [Fact]
    public async Task The_status_subresource_changes_the_status_only_and_the_object_everything_else()
    {
        await using var api = await ApiHost.StartAsync();
        var pod = await api.CreatePodAsync("web");
        pod["status"]!["phase"] = "Running";
        pod["spec"]!["restartPolicy"] = "Never";
        var changed = await api.PutAsync(Pods + "/web/status", pod.ToJsonString());
        changed.Code.ShouldBe(200, changed.Text);
        changed.Json["status"]!["phase"]!.GetValue<string>().ShouldBe("Running");
        changed.Json["spec"]!["restartPolicy"]!.GetValue<string>().ShouldBe("Always");
        changed.Json["metadata"]!["generation"]!.GetValue<long>().ShouldBe(1);
        (await api.MergeAsync(Pods + "/web/status", """{"status":{"phase":"Failed"}}""")).Json["status"]!["phase"]!.GetValue<string>().ShouldBe("Failed");
        (await api.GetAsync(Pods + "/web/status")).Json["status"]!["phase"]!.GetValue<string>().ShouldBe("Failed");
    }

    [Fact]
    public async Task Concurrent_patches_are_all_applied()
    {
        await using var api = await ApiHost.StartAsync();
        await api.CreatePodAsync("web");
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => api.MergeAsync(Pods + "/web", $$$$"""{"metadata":{"labels":{"l{{{{i}}}}":"v"}}}""")));
        answers.ShouldAllBe(a => a.Code == 200);
        (await api.GetAsync(Pods + "/web")).Json["metadata"]!["labels"]!.AsObject().Count.ShouldBe(8);
    }

    [Fact]
    public async Task A_pod_for_another_node_is_taken_with_a_warning()
    {
        await using var api = await ApiHost.StartAsync();
        var body = Manifests.Pod("far").Replace("\"spec\":{", "\"spec\":{\"nodeName\":\"moon\",", StringComparison.Ordinal);
        var created = await api.PostAsync(Pods, body);
        (created.Code, created.Warnings).ShouldBe((201, "299 - \"spec.nodeName: there is no node \\\"moon\\\" here, only \\\"node-a\\\": the pod stays Pending\""));
    }

    [Fact]
    public async Task A_pod_for_a_node_whose_engine_is_away_is_taken_with_a_warning()
    {
        const string Nodes = "/api/v1/nodes";
        await using var api = await ApiHost.StartAsync();
        await api.PostAsync(Nodes, """{"apiVersion":"v1","kind":"Node","metadata":{"name":"node-a"}}""");
        (await api.PostAsync(Pods, Manifests.Pod("before"))).Warnings.ShouldBeEmpty();
        await api.MergeAsync(Nodes + "/node-a/status", """{"status":{"conditions":[{"type":"Ready","status":"False","message":"the engine is away"}]}}""");
        (await api.PostAsync(Pods, Manifests.Pod("meanwhile"))).Warnings.ShouldBe("299 - \"the pod waits for its node: the engine is away\"");
        await api.MergeAsync(Nodes + "/node-a/status", """{"status":{"conditions":[{"type":"Ready","status":"True","message":"it answers"}]}}""");
        (await api.PostAsync(Pods, Manifests.Pod("after"))).Warnings.ShouldBeEmpty();
    }
}
