using System.Text.Json;

namespace LocalPods.Integration;

/// <summary>Resources and security contexts as the processes of real containers find them (spec 1.4, 2.7, 2.8, 9.8). All pods are started at once.</summary>
[Trait("needs", "docker")]
public sealed class ResourceTests(Instance instance) : IClassFixture<Instance>
{
    private const string Deny = """{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["mkdir","mkdirat"],"action":"SCMP_ACT_ERRNO"}]}""";

    // A program that keeps what it has read, fed by one that then says nothing more.
    private const string Holds32M = "mkfifo /f; (head -c 32000000 /dev/zero; sleep 1000) > /f & exec tail -c 32000000 /f";

    [Fact]
    [Trait("spec", "PL-20")]
    [Trait("spec", "PL-21")]
    [Trait("spec", "PL-22")]
    public async Task Processes_have_the_user_the_rights_and_the_limits_that_their_specs_give_them()
    {
        var node = (await instance.MustAsync("get", "nodes", "-o", "jsonpath={.items[0].metadata.name}")).Trim();
        var profiles = Directory.CreateDirectory(Path.Combine(instance.Folder, instance.Name, "seccomp"));
        await File.WriteAllTextAsync(Path.Combine(profiles.FullName, "no-mkdir.json"), Deny);
        await instance.ApplyAsync(Manifest(node));

        await ReadyAsync("users", "rights", "settings", "shared", "host", "sized");
        await UsersAsync();
        await RightsAsync();
        await NamespacesAsync();
        await RefusalsAsync();
        await SizesAsync();
        await TogetherAsync();
        await UseAsync();
    }

    private static string Manifest(string node) => $$"""
        {{Pod("users", "securityContext: {runAsUser: 1000, runAsGroup: 3000, runAsNonRoot: true, fsGroup: 2000, supplementalGroups: [4000]}", C("plain"), C("own", "securityContext: {runAsUser: 1001, runAsGroup: 3001}"))}}
        {{Pod(
            "rights",
            "",
            C("plain"),
            C("tight", "securityContext: {capabilities: {drop: [ALL], add: [NET_BIND_SERVICE]}, allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, seccompProfile: {type: RuntimeDefault}}"),
            C("local", "securityContext: {seccompProfile: {type: Localhost, localhostProfile: no-mkdir.json}}"),
            C("unmasked", "securityContext: {procMount: Unmasked}"))}}
        {{Pod("settings", "securityContext: {sysctls: [{name: net.ipv4.ip_local_port_range, value: \"2000 3000\"}, {name: kernel.shm_rmid_forced, value: \"1\"}]}", C("plain"))}}
        {{Pod("shared", "shareProcessNamespace: true", C("one"), C("two"))}}
        {{Pod("host", "resources: {requests: {cpu: 200m}, limits: {cpu: 300m, memory: 64Mi}}\n  hostNetwork: true\n  hostPID: true\n  hostIPC: true", C("plain"))}}
        {{Pod("sized", "", C("app", "resources: {requests: {cpu: 100m, memory: 32Mi}, limits: {cpu: 500m, memory: 64Mi}}\n    resizePolicy: [{resourceName: memory, restartPolicy: RestartContainer}]"))}}
        {{Pod("oom", "restartPolicy: Never", C("app", "resources: {limits: {memory: 16Mi}}", "x=a; while :; do x=$x$x; done"))}}
        {{Pod("together", "restartPolicy: Never\n  overhead: {memory: 8Mi}\n  resources: {limits: {cpu: 300m, memory: 40Mi}}", C("one", script: Holds32M), C("two", script: Holds32M), C("stays"))}}
        {{Pod("root", "securityContext: {runAsNonRoot: true}", C("app"))}}
        {{Pod("noprofile", "", C("app", "securityContext: {seccompProfile: {type: Localhost, localhostProfile: gone.json}}"))}}
        {{Pod("unsafe", "securityContext: {sysctls: [{name: kernel.msgmax, value: \"1\"}]}", C("app"))}}
        {{Pod("strict", "securityContext: {supplementalGroupsPolicy: Strict}", C("app"))}}
        {{Pod("userns", "hostUsers: false", C("app"))}}
        {{Pod("waits", "", C("app", "resources: {requests: {cpu: \"1000\"}}"))}}
        {{Pod("placed", $"nodeName: {node}", C("app", "resources: {requests: {memory: 1000Ti}}"))}}
        """;

