using System.Text.Json.Nodes;

namespace LocalPods.Compatibility;

[Trait("needs", "docker")]
public sealed class ObjectTests(Instance instance) : KubectlTest(instance)
{
    public static TheoryData<string> Versions => Kubectl.Versions;

    [SkippableTheory]
    [MemberData(nameof(Versions))]
    [Trait("spec", "KC-06")]
    [Trait("spec", "KC-29")]
    [Trait("spec", "KC-32")]
    [Trait("spec", "KC-35")]
    [Trait("spec", "KC-42")]
    [Trait("spec", "KC-43")]
    [Trait("spec", "API-38")]
    public async Task A_pod_is_applied_shown_changed_and_deleted(string version)
    {
        Kubectl.Require(version);
        await StartPodAsync(version, "web");
        (await MustAsync(version, Sleeper("web"), ["apply", "-f", "-"])).ShouldBe("pod/web unchanged\n");

        var table = await MustAsync(version, "get", "pods", "-o", "wide");
        table.ShouldMatch(@"^NAME +READY +STATUS +RESTARTS +AGE +IP +NODE +NOMINATED NODE +READINESS GATES");
        table.ShouldMatch(@"web +1/1 +Running +0 +\d+s +\d+\.\d+\.\d+\.\d+ ");
        var described = await MustAsync(version, "describe", "pod", "web");
        described.ShouldContain("Events:");
        described.ShouldContain("Started");

        var changed = Sleeper("web").Replace("labels: {app: web}", "labels: {app: web, more: yes-please}", StringComparison.Ordinal);
        (await MustAsync(version, changed, ["apply", "-f", "-"])).ShouldBe("pod/web configured\n");
        (await MustAsync(version, Sleeper("web"), ["apply", "-f", "-"])).ShouldBe("pod/web configured\n");
        (await MustAsync(version, "get", "pod", "web", "-o", "jsonpath={.metadata.labels}")).ShouldBe("""{"app":"web"}""");

        (await MustAsync(version, "label", "pod", "web", "x=y")).ShouldBe("pod/web labeled\n");
        (await MustAsync(version, "label", "pod", "web", "x=y")).ShouldBe("pod/web not labeled\n");
        (await MustAsync(version, "annotate", "pod", "web", "note=a b")).ShouldStartWith("pod/web annotate"); // some versions forget the last letter
        (await MustAsync(version, "get", "pods", "-l", "x=y", "-o", "name")).ShouldBe("pod/web\n");

        (await MustAsync(version, "delete", "pod", "web")).ShouldStartWith("pod \"web\" deleted");
        (await TryAsync(version, null, "get", "pod", "web")).Error.ShouldBe("Error from server (NotFound): pods \"web\" not found\n");
    }

    [SkippableTheory]
    [MemberData(nameof(Versions))]
    [Trait("spec", "API-34")]
    public async Task The_patches_of_kubectl_are_applied(string version)
    {
        Kubectl.Require(version);
        await StartPodAsync(version, "patched");
        await MustAsync(version, "patch", "pod", "patched", "-p", """{"metadata":{"labels":{"strategic":"yes"}},"spec":{"containers":[{"name":"main","image":"busybox:1.32.0"}]}}""");
        await MustAsync(version, "patch", "pod", "patched", "--type=merge", "-p", """{"metadata":{"labels":{"app":null,"merge":"yes"}}}""");
        await MustAsync(version, "patch", "pod", "patched", "--type=json", "-p", """[{"op":"add","path":"/metadata/labels/json","value":"yes"}]""");
        (await MustAsync(version, "get", "pod", "patched", "-o", "jsonpath={.metadata.labels}")).ShouldBe("""{"json":"yes","merge":"yes","strategic":"yes"}""");
        (await MustAsync(version, "get", "pod", "patched", "-o", "jsonpath={.spec.containers[0].command[0]}")).ShouldBe("sh");
        var edited = (await MustAsync(version, "get", "pod", "patched", "-o", "yaml")).Replace("json: \"yes\"", "edited: \"yes\"", StringComparison.Ordinal);
        (await MustAsync(version, edited, ["replace", "-f", "-"])).ShouldBe("pod/patched replaced\n");
        await MustAsync(version, "delete", "pod", "patched", "--now");
    }

