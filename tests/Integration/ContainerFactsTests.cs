namespace LocalPods.Integration;

/// <summary>What the engine is told of a pod's containers, and what their processes find (spec 2).</summary>
[Trait("needs", "docker")]
public sealed class ContainerFactsTests(Instance instance) : IClassFixture<Instance>
{
    [Fact]
    [Trait("spec", "PL-09")]
    [Trait("spec", "PL-11")]
    public async Task The_pause_container_has_its_name_its_label_and_the_ports_of_regular_containers()
    {
        var (port, notPublished) = (FreePort(), FreePort());
        var pod = await RunAsync("named", $$"""
              initContainers:
                - {name: proxy, image: "busybox:1.32.0", restartPolicy: Always, command: ["sleep", "1000"], ports: [{containerPort: 81, hostPort: {{notPublished}}}]}
              containers:
                - {name: main, image: "busybox:1.32.0", command: ["sleep", "1000"], ports: [{containerPort: 80, hostPort: {{port}}}]}
            """);
        var pause = (await instance.ContainersAsync($"label=io.kubernetes.pod.uid={pod.Uid()}", "label=io.kubernetes.docker.type=podsandbox")).ShouldHaveSingleItem();
        pause.ShouldBe($"k8s_POD_named_default_{pod.Uid()}_0");
        (await InspectAsync(pause, "{{json .HostConfig.PortBindings}}")).ShouldBe($$"""{"80/tcp":[{"HostIp":"","HostPort":"{{port}}"}]}""");
        (await InspectAsync(pod.EngineId("main"), "{{json .HostConfig.PortBindings}}")).ShouldBeOneOf("{}", "null");
    }

    [Fact]
    [Trait("spec", "PL-10")]
    public async Task Containers_share_localhost_and_IPC_and_processes_only_when_asked()
    {
        foreach (var shared in (bool[])[false, true])
        {
            var name = shared ? "together" : "apart";
            var pod = await RunAsync(name, $$"""
                  shareProcessNamespace: {{(shared ? "true" : "false")}}
                  containers:
                    - {name: server, image: "busybox:1.32.0", command: ["sh", "-c", "echo hello > /index.html; httpd -f -p 127.0.0.1:8080 -h /"]}
                    - {name: client, image: "busybox:1.32.0", command: ["sleep", "1000"]}
                """);
            await Eventually.ShouldAsync(
                async () => (await instance.RunAsync("exec", name, "-c", "client", "--", "wget", "-qO-", "http://127.0.0.1:8080/index.html")).Output.ShouldBe("hello\n"));
            (await NamespaceAsync(name, "client", "ipc")).ShouldBe(await NamespaceAsync(name, "server", "ipc"));
            (await NamespaceAsync(name, "client", "pid") == await NamespaceAsync(name, "server", "pid")).ShouldBe(shared);
            (await instance.MustAsync("exec", name, "-c", "client", "--", "ps")).Contains("httpd -f", StringComparison.Ordinal).ShouldBe(shared);
            pod.Restarts("client").ShouldBe(0);
        }
    }

    [Fact]
    [Trait("spec", "PL-12")]
    [Trait("spec", "PL-13")]
    public async Task The_hosts_file_is_the_pods_unless_a_container_brings_its_own()
    {
        var own = Path.Combine(instance.Folder, "hosts");
        await File.WriteAllTextAsync(own, "127.0.0.1 mine\n");
        var pod = await RunAsync("hosts", $$"""
              containers:
                - {name: plain, image: "busybox:1.32.0", command: ["sleep", "1000"]}
                - {name: own, image: "busybox:1.32.0", command: ["sleep", "1000"], volumeMounts: [{name: hosts, mountPath: /etc/hosts}]}
              volumes: [{name: hosts, hostPath: {path: "{{own}}", type: File} }]
            """);
        (await instance.MustAsync("exec", "hosts", "-c", "own", "--", "cat", "/etc/hosts")).ShouldBe("127.0.0.1 mine\n");
        var ip = pod.GetProperty("status").GetProperty("podIP").GetString();
        var plain = await instance.MustAsync("exec", "hosts", "-c", "plain", "--", "cat", "/etc/hosts");
        plain.ShouldStartWith("# Kubernetes-managed hosts file.\n");
        plain.ShouldEndWith($"\n{ip}\thosts\n");
    }

    [Fact]
    [Trait("spec", "PL-14")]
    public async Task A_long_name_is_a_hostname_of_63_characters()
    {
        var name = new string('a', 62) + "-" + new string('b', 7);
        await RunAsync(name, """
              containers:
                - {name: main, image: "busybox:1.32.0", command: ["sleep", "1000"]}
            """);
        (await instance.MustAsync("exec", name, "--", "hostname")).ShouldBe(new string('a', 62) + "\n");
    }