    private async Task UsersAsync()
    {
        const string ids = "echo $(id -u) $(id -G)";
        (await ShellAsync("users", "plain", ids)).ShouldBe("1000 3000 2000 4000");
        (await ShellAsync("users", "own", ids)).ShouldBe("1001 3001 2000 4000");
    }

    private async Task RightsAsync()
    {
        const string rights = "grep -E '^(CapEff|NoNewPrivs|Seccomp):' /proc/self/status | cut -f2 | xargs";
        (await ShellAsync("rights", "plain", rights)).ShouldBe("00000000a80425fb 0 0");
        (await ShellAsync("rights", "tight", rights)).ShouldBe("0000000000000400 1 2");
        (await ShellAsync("rights", "local", rights)).ShouldBe("00000000a80425fb 0 2");
        (await ShellAsync("rights", "tight", "touch /x 2>&1 || true")).ShouldEndWith("Read-only file system");
        (await ShellAsync("rights", "local", "mkdir /tmp/x 2>&1 || true")).ShouldEndWith("Operation not permitted");
        (await ShellAsync("rights", "plain", "mkdir /tmp/x && echo made")).ShouldBe("made");
        (await ShellAsync("rights", "plain", "grep -c ' /proc/sys ' /proc/mounts || true")).ShouldBe("1");
        (await ShellAsync("rights", "unmasked", "grep -c ' /proc/sys ' /proc/mounts || true")).ShouldBe("0");
        (await ShellAsync("settings", "plain", "cat /proc/sys/net/ipv4/ip_local_port_range /proc/sys/kernel/shm_rmid_forced | xargs")).ShouldBe("2000 3000 1");
        (await ShellAsync("rights", "plain", "cat /proc/1/oom_score_adj")).ShouldBe("1000");
    }

    private async Task NamespacesAsync()
    {
        (await ShellAsync("shared", "one", "ps | grep -c ' sleep 1000$'")).ShouldBe("2");
        (await ShellAsync("users", "plain", "ps | grep -c ' sleep 1000$'")).ShouldBe("1");
        (await ShellAsync("host", "plain", "hostname")).ShouldBe(Environment.MachineName);
        foreach (var kind in (string[])["net", "pid", "ipc", "uts"])
        {
            var shared = await ShellAsync("host", "plain", $"readlink /proc/self/ns/{kind}");
            shared.ShouldNotBe(await ShellAsync("users", "plain", $"readlink /proc/self/ns/{kind}"));
            if (kind != "uts" && new FileInfo($"/proc/self/ns/{kind}").LinkTarget is { } own)
            {
                shared.ShouldBe(own, "the tests run on the node itself");
            }
        }
    }

    private async Task RefusalsAsync()
    {
        var oom = await instance.WaitForPodAsync("oom", p => p.Phase() == "Failed");
        oom.Terminated("app")!.Value.GetProperty("reason").GetString().ShouldBe("OOMKilled");
        (await instance.WaitForPodAsync("root", p => p.Waiting("app") == "CreateContainerConfigError")).Container("app")!.Value
            .GetProperty("state").GetProperty("waiting").GetProperty("message").GetString()!.ShouldStartWith("container has runAsNonRoot and image will run as root");
        await instance.WaitForPodAsync("noprofile", p => p.Waiting("app") == "CreateContainerConfigError");
        await RefusedAsync("unsafe", "SysctlForbidden", "Pod was rejected: forbidden sysctl: \"kernel.msgmax\" not allowlisted");
        await RefusedAsync("strict", "SupplementalGroupsPolicyNotSupported", "Pod was rejected: SupplementalGroupsPolicy=Strict is not supported in this node");
        var placed = await instance.WaitForPodAsync("placed", p => p.Phase() == "Failed");
        placed.GetProperty("status").GetProperty("reason").GetString().ShouldBe("OutOfmemory");
        var waits = await instance.WaitForPodAsync("waits", p => !p.GetProperty("spec").TryGetProperty("nodeName", out _));
        waits.GetProperty("status").GetProperty("conditions")[0].GetProperty("message").GetString().ShouldBe("0/1 nodes are available: 1 Insufficient cpu.");
        waits.Phase().ShouldBe("Pending");
        await Eventually.ShouldAsync(async () => (await instance.MustAsync("events", "--for", "pod/userns")).ShouldContain("does not support user namespaces"));
    }

