using System.Text.Json.Nodes;

namespace LocalPods.Cli.Tests.Commands;

public sealed class ApplyCommandTests : CommandTest
{
    private const string Get = "GET /api/v1/namespaces/default/pods/web";
    private const string Post = "POST /api/v1/namespaces/default/pods?fieldManager=kubectl-client-side-apply&fieldValidation=Strict";
    private const string Put = "PUT /api/v1/namespaces/default/pods/web?fieldManager=kubectl-client-side-apply&fieldValidation=Strict";

    private const string Web = """
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
        spec:
          containers:
            - name: main
              image: nginx:1.17
        """;

    private string Path => Manifest("web.yml", Web);

    [Fact]
    public void A_new_object_is_created_and_remembers_its_manifest()
    {
        Api.NotFound(Get, "pods", "web").On(Post, "{}", 201);
        Run("apply", "-f", Path).ShouldBe(new(0, "pod/web created\n", ""));
        var sent = JsonNode.Parse(Api.Bodies[0])!;
        sent["metadata"]!["namespace"]!.GetValue<string>().ShouldBe("default");
        sent["metadata"]!["annotations"]!["kubectl.kubernetes.io/last-applied-configuration"]!.GetValue<string>().ShouldBe(
            """{"apiVersion":"v1","kind":"Pod","metadata":{"annotations":{},"name":"web","namespace":"default"},"spec":{"containers":[{"image":"nginx:1.17","name":"main"}]}}""" + "\n");
    }

    [Fact]
    public void The_server_applies_when_asked_and_conflicts_are_told_with_what_can_be_done()
    {
        const string patch = "PATCH /api/v1/namespaces/default/pods/web?fieldManager=kubectl&fieldValidation=Strict";
        const string conflict = "Apply failed with 1 conflict: conflict with \"upd\" using v1: .metadata.labels.app";
        Api.OnEach(patch, ("{}", 200), (FakeApi.StatusJson(409, "Conflict", conflict), 409)).On(patch + "&force=true", "{}");
        Run("apply", "--server-side", "-f", Path).ShouldBe(new(0, "pod/web serverside-applied\n", ""));
        JsonNode.Parse(Api.Bodies[0])!["metadata"]!.ToJsonString().ShouldBe("""{"name":"web","namespace":"default"}""", "no annotation is needed");
        var refused = Run("apply", "--server-side", "-f", Path);
        refused.Code.ShouldBe(1);
        refused.Error.ShouldStartWith($"error: {conflict}\nPlease review the fields above--they currently have other managers. Here\nare the ways you can resolve this warning:\n* If you intend");
        refused.Error.ShouldEndWith("See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts\n");
        Run("apply", "--server-side", "--force-conflicts", "-f", Path).ShouldBe(new(0, "pod/web serverside-applied\n", ""));
    }

    [Theory]
    [InlineData("--force-conflicts", "error: --force-conflicts only works with --server-side\n")]
    [InlineData("--server-side --dry-run=client", "error: --dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)\n")]
    public void What_does_not_go_together_is_refused(string flags, string error) =>
        Run(["apply", "-f", Path, .. flags.Split(' ')]).Error.ShouldBe(error);

    [Fact]
    public void A_manager_of_ones_own_is_named_to_the_server()
    {
        Api.On("PATCH /api/v1/namespaces/default/pods/web?fieldManager=ci&fieldValidation=Strict&dryRun=All", "{}");
        Run("apply", "--server-side", "--field-manager=ci", "--dry-run=server", "-f", Path).ShouldBe(new(0, "pod/web serverside-applied (server dry run)\n", ""));
    }

    [Fact]
    public void Applying_the_same_again_changes_nothing()
    {
        Api.On(Get, Live(Web));
        Run("apply", "-f", Path).ShouldBe(new(0, "pod/web unchanged\n", ""));
        Api.Requests.ShouldBe([Get]);
    }

    [Fact]
    public void A_changed_field_is_sent_with_everything_the_server_added()
    {
        Api.On(Get, Live(Web)).On(Put, "{}");
        RunWith(Web.Replace("1.17", "1.18", StringComparison.Ordinal), "apply", "-f", "-").ShouldBe(new(0, "pod/web configured\n", ""));
        var sent = JsonNode.Parse(Api.Bodies[0])!;
        sent["spec"]!["containers"]![0]!["image"]!.GetValue<string>().ShouldBe("nginx:1.18");
        sent["spec"]!["containers"]![0]!["imagePullPolicy"]!.GetValue<string>().ShouldBe("IfNotPresent");
        sent["metadata"]!["resourceVersion"]!.GetValue<string>().ShouldBe("5");
        sent["status"]!["phase"]!.GetValue<string>().ShouldBe("Running");
    }