    [Fact]
    [Trait("spec", "PL-17")]
    [Trait("spec", "PL-23")]
    public async Task Of_an_image_neither_CMD_counts_beside_a_command_nor_its_HEALTHCHECK_at_all()
    {
        var image = $"localhost:5000/{instance.Name}-cmd:1";
        await BuildAsync(image, "ENTRYPOINT [\"echo\", \"entry\"]", "CMD [\"from-cmd\"]", "HEALTHCHECK --interval=1s CMD false");
        try
        {
            var pod = await RunAsync("commands", $$"""
                  restartPolicy: Never
                  containers:
                    - {name: neither, image: "{{image}}"}
                    - {name: command, image: "{{image}}", command: ["echo", "mine"]}
                    - {name: args, image: "{{image}}", args: ["arg"]}
                    - {name: both, image: "{{image}}", command: ["echo", "mine"], args: ["arg"]}
                    - {name: stays, image: "{{image}}", command: ["sleep", "3"]}
                """, "Succeeded");
            (await instance.MustAsync("logs", "commands", "-c", "neither")).ShouldBe("entry from-cmd\n");
            (await instance.MustAsync("logs", "commands", "-c", "command")).ShouldBe("mine\n");
            (await instance.MustAsync("logs", "commands", "-c", "args")).ShouldBe("entry arg\n");
            (await instance.MustAsync("logs", "commands", "-c", "both")).ShouldBe("mine arg\n");
            (await InspectAsync(pod.EngineId("stays"), "{{json .State.Health}} {{json .Config.Healthcheck.Test}}")).ShouldBe("null [\"NONE\"]", "it was never checked");
        }
        finally
        {
            await instance.RunAsync("delete", "pod", "commands", "--now");
            await Command.DockerAsync("rmi", "-f", image);
        }
    }

    [Fact]
    [Trait("spec", "PL-20")]
    public async Task Requests_and_limits_are_the_engines_shares_quota_and_bytes_without_swap()
    {
        var pod = await RunAsync("sized", """
              containers:
                - {name: main, image: "busybox:1.32.0", command: ["sleep", "1000"], resources: {requests: {cpu: 250m}, limits: {cpu: 500m, memory: 64Mi}}}
            """);
        (await InspectAsync(pod.EngineId("main"), "{{.HostConfig.CpuShares}} {{.HostConfig.CpuQuota}} {{.HostConfig.CpuPeriod}} {{.HostConfig.Memory}} {{.HostConfig.MemorySwap}}"))
            .ShouldBe("256 50000 100000 67108864 67108864");
    }

    [Fact]
    [Trait("spec", "PL-21")]
    public async Task System_calls_are_filtered_only_where_a_profile_is_asked_for()
    {
        var pod = await RunAsync("filtered", """
              containers:
                - {name: free, image: "busybox:1.32.0", command: ["sleep", "1000"]}
                - {name: filtered, image: "busybox:1.32.0", command: ["sleep", "1000"], securityContext: {seccompProfile: {type: RuntimeDefault}}}
            """);
        (await InspectAsync(pod.EngineId("free"), "{{json .HostConfig.SecurityOpt}}")).ShouldContain("seccomp=unconfined");
        (await InspectAsync(pod.EngineId("filtered"), "{{json .HostConfig.SecurityOpt}}")).ShouldNotContain("seccomp");
        (await FilterAsync("free")).ShouldBe("Seccomp:\t0");
        if ((await Command.DockerAsync("info", "-f", "{{.SecurityOptions}}")).Contains("seccomp", StringComparison.Ordinal))
        {
            (await FilterAsync("filtered")).ShouldBe("Seccomp:\t2");
        }

        async Task<string> FilterAsync(string container) =>
            (await instance.MustAsync("exec", "filtered", "-c", container, "--", "grep", "Seccomp:", "/proc/1/status")).TrimEnd();
    }

