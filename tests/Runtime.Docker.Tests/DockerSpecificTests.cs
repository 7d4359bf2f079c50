using System.Globalization;
using System.Text;
using System.Text.Json;
using LocalPods.Orchestrator.Runtime;
using LocalPods.Runtime.Docker.Containers;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalPods.Runtime.Docker.Tests;

/// <summary>What the contract does not say but a pod on Docker must have: seen from inside, and by the engine's own command.</summary>
[Trait("needs", "docker")]
public sealed class DockerSpecificTests : IAsyncLifetime
{
    private const string Image = "busybox:1.32.0";
    private static readonly string s_instance = $"specific-{Environment.ProcessId}";
    private static readonly CancellationToken None = CancellationToken.None;
    private static int s_pods;

    private readonly DockerRuntime _runtime = RuntimeOf(s_instance);

    public Task InitializeAsync() => RealEngine.RequireAsync(_runtime, Image);

    public async Task DisposeAsync()
    {
        if (RealEngine.Answers)
        {
            (await _runtime.PurgeAsync(None)).ShouldBeEmpty();
        }

        _runtime.Dispose();
    }

    [SkippableFact]
    public async Task Containers_of_a_pod_share_its_network_and_message_queues()
    {
        var (sandbox, id) = await StartAsync(Config() with { Command = ["sleep", "1000"] });
        (await RunAsync(id, "hostname")).ShouldBe("web");
        (await RunAsync(id, "ip", "addr", "show", "eth0")).ShouldContain(sandbox.Ips[0] + "/");

        var (host, _) = await InspectAsync(id);
        host.GetProperty("NetworkMode").GetString().ShouldBe($"container:{sandbox.Id}");
        host.GetProperty("IpcMode").GetString().ShouldBe($"container:{sandbox.Id}");
        host.GetProperty("RestartPolicy").GetProperty("Name").GetString().ShouldBe("no");
    }

    [SkippableFact]
    public async Task An_app_container_is_unconfined_named_and_labelled_as_the_kubelet_does()
    {
        var config = Config() with { Command = ["sleep", "1000"] };
        var (sandbox, id) = await StartAsync(config);
        var (host, all) = await InspectAsync(id);
        host.GetProperty("SecurityOpt").EnumerateArray().Select(o => o.GetString()).ShouldContain("seccomp=unconfined");
        all.GetProperty("Name").GetString().ShouldBe($"/k8s_app_web_default_{config.Pod.Uid}_0");
        var settings = all.GetProperty("Config");
        settings.GetProperty("User").GetString().ShouldBe("0");
        settings.GetProperty("Healthcheck").GetProperty("Test")[0].GetString().ShouldBe("NONE");
        var labels = settings.GetProperty("Labels");
        labels.GetProperty("io.kubernetes.sandbox.id").GetString().ShouldBe(sandbox.Id.Value);
        labels.GetProperty("io.kubernetes.docker.type").GetString().ShouldBe("container");
        labels.GetProperty("annotation.io.kubernetes.container.restartCount").GetString().ShouldBe("0");
        labels.GetProperty("localpods.io/instance").GetString().ShouldBe(s_instance);
    }

    [SkippableFact]
    public async Task Environment_arguments_folder_user_and_groups_reach_the_process()
    {
        var (_, id) = await StartAsync(Config() with
        {
            Command = ["sh", "-c"],
            Args = ["echo $A-$(pwd)-$(id -u):$(id -g):$(id -G); sleep 1000"],
            Environment = [new("A", "b=c d")],
            WorkingDir = "/tmp",
            Security = new ContainerSecurity { RunAsUser = 1001, RunAsGroup = 1002, SupplementalGroups = [1003] },
        });
        (await FirstLineAsync(id)).ShouldBe("b=c d-/tmp-1001:1002:1002 1003\n");
    }