    [Fact]
    public void An_update_that_lost_a_race_is_computed_again_from_the_newer_object()
    {
        var newer = Live(Web).Replace("\"5\"", "\"6\"", StringComparison.Ordinal);
        Api.OnEach(Get, (Live(Web), 200), (newer, 200))
            .OnEach(Put, (FakeApi.StatusJson(409, "Conflict", "the object has been modified"), 409), ("{}", 200));
        RunWith(Web.Replace("1.17", "1.18", StringComparison.Ordinal), "apply", "-f", "-").Output.ShouldBe("pod/web configured\n");
        JsonNode.Parse(Api.Bodies[1])!["metadata"]!["resourceVersion"]!.GetValue<string>().ShouldBe("6");
    }

    [Fact]
    public void An_object_that_was_not_applied_before_is_taken_over_with_a_warning()
    {
        var live = JsonNode.Parse(Live(Web))!;
        live["metadata"]!.AsObject().Remove("annotations");
        Api.On(Get, live.ToJsonString()).On(Put, "{}");
        var outcome = Run("apply", "-f", Path);
        outcome.Output.ShouldBe("pod/web configured\n");
        outcome.Error.ShouldStartWith("Warning: resource pods/web is missing the kubectl.kubernetes.io/last-applied-configuration annotation");
    }

    [Fact]
    public void What_the_server_refuses_is_told_with_every_cause_and_its_place()
    {
        const string Details = """{"kind":"Pod","name":"web","causes":[{"field":"spec.containers[0].image","message":"Required value"},{"field":"metadata.name","message":"Invalid value"}]}""";
        Api.NotFound(Get, "pods", "web").On(Post, FakeApi.StatusJson(422, "Invalid", "Pod \"web\" is invalid: [...]", Details), 422);
        var outcome = Run("apply", "-f", Path);
        outcome.Code.ShouldBe(1);
        outcome.Output.ShouldBe("");
        outcome.Error.ShouldBe($"""
            The Pod "web" is invalid: 
            * spec.containers[0].image: Required value
            * metadata.name: Invalid value
              {Path}:8:7: spec.containers[0].image
              {Path}:4:3: metadata.name

            """);
    }

    [Fact]
    public void Other_refusals_say_what_was_being_done_and_the_rest_is_applied()
    {
        var second = Manifest("b.yml", Web.Replace("name: web", "name: other", StringComparison.Ordinal));
        Api.NotFound(Get, "pods", "web").NotFound(Get.Replace("web", "other", StringComparison.Ordinal), "pods", "other")
            .OnEach(Post, (FakeApi.StatusJson(403, "Forbidden", "pods \"web\" is forbidden: no"), 403), ("{}", 201));
        var outcome = Run("apply", "-f", Path, "-f", second);
        outcome.ShouldBe(new(1, "pod/other created\n", $"Error from server (Forbidden): error when creating \"{Path}\": pods \"web\" is forbidden: no\n"));
    }

    [Fact]
    public void A_dry_run_of_the_client_writes_nothing()
    {
        Api.NotFound(Get, "pods", "web");
        Run("apply", "-f", Path, "--dry-run=client").Output.ShouldBe("pod/web created (dry run)\n");
        Run("apply", "-f", Path, "--dry-run=client", "-o", "name").Output.ShouldBe("pod/web\n");
        Api.Bodies.ShouldBeEmpty();
        Run("apply", "-f", Path, "--dry-run=maybe").Error.ShouldBe("error: Invalid dry-run value (maybe). Must be \"none\", \"server\", or \"client\".\n");
    }

    [Fact]
    public void A_dry_run_of_the_server_is_asked_for()
    {
        Api.NotFound(Get, "pods", "web").On(Post + "&dryRun=All", "{}", 201);
        Run("apply", "-f", Path, "--dry-run=server").Output.ShouldBe("pod/web created (server dry run)\n");
    }