    [Fact]
    [Trait("spec", "PL-31")]
    public async Task One_previous_instance_is_kept_and_its_log_can_be_read()
    {
        string Pod(string image) => $$"""
            apiVersion: v1
            kind: Pod
            metadata: {name: kept}
            spec:
              containers:
                - {name: main, image: "{{image}}", command: ["sh", "-c", "trap 'exit 0' TERM; cat /proc/uptime; sleep 1000 & wait"]}
            """;
        var images = new[] { "busybox:1.32.0", $"localhost:5000/{instance.Name}-kept:1", "busybox:1.32.0", $"localhost:5000/{instance.Name}-kept:1" };
        await Command.DockerAsync("tag", images[0], images[1]);
        try
        {
            await instance.ApplyAsync(Pod(images[0]));
            var pod = await instance.WaitForPodAsync("kept", p => p.IsReady());
            for (var change = 1; change < images.Length; change++)
            {
                var count = change;
                await instance.ApplyAsync(Pod(images[change]));
                await instance.WaitForPodAsync("kept", p => p.Restarts("main") == count && p.IsReady());
            }

            await Eventually.ShouldAsync(
                async () => (await instance.ContainersAsync($"label=io.kubernetes.pod.uid={pod.Uid()}", "label=io.kubernetes.container.name=main")).Order(StringComparer.Ordinal)
                    .ShouldBe([$"k8s_main_kept_default_{pod.Uid()}_2", $"k8s_main_kept_default_{pod.Uid()}_3"]));
            foreach (var (attempt, arguments) in new[] { (3, (string[])["logs", "kept"]), (2, ["logs", "kept", "-p"]) })
            {
                var log = await Command.DockerAsync("logs", $"k8s_main_kept_default_{pod.Uid()}_{attempt}");
                log.ShouldNotBeEmpty();
                (await instance.MustAsync(arguments)).ShouldBe(log + "\n");
            }
        }
        finally
        {
            await instance.RunAsync("delete", "pod", "kept", "--now");
            await Command.DockerAsync("rmi", images[1]);
        }
    }

    [Fact]
    [Trait("spec", "PL-63")]
    public async Task A_killed_process_is_an_error_137_without_a_signal_and_one_out_of_memory_says_so()
    {
        var killed = await RunAsync("killed", """
              restartPolicy: Never
              containers:
                - {name: main, image: "busybox:1.32.0", command: ["sleep", "1000"]}
            """);
        await Command.DockerAsync("kill", "--signal", "KILL", killed.EngineId("main"));
        End(await instance.WaitForPodAsync("killed", p => p.Phase() == "Failed")).ShouldBe((137, "Error", false));
        var hungry = await RunAsync("hungry", """
              restartPolicy: Never
              containers:
                - {name: main, image: "busybox:1.32.0", command: ["tail", "/dev/zero"], resources: {limits: {memory: 16Mi}}}
            """, "Failed");
        End(hungry).ShouldBe((137, "OOMKilled", false));

        static (int ExitCode, string Reason, bool Signal) End(System.Text.Json.JsonElement pod) => pod.Terminated("main")!.Value is var end
            ? (end.GetProperty("exitCode").GetInt32(), end.GetProperty("reason").GetString()!, end.TryGetProperty("signal", out _))
            : default;
    }

    [Fact]
    [Trait("spec", "PL-68")]
    public async Task A_followed_log_ends_with_its_instance()
    {
        await instance.ApplyAsync("""
            apiVersion: v1
            kind: Pod
            metadata: {name: followed}
            spec:
              containers:
                - {name: main, image: "busybox:1.32.0", command: ["sh", "-c", "sleep 2; echo end of $(cat /proc/uptime)"]}
            """);
        await instance.WaitForPodAsync("followed", p => p.IsReady());
        var log = await instance.RunAsync("logs", "followed", "-f");
        log.ExitCode.ShouldBe(0, log.ToString());
        log.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldHaveSingleItem().ShouldStartWith("end of");
        await instance.WaitForPodAsync("followed", p => p.Restarts("main") == 1);
    }

    private async Task<System.Text.Json.JsonElement> RunAsync(string name, string spec, string? phase = null)
    {
        await instance.ApplyAsync($"apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}}}\nspec:\n{spec}");
        return await instance.WaitForPodAsync(name, p => phase is null ? p.IsReady() : p.Phase() == phase);
    }

    private async Task<string> NamespaceAsync(string pod, string container, string kind) =>
        await instance.MustAsync("exec", pod, "-c", container, "--", "readlink", $"/proc/self/ns/{kind}");

    private static Task<string> InspectAsync(string container, string format) => Command.DockerAsync("inspect", "-f", format, container);

    // An image that is nothing but another one's files with its own settings.
    private static async Task BuildAsync(string image, params string[] changes)
    {
        var container = await Command.DockerAsync("create", "busybox:1.32.0");
        try
        {
            await Command.DockerAsync(["commit", .. changes.SelectMany(c => new[] { "-c", c }), container, image]);
        }
        finally
        {
            await Command.DockerAsync("rm", container);
        }
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }
}