    private async Task SizesAsync()
    {
        // Control groups of the second version have one file where the first has two.
        const string limits = "cat /sys/fs/cgroup/cpu.max /sys/fs/cgroup/memory.max 2>/dev/null || cat /sys/fs/cgroup/cpu/cpu.cfs_quota_us /sys/fs/cgroup/cpu/cpu.cfs_period_us /sys/fs/cgroup/memory/memory.limit_in_bytes";
        (await ShellAsync("sized", "app", $"({limits}) | xargs")).ShouldBe("50000 100000 67108864");
        var plain = await instance.RunAsync("patch", "pod", "sized", "-p", Resize("cpu: 250m"));
        plain.ExitCode.ShouldBe(1);
        await instance.MustAsync("patch", "pod", "sized", "--subresource", "resize", "-p", Resize("cpu: 250m"));
        await Eventually.ShouldAsync(async () => (await ShellAsync("sized", "app", $"({limits}) | xargs")).ShouldBe("25000 100000 67108864"));
        await instance.WaitForPodAsync("sized", p => LimitOf(p, "cpu") == "250m" && p.Restarts("app") == 0);
        await instance.MustAsync("patch", "pod", "sized", "--subresource", "resize", "-p", Resize("memory: 96Mi"));
        await instance.WaitForPodAsync("sized", p => LimitOf(p, "memory") == "96Mi" && p.Restarts("app") == 1 && p.IsReady());
        (await ShellAsync("sized", "app", $"({limits}) | xargs")).ShouldBe("25000 100000 100663296");
        var events = await instance.MustAsync("events", "--for", "pod/sized");
        events.ShouldContain("Container app resize requires restart");
        events.ShouldContain("Pod resize completed: {\"containers\":[{\"name\":\"app\",\"resources\":{\"limits\":{\"cpu\":\"250m\",\"memory\":\"96Mi\"}");
    }

    // Neither of two containers of "together" has as much as the pod may have, and no limit of its own; both together have more. The third keeps the pod going.
    private async Task TogetherAsync()
    {
        if (!(await instance.StatusAsync()).GetProperty("engine").GetProperty("podCgroups").GetString()!.StartsWith("one for each pod", StringComparison.Ordinal))
        {
            return; // the engine of this machine gives pods no control groups, and said so
        }

        await instance.WaitForPodAsync("together", p => new[] { "one", "two" }.Any(c => p.Terminated(c)?.GetProperty("reason").GetString() == "OOMKilled"));
        (await LimitsOfPodAsync("together")).ShouldBe("307 30000 50331648");
        (await LimitsOfPodAsync("users")).ShouldBe("2 -1 -1", "nobody asked for anything");
        (await LimitsOfPodAsync("sized")).ShouldBe("102 25000 100663296", "it follows its container");
        await instance.MustAsync("patch", "pod", "host", "--subresource", "resize", "-p", "{spec: {resources: {requests: {cpu: 300m}, limits: {cpu: 400m, memory: 96Mi}}}}");
        await instance.WaitForPodAsync("host", p => p.GetProperty("status").TryGetProperty("resources", out var told) && told.GetProperty("limits").GetProperty("memory").GetString() == "96Mi");
        (await LimitsOfPodAsync("host")).ShouldBe("307 40000 100663296");
        await instance.MustAsync("delete", "pod", "together", "users", "--now");
        instance.PodCgroups.Count.ShouldBe((await instance.ContainersAsync("status=running")).Count(n => n.StartsWith("k8s_POD_", StringComparison.Ordinal)), "those that run have one, and nobody else");
    }