    [SkippableFact]
    public async Task Mounts_and_a_read_only_root_are_as_asked()
    {
        var folder = Directory.CreateTempSubdirectory("localpods-mount-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "file"), "content");
            var (_, id) = await StartAsync(Config() with
            {
                Command = ["sleep", "1000"],
                Mounts = [new Mount(folder.FullName, "/data", ReadOnly: true), new Mount(Path.Combine(folder.FullName, "made"), "/made", ReadOnly: false)],
                Security = new ContainerSecurity { ReadOnlyRootFilesystem = true },
            });
            (await RunAsync(id, "cat", "/data/file")).ShouldBe("content");
            (await _runtime.ExecAsync(id, ["touch", "/data/other"], TimeSpan.FromSeconds(20), None)).Output.ShouldContain("Read-only");
            (await _runtime.ExecAsync(id, ["touch", "/other"], TimeSpan.FromSeconds(20), None)).Output.ShouldContain("Read-only");
            await RunAsync(id, "touch", "/made/here");
            File.Exists(Path.Combine(folder.FullName, "made", "here")).ShouldBeTrue();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [SkippableFact]
    public async Task Names_are_resolved_as_the_pod_says()
    {
        var config = Config() with { Command = ["sleep", "1000"] };
        var dns = new DnsConfig(["203.0.113.7"], ["default.svc.cluster.local"], ["ndots:5"]);
        var sandbox = await _runtime.RunSandboxAsync(new SandboxConfig { Pod = config.Pod, Attempt = 0, Hostname = "web", Dns = dns }, None);
        var id = await _runtime.CreateContainerAsync(sandbox.Id, config, None);
        await _runtime.StartContainerAsync(id, None);

        var file = await RunAsync(id, "cat", "/etc/resolv.conf");
        file.ShouldContain("nameserver 203.0.113.7");
        file.ShouldContain("search default.svc.cluster.local");
        file.ShouldContain("options ndots:5");
    }

    [SkippableFact]
    public async Task In_a_shared_process_namespace_the_pause_program_is_first_and_buries_the_dead()
    {
        var config = Config() with { Command = ["sleep", "1000"], Namespaces = new NamespaceOptions { SharePid = true } };
        var (_, id) = await StartAsync(config);
        (await RunAsync(id, "cat", "/proc/1/comm")).ShouldBe("pause");
        // The grandchild outlives its parent, belongs to the pause program, and must not stay a zombie.
        await RunAsync(id, "sh", "-c", "(sleep 0.1 &) ; sleep 0.5");
        (await RunAsync(id, "sh", "-c", "grep -l 'State:.Z' /proc/[0-9]*/status 2>/dev/null; true")).ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task A_terminal_has_the_size_it_was_given_and_one_output()
    {
        var (_, id) = await StartAsync(Config() with { Command = ["sleep", "1000"] });
        var options = new StreamOptions { Tty = true, Stdin = true, Size = new TerminalSize(91, 17) };
        await using var stream = await _runtime.OpenExecAsync(id, ["sh", "-c", "read line; stty size; echo $line >&2"], options, None);
        await stream.ResizeAsync(new TerminalSize(92, 18), None);
        await stream.WriteStdinAsync("typed\n"u8.ToArray(), None);
        var (text, buffer) = ("", new byte[1024]);
        while (await stream.ReadAsync(buffer, None) is (var source, > 0 and var count))
        {
            source.ShouldBe(StandardStream.Stdout);
            text += Encoding.UTF8.GetString(buffer, 0, count);
        }

        text.ShouldContain("18 92");
        text.ShouldEndWith("typed\r\n");
        (await stream.GetExitCodeAsync(None)).ShouldBe(0);
    }

    [SkippableFact]
    public async Task A_containers_terminal_log_is_read_line_by_line()
    {
        var (_, id) = await StartAsync(Config() with { Command = ["sh", "-c", "echo one; echo two"], Tty = true });
        var lines = new List<string>();
        await foreach (var entry in _runtime.ReadLogsAsync(id, new LogOptions { Follow = true }, None))
        {
            lines.Add(Encoding.UTF8.GetString(entry.Content.Span));
            entry.Timestamp.Year.ShouldBeGreaterThan(2000);
        }

        lines.ShouldBe(["one\r\n", "two\r\n"]);
    }

    [SkippableFact]
    public async Task The_kernels_log_tells_of_a_container_that_was_killed_for_want_of_memory_and_of_no_other()
    {
        Skip.IfNot(Environment.IsPrivilegedProcess, "only root may read the kernel's log everywhere");
        var limited = new ContainerResources { MemoryBytes = 8 << 20 };
        var (_, hungry) = await StartAsync(Config() with { Command = ["tail", "/dev/zero"], Resources = limited });
        var (_, failing) = await StartAsync(Config() with { Command = ["sh", "-c", "kill -9 $$"], Resources = limited });
        foreach (var id in (ContainerId[])[hungry, failing])
        {
            await foreach (var _ in _runtime.ReadLogsAsync(id, new LogOptions { Follow = true }, None))
            {
                // until its end
            }
        }

        KernelLog.OfThisMachine.TellsOfOomKill(hungry.Value).ShouldBeTrue();
        KernelLog.OfThisMachine.TellsOfOomKill(failing.Value).ShouldBeFalse();
    }

    [SkippableFact]
    public async Task Another_instances_pods_are_neither_seen_nor_purged()
    {
        using var other = RuntimeOf(s_instance + "-other");
        try
        {
            var (_, id) = await StartAsync(Config() with { Command = ["sleep", "1000"] });
            (await other.ListPodsAsync(None)).ShouldBeEmpty();
            (await other.PurgeAsync(None)).ShouldBeEmpty();
            (await RunAsync(id, "echo", "alive")).ShouldBe("alive");
        }
        finally
        {
            await other.PurgeAsync(None);
        }
    }

    [SkippableFact]
    public async Task An_adopted_pod_is_seen_the_same_by_a_process_that_did_not_make_it()
    {
        var config = Config() with { Command = ["sleep", "1000"], Resources = new ContainerResources { OomScoreAdjust = -997 } };
        var (sandbox, id) = await StartAsync(config);
        using var next = RuntimeOf(s_instance);
        var (mine, theirs) = (await _runtime.GetPodAsync(config.Pod.Uid, None), await next.GetPodAsync(config.Pod.Uid, None));
        theirs.Containers.Single().ToString().ShouldBe(mine.Containers.Single().ToString());
        theirs.Sandboxes.Single().Id.ShouldBe(sandbox.Id);
        // It has to find out about out-of-memory scores from the sandbox, without starting one.
        var second = await next.CreateContainerAsync(sandbox.Id, config with { Name = "more" }, None);
        await next.StartContainerAsync(second, None);
        await next.StopContainerAsync(id, TimeSpan.Zero, None);
    }

    [SkippableFact]
    public async Task A_command_that_closes_its_outputs_is_waited_for_all_the_same()
    {
        var (_, id) = await StartAsync(Config() with { Command = ["sleep", "1000"] });
        var result = await _runtime.ExecAsync(id, ["sh", "-c", "exec >&- 2>&-; sleep 1; exit 6"], TimeSpan.FromSeconds(30), None);
        result.ShouldBeOfType<ExecResult.Exited>().ExitCode.ShouldBe(6);
    }

    [SkippableFact]
    public async Task A_sandbox_that_ends_is_seen_to_have_ended_at_the_event_of_its_end()
    {
        using var limit = new CancellationTokenSource(Patience.Limit, TimeProvider.System);
        await using var events = _runtime.WatchAsync(limit.Token).GetAsyncEnumerator(limit.Token);
        (await events.MoveNextAsync()).ShouldBeTrue();
        var config = Config();
        var sandbox = await _runtime.RunSandboxAsync(new SandboxConfig { Pod = config.Pod, Attempt = 0, Hostname = "web", Namespaces = config.Namespaces }, None);
        (await _runtime.GetPodAsync(config.Pod.Uid, None)).Sandboxes.Single().Ready.ShouldBeTrue();

        using var other = RuntimeOf(s_instance);
        await other.StopSandboxAsync(sandbox.Id, None);
        do
        {
            (await events.MoveNextAsync()).ShouldBeTrue(); // no other wake than events: one that tells too little ends in the deadline
        }
        while (events.Current is not RuntimeEvent.PodChanged changed || changed.PodUid != config.Pod.Uid
            || (await _runtime.GetPodAsync(config.Pod.Uid, limit.Token)).Sandboxes.Single().Ready);
    }

    [SkippableFact]
    public async Task A_pod_on_the_nodes_network_has_no_address_of_its_own_and_the_nodes_name()
    {
        var config = Config() with { Command = ["sleep", "1000"], Namespaces = new NamespaceOptions { HostNetwork = true } };
        var sandbox = await _runtime.RunSandboxAsync(
            new SandboxConfig { Pod = config.Pod, Attempt = 0, Hostname = "", Namespaces = config.Namespaces, Dns = new DnsConfig(["203.0.113.7"], [], []) }, None);
        (sandbox.HostNetwork, sandbox.Ips.Length).ShouldBe((true, 0));
        var id = await _runtime.CreateContainerAsync(sandbox.Id, config, None);
        await _runtime.StartContainerAsync(id, None);

        (await RunAsync(id, "hostname")).ShouldBe((await File.ReadAllTextAsync("/proc/sys/kernel/hostname")).Trim());
        (await RunAsync(id, "cat", "/etc/resolv.conf")).ShouldContain("nameserver 203.0.113.7");
        (await _runtime.GetPodAsync(config.Pod.Uid, None)).Sandboxes.Single().HostNetwork.ShouldBeTrue();
    }

    [SkippableFact]
    public async Task A_pull_that_cannot_work_says_so()
    {
        var failure = await Assert.ThrowsAsync<ContainerRuntimeException>(() => _runtime.PullImageAsync("127.0.0.1:9/none:1", null, null, None));
        failure.Failure.ShouldBe(RuntimeFailure.Refused);
        failure.Message.ShouldStartWith("pull image 127.0.0.1:9/none:1: ");
    }

    [SkippableFact]
    public async Task The_disk_of_images_is_seen_when_the_engine_is_on_this_machine()
    {
        var disk = await _runtime.GetImageDiskAsync(None);
        disk.ShouldNotBeNull();
        disk.Value.CapacityBytes.ShouldBeGreaterThan(disk.Value.AvailableBytes);
        disk.Value.AvailableBytes.ShouldBeGreaterThan(0);
    }

    [SkippableFact]
    public async Task The_engine_says_what_it_is()
    {
        var version = await _runtime.GetVersionAsync(None);
        version.Name.ShouldBe("docker");
        Version.Parse(version.ApiVersion).ShouldBeGreaterThanOrEqualTo(new Version(1, 41));
        version.Cpus.ShouldBeGreaterThan(0);
        version.MemoryBytes.ShouldBeGreaterThan(0);
        version.CgroupVersion.ShouldBeInRange(1, 2);
    }

    private static DockerRuntime RuntimeOf(string instance) =>
        DockerRuntime.Create(new DockerOptions { Instance = instance }, TimeProvider.System, NullLoggerFactory.Instance);

    private static ContainerConfig Config()
    {
        var uid = string.Create(CultureInfo.InvariantCulture, $"{s_instance}-{Interlocked.Increment(ref s_pods)}");
        return new ContainerConfig { Pod = new PodIdentity("default", "web", uid), Name = "app", Attempt = 0, Image = Image, Hash = "1" };
    }

    private static async Task<(JsonElement Host, JsonElement All)> InspectAsync(ContainerId id)
    {
        using var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, token) =>
            {
                var socket = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Unspecified);
                await socket.ConnectAsync(new System.Net.Sockets.UnixDomainSocketEndPoint("/var/run/docker.sock"), token);
                return new System.Net.Sockets.NetworkStream(socket, ownsSocket: true);
            },
        };
        using var http = new HttpClient(handler);
        var all = JsonDocument.Parse(await http.GetStringAsync(new Uri($"http://engine/containers/{id}/json"))).RootElement;
        return (all.GetProperty("HostConfig"), all);
    }

    private async Task<(SandboxStatus Sandbox, ContainerId Container)> StartAsync(ContainerConfig config)
    {
        var sandbox = await _runtime.RunSandboxAsync(
            new SandboxConfig { Pod = config.Pod, Attempt = 0, Hostname = "web", Namespaces = config.Namespaces }, None);
        var id = await _runtime.CreateContainerAsync(sandbox.Id, config, None);
        await _runtime.StartContainerAsync(id, None);
        return (sandbox, id);
    }

    private async Task<string> RunAsync(ContainerId id, params string[] command)
    {
        var result = await _runtime.ExecAsync(id, [.. command], TimeSpan.FromSeconds(30), None);
        result.ShouldBeOfType<ExecResult.Exited>().ExitCode.ShouldBe(0, result.Output);
        return result.Output.TrimEnd('\n');
    }

    private async Task<string> FirstLineAsync(ContainerId id)
    {
        await foreach (var entry in _runtime.ReadLogsAsync(id, new LogOptions { Follow = true }, None))
        {
            return Encoding.UTF8.GetString(entry.Content.Span);
        }

        return "";
    }
}