    [SkippableTheory]
    [MemberData(nameof(Versions))]
    [Trait("spec", "KC-07")]
    [Trait("spec", "KC-08")]
    [Trait("spec", "KC-09")]
    [Trait("spec", "API-39")]
    [Trait("spec", "API-40")]
    public async Task Files_are_checked_compared_and_tried(string version)
    {
        Kubectl.Require(version);
        await TryAsync(version, null, "create", "namespace", Namespace(version));
        var wrong = await TryAsync(version, Sleeper("wrong").Replace("image:", "imag:", StringComparison.Ordinal), "apply", "-f", "-");
        wrong.ExitCode.ShouldBe(1);
        wrong.Error.ShouldContain("strict decoding error: unknown field \"spec.containers[0].imag\"");

        (await MustAsync(version, Sleeper("tried"), ["apply", "--dry-run=server", "-f", "-"])).ShouldBe("pod/tried created (server dry run)\n");
        (await TryAsync(version, Sleeper("tried"), "diff", "-f", "-")).ExitCode.ShouldBe(1);
        (await TryAsync(version, null, "get", "pod", "tried")).ExitCode.ShouldBe(1);

        var list = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "List",
            ["items"] = new JsonArray(Namespaced("one"), Namespaced("two")),
        };
        (await MustAsync(version, list.ToJsonString(), ["apply", "-f", "-"])).ShouldBe($"namespace/one-{Namespace(version)} created\nnamespace/two-{Namespace(version)} created\n");
        await MustAsync(version, "delete", "namespace", $"one-{Namespace(version)}", $"two-{Namespace(version)}");

        JsonObject Namespaced(string name) => new()
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Namespace",
            ["metadata"] = new JsonObject { ["name"] = $"{name}-{Namespace(version)}" },
        };
    }

    [SkippableTheory]
    [MemberData(nameof(Versions))]
    [Trait("spec", "KC-33")]
    [Trait("spec", "KC-37")]
    [Trait("spec", "KC-41")]
    public async Task Nodes_namespaces_events_and_schemas_are_shown(string version)
    {
        Kubectl.Require(version);
        (await MustAsync(version, "get", "nodes")).ShouldMatch(@"\n\S+ +Ready +<none> ");
        (await MustAsync(version, "describe", "nodes")).ShouldContain("Allocatable:");
        string[] kinds = ["configmaps", "events", "namespaces", "nodes", "pods", "secrets", "serviceaccounts", "services", "leases.coordination.k8s.io", "roles.rbac.authorization.k8s.io"];
        kinds.ShouldBeSubsetOf((await MustAsync(version, "api-resources", "-o", "name")).Split('\n'));
        (await MustAsync(version, "api-versions")).Split('\n').ShouldContain("v1");
        (await MustAsync(version, "get", "--raw", "/healthz")).ShouldBe("ok");
        (await MustAsync(version, "version", "-o", "json")).ShouldContain("+localpods-");
        (await MustAsync(version, "explain", "pod.spec.containers")).ShouldContain("terminationMessagePath");
        (await MustAsync(version, "explain", "pods.spec.containers.livenessProbe.httpGet.port")).ShouldContain("Port by number or by the name of a container port.");

        var name = "gone-" + Namespace(version);
        await MustAsync(version, "create", "namespace", name);
        await MustAsync(version, Sleeper("inside"), ["apply", "-n", name, "-f", "-"]);
        await MustAsync(version, "wait", "-n", name, "--for=condition=Ready", "pod/inside", "--timeout=60s");
        (await MustAsync(version, "get", "events", "-n", name)).ShouldContain("pod/inside");
        (await MustAsync(version, "events", "-n", name)).ShouldContain("Started");
        (await MustAsync(version, "delete", "namespace", name)).ShouldStartWith($"namespace \"{name}\" deleted");
        (await TryAsync(version, null, "get", "namespace", name)).Error.ShouldBe($"Error from server (NotFound): namespaces \"{name}\" not found\n");
    }
}