    private async Task<string> LimitsOfPodAsync(string name)
    {
        var group = "localpods-" + instance.Name + "/pod" + (await instance.PodAsync(name))!.Value.Uid();
        if (!Directory.Exists("/sys/fs/cgroup/memory"))
        {
            var (cpu, memory) = (File.ReadAllText($"/sys/fs/cgroup/{group}/cpu.max").Split(' ')[0], File.ReadAllText($"/sys/fs/cgroup/{group}/memory.max").Trim());
            var shares = int.Parse(File.ReadAllText($"/sys/fs/cgroup/{group}/cpu.weight"), System.Globalization.CultureInfo.InvariantCulture) switch { 1 => 2, 4 => 102, 12 => 307, var other => other };
            return $"{shares} {cpu.Replace("max", "-1", StringComparison.Ordinal)} {memory.Replace("max", "-1", StringComparison.Ordinal)}";
        }

        string Read(string file) => File.ReadAllText($"/sys/fs/cgroup/{file[..file.IndexOf('.', StringComparison.Ordinal)]}/{group}/{file}").Trim();
        var bytes = Read("memory.limit_in_bytes");
        return $"{Read("cpu.shares")} {Read("cpu.cfs_quota_us")} {(bytes.Length > 15 ? "-1" : bytes)}";
    }

    private async Task UseAsync()
    {
        var pods = (await instance.MustAsync("top", "pods", "--containers")).Split('\n');
        pods[0].ShouldStartWith("POD ");
        pods.ShouldContain(line => line.StartsWith("sized ", StringComparison.Ordinal) && line.Contains("Mi", StringComparison.Ordinal));
        pods.ShouldNotContain(line => line.StartsWith("waits ", StringComparison.Ordinal));
        (await instance.MustAsync("top", "nodes", "--no-headers")).ShouldMatch(@"^\S+ +\d+m +\d+% +\d+Mi +\d+% +\n$");
    }

    private async Task ReadyAsync(params string[] pods)
    {
        foreach (var pod in pods)
        {
            await instance.WaitForPodAsync(pod, p => p.IsReady());
        }
    }

    private async Task RefusedAsync(string pod, string reason, string message)
    {
        var status = (await instance.WaitForPodAsync(pod, p => p.Phase() == "Failed")).GetProperty("status");
        (status.GetProperty("reason").GetString(), status.GetProperty("message").GetString()).ShouldBe((reason, message));
    }

    private async Task<string> ShellAsync(string pod, string container, string script) =>
        (await instance.MustAsync("exec", pod, "-c", container, "--", "sh", "-c", script)).Trim();

    private static string? LimitOf(JsonElement pod, string resource) =>
        pod.Container("app")?.GetProperty("resources").GetProperty("limits").GetProperty(resource).GetString();

    private static string Resize(string limit) => $"{{spec: {{containers: [{{name: app, resources: {{limits: {{{limit}}}}}}}]}}}}";

    private static string Pod(string name, string spec, params string[] containers) =>
        $"---\napiVersion: v1\nkind: Pod\nmetadata: {{name: {name}}}\nspec:\n  terminationGracePeriodSeconds: 0\n{(spec.Length > 0 ? $"  {spec}\n" : "")}  containers:\n{string.Concat(containers)}";

    private static string C(string name, string more = "", string script = "sleep 1000 & wait") =>
        $"  - name: {name}\n    image: busybox:1.32.0\n    command: [sh, -c, '{script}']\n{(more.Length > 0 ? $"    {more}\n" : "")}";
}