    [Fact]
    public void Folders_are_read_in_order_and_those_below_them_when_asked()
    {
        var folder = System.IO.Path.GetDirectoryName(Manifest("m/b.yaml", Pod("b")))!;
        Manifest("m/a.yml", Pod("a"));
        Manifest("m/sub/c.json", """{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"c"}}""");
        Manifest("m/notes.txt", "not: a manifest");
        foreach (var name in (string[])["a", "b"])
        {
            Api.NotFound($"GET /api/v1/namespaces/default/pods/{name}", "pods", name);
        }

        Api.NotFound("GET /api/v1/namespaces/c", "namespaces", "c").On(Post, "{}", 201).On(Post.Replace("/default/pods", "", StringComparison.Ordinal), "{}", 201);
        Run("apply", "-f", folder).Output.ShouldBe("pod/a created\npod/b created\n");
        Run("apply", "-R", "-f", folder).Output.ShouldBe("pod/a created\npod/b created\nnamespace/c created\n");

        static string Pod(string name) => Web.Replace("name: web", $"name: {name}", StringComparison.Ordinal);
    }

    [Fact]
    public void Faults_of_all_files_are_told_and_nothing_is_applied()
    {
        var bad = Manifest("bad.yml", Web.Replace("image:", "imag:", StringComparison.Ordinal));
        var outcome = Run("apply", "-f", Path, "-f", bad);
        outcome.Code.ShouldBe(1);
        outcome.Output.ShouldBe("");
        outcome.Error.ShouldStartWith($"{bad}:8:7: error: unknown field \"imag\" in Container; did you mean \"image\"?\n");
        Api.Requests.ShouldBeEmpty();
    }

    [Fact]
    public void Validation_may_warn_instead()
    {
        var bad = Manifest("bad.yml", Web + "\n      imag: x\n");
        Api.NotFound(Get, "pods", "web").On(Post.Replace("Strict", "Ignore", StringComparison.Ordinal), "{}", 201); // it is told once, with the place
        var outcome = Run("apply", "--validate=warn", "-f", bad);
        outcome.Code.ShouldBe(0, outcome.Error);
        outcome.Error.ShouldStartWith($"{bad}:9:7: warning: unknown field \"imag\" in Container");
        Run("apply", "--validate=perhaps", "-f", bad).Error.ShouldBe("error: invalid value for --validate: \"perhaps\"; it is one of strict (or true), warn, ignore (or false)\n");
    }

    [Fact]
    public void The_same_object_in_two_files_is_refused()
    {
        var other = Manifest("other.yml", Web.Replace("1.17", "1.18", StringComparison.Ordinal));
        Run("apply", "-f", Path, "-f", other).Error.ShouldContain($"{other}:4:3: error: Pod \"web\" is given twice with different content");
    }

    [Theory]
    [InlineData("apply", "error: must specify one of -f; see 'localpods apply --help' for usage\n")]
    [InlineData("apply -f no-such-file.yml", "error: the path \"no-such-file.yml\" does not exist\n")]
    [InlineData("apply -f x web", "error: Unexpected args: [web]\nSee 'localpods apply -h' for help and examples\n")]
    [InlineData("apply -f -", "error: no objects passed to apply\n")]
    public void A_command_line_that_names_nothing_to_apply_is_refused(string line, string error) => Run(line.Split(' ')).ShouldBe(new(1, "", error));

    [Fact]
    public void A_folder_without_manifests_is_refused()
    {
        var empty = Directory.CreateDirectory(System.IO.Path.Combine(Folder, "empty")).FullName;
        Run("apply", "-f", empty).Error.ShouldBe($"error: error reading [{empty}]: recognized file extensions are [.json .yaml .yml]\n");
    }

    [Fact]
    public void A_manifest_for_another_namespace_than_asked_is_refused()
    {
        var path = Manifest("ns.yml", Web.Replace("name: web", "name: web\n  namespace: a", StringComparison.Ordinal));
        Run("apply", "-f", path, "-n", "b").Error.ShouldBe(
            "error: the namespace from the provided object \"a\" does not match the namespace \"b\". You must pass '--namespace=a' to perform this operation.\n");
    }

    /// <summary>The object as a server would hold it after the manifest was applied.</summary>
    private string Live(string manifest)
    {
        Api.NotFound(Get, "pods", "web").On(Post, "{}", 201);
        RunWith(manifest, "apply", "-f", "-", "-o", "json", "--dry-run=client").Code.ShouldBe(0);
        var live = JsonNode.Parse(RunWith(manifest, "apply", "-f", "-", "-o", "json", "--dry-run=client").Output)!;
        live["metadata"]!["uid"] = "u1";
        live["metadata"]!["resourceVersion"] = "5";
        live["spec"]!["containers"]![0]!["imagePullPolicy"] = "IfNotPresent";
        live["spec"]!["restartPolicy"] = "Always";
        live["status"] = new JsonObject { ["phase"] = "Running" };
        Api.Forget();
        return live.ToJsonString();
    }
}
