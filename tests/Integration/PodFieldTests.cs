namespace LocalPods.Integration;

/// <summary>What fields of a pod do to its processes: each container shows what it finds. All pods of the class are started together.</summary>
[Trait("needs", "docker")]
public sealed class PodFieldTests(PodFieldTests.Pods pods) : IClassFixture<PodFieldTests.Pods>
{
    private Instance Instance => pods.Instance;

    [Fact]
    public async Task What_a_pod_says_of_itself_is_on_its_pause_container_and_in_its_variables()
    {
        var pod = await Instance.WaitForPodAsync("says", p => p.IsReady());
        var ip = pod.GetProperty("status").GetProperty("podIP").GetString();
        (await ShellAsync("says", "echo $NAME $UID1 $LABEL $NOTE $IP $ACCOUNT $LIMIT $MILLI $REQUEST")).ShouldBe($"says {pod.Uid()} shop yes {ip} default 64 250 16777216\n");
        var pause = (await Instance.ContainersAsync($"label=io.kubernetes.pod.uid={pod.Uid()}", "label=io.kubernetes.docker.type=podsandbox")).ShouldHaveSingleItem();
        (await Command.DockerAsync("inspect", "-f", "{{index .Config.Labels \"annotation.example.com/note\"}}", pause)).ShouldBe("yes");
    }

    [Fact]
    public async Task A_gated_pod_starts_when_its_gate_goes()
    {
        var gated = (await Instance.PodAsync("gated"))!.Value;
        gated.Phase().ShouldBe("Pending");
        (await Instance.ContainersAsync($"label=io.kubernetes.pod.uid={gated.Uid()}")).ShouldBeEmpty();
        await Instance.MustAsync("patch", "pod", "gated", "--type=json", "-p", """[{"op": "remove", "path": "/spec/schedulingGates"}]""");
        await Instance.WaitForPodAsync("gated", p => p.IsReady());
    }

    [Fact]
    public async Task Namespaces_of_the_node_are_shared_where_asked()
    {
        foreach (var (kind, other) in (IEnumerable<(string, string)>)[("pid", "ipc"), ("ipc", "pid")])
        {
            var node = File.ResolveLinkTarget($"/proc/self/ns/{kind}", returnFinalTarget: false)!.Name;
            (await ShellAsync("host" + kind, $"readlink /proc/self/ns/{kind}")).ShouldBe($"{node}\n");
            (await ShellAsync("host" + other, $"readlink /proc/self/ns/{kind}")).ShouldNotBe($"{node}\n");
        }
    }

    [Fact]
    public async Task Users_and_groups_are_the_processes_own()
    {
        (await ShellAsync("users", "id -u; id -g; id -G; cat /proc/sys/net/ipv4/ip_unprivileged_port_start")).ShouldBe("1000\n3000\n3000 2000 4000\n80\n");
        (await ShellAsync("users", "id -u; id -g", "other")).ShouldBe("1001\n3001\n");
    }

    [Fact]
    public async Task A_containers_last_words_are_read_from_its_own_file()
    {
        var pod = await Instance.WaitForPodAsync("ends", p => p.Phase() == "Succeeded");
        pod.Terminated("main")!.Value.GetProperty("message").GetString().ShouldBe("all done");
    }

    [Fact]
    public async Task Input_ends_with_its_first_writer_where_it_is_asked_to()
    {
        await Instance.WaitForPodAsync("once", p => p.IsReady());
        (await Instance.RunAsync("said once\n", ["attach", "-i", "once"])).ExitCode.ShouldBe(0);
        await Instance.WaitForPodAsync("once", p => p.Phase() == "Succeeded");
        (await Instance.MustAsync("logs", "once")).ShouldBe("said once\n");
    }

    [Fact]
    public async Task A_container_has_the_privileges_it_asks_for_and_no_others()
    {
        (await EffectiveAsync("plain")).ShouldBe(0x00000000a80425fb, "the engine's usual ones");
        (await EffectiveAsync("added") & (1 << 12)).ShouldBe(1 << 12, "NET_ADMIN");
        (await EffectiveAsync("dropped")).ShouldBe(0);
        (await ShellAsync("rights", "grep NoNewPrivs /proc/self/status", "plain")).ShouldBe("NoNewPrivs:\t0\n");
        (await ShellAsync("rights", "grep NoNewPrivs /proc/self/status", "dropped")).ShouldBe("NoNewPrivs:\t1\n");
        (await ShellAsync("rights", "touch /x 2>&1 || true", "readonly")).ShouldContain("Read-only file system");
        (await ShellAsync("rights", "touch /x && echo written", "plain")).ShouldBe("written\n");
        (await ShellAsync("rights", "grep -c ' /proc/' /proc/self/mounts || true", "unmasked")).ShouldBe("0\n");
        (await ShellAsync("rights", "grep -c ' /proc/' /proc/self/mounts || true", "plain")).ShouldNotBe("0\n");

        async Task<long> EffectiveAsync(string container) =>
            Convert.ToInt64((await ShellAsync("rights", "grep CapEff /proc/1/status", container)).Split('\t')[1].Trim(), 16);
    }

    [Fact]
    public async Task All_privileges_and_shared_mounts_are_asked_of_the_engine_which_may_not_have_them_to_give()
    {
        await Eventually.ShouldAsync(
            async () => (await StandingAsync("mighty")).ShouldMatch(@"^Ready$|unable to apply caps: operation not permitted"));
        await Eventually.ShouldAsync(
            async () => (await StandingAsync("propagates")).ShouldMatch("^Ready$|is not a shared or slave mount"));
        if (await StandingAsync("mighty") == "Ready")
        {
            (await ShellAsync("mighty", "grep CapEff /proc/1/status")).ShouldContain("3fffffffff");
        }

        if (await StandingAsync("propagates") == "Ready")
        {
            (await ShellAsync("propagates", "grep ' /host ' /proc/self/mountinfo")).ShouldContain(" master:");
        }

        async Task<string> StandingAsync(string pod) => (await Instance.PodAsync(pod))!.Value.IsReady() ? "Ready" : await Instance.MustAsync("events", "--for", $"pod/{pod}");
    }

    [Fact]
    public async Task Volumes_are_where_they_are_mounted()
    {
        await Instance.WaitForPodAsync("mounts", p => p.IsReady());
        (await ShellAsync("mounts", "cat /shared/greeting /host/file; touch /host/x 2>&1 || true; stat -c %a /shared", "reader")).ShouldMatch("^hello\nof the host\n.*Read-only file system\n777\n$");
        Directory.Exists(Path.Combine(pods.Folder, "made")).ShouldBeTrue("hostPath of type DirectoryOrCreate");
    }

    [Fact]
    public async Task A_container_is_asked_to_stop_by_the_signal_that_it_names()
    {
        await Instance.WaitForPodAsync("signal", p => p.IsReady());
        await Eventually.ShouldAsync(() => { File.Exists(Path.Combine(pods.Folder, "listens")).ShouldBeTrue(); return Task.CompletedTask; });
        await Instance.MustAsync("delete", "pod", "signal");
        (await File.ReadAllTextAsync(Path.Combine(pods.Folder, "heard"))).ShouldBe("USR1\n");
    }

    private async Task<string> ShellAsync(string pod, string script, string? container = null)
    {
        await Instance.WaitForPodAsync(pod, p => p.IsReady());
        return await Instance.MustAsync(["exec", pod, .. container is null ? (string[])[] : ["-c", container], "--", "sh", "-c", script]);
    }

    /// <summary>An instance whose pods are started together.</summary>
    public sealed class Pods : IAsyncLifetime
    {
        public Instance Instance { get; } = new();

        /// <summary>Of this machine, mounted into a pod.</summary>
        internal string Folder => Path.Combine(Instance.Folder, "shared-with-pods");

        public async Task InitializeAsync()
        {
            Directory.CreateDirectory(Folder);
            await File.WriteAllTextAsync(Path.Combine(Folder, "file"), "of the host\n");
            await Instance.InitializeAsync();
            await Instance.ApplyAsync(Manifest(Folder));
        }

        public Task DisposeAsync() => Instance.DisposeAsync();

        private static string Manifest(string folder) => $$"""
            apiVersion: v1
            kind: Pod
            metadata: {name: says, labels: {app: shop}, annotations: {example.com/note: "yes"} }
            spec:
              terminationGracePeriodSeconds: 0
              containers:
              - name: main
                image: busybox:1.32.0
                command: [sleep, "1000"]
                resources: {limits: {memory: 64Mi, cpu: 250m}, requests: {memory: 16Mi} }
                env:
                - {name: NAME, valueFrom: {fieldRef: {fieldPath: metadata.name} } }
                - {name: UID1, valueFrom: {fieldRef: {fieldPath: metadata.uid, apiVersion: v1} } }
                - {name: LABEL, valueFrom: {fieldRef: {fieldPath: "metadata.labels['app']"} } }
                - {name: NOTE, valueFrom: {fieldRef: {fieldPath: "metadata.annotations['example.com/note']"} } }
                - {name: IP, valueFrom: {fieldRef: {fieldPath: status.podIP} } }
                - {name: ACCOUNT, valueFrom: {fieldRef: {fieldPath: spec.serviceAccountName} } }
                - {name: LIMIT, valueFrom: {resourceFieldRef: {resource: limits.memory, divisor: 1Mi} } }
                - {name: MILLI, valueFrom: {resourceFieldRef: {containerName: main, resource: limits.cpu, divisor: 1m} } }
                - {name: REQUEST, valueFrom: {resourceFieldRef: {resource: requests.memory} } }
            ---
            {{Pod("gated", "schedulingGates: [{name: example.com/wait}]")}}
            ---
            {{Pod("hostpid", "hostPID: true")}}
            ---
            {{Pod("hostipc", "hostIPC: true")}}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: users}
            spec:
              terminationGracePeriodSeconds: 0
              securityContext: {runAsUser: 1000, runAsGroup: 3000, fsGroup: 2000, supplementalGroups: [4000], sysctls: [{name: net.ipv4.ip_unprivileged_port_start, value: "80"}]}
              containers:
              - {name: main, image: "busybox:1.32.0", command: [sleep, "1000"]}
              - {name: other, image: "busybox:1.32.0", command: [sleep, "1000"], securityContext: {runAsUser: 1001, runAsGroup: 3001} }
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: ends}
            spec:
              restartPolicy: Never
              containers:
              - {name: main, image: "busybox:1.32.0", command: [sh, -c, "printf 'all done' > /tmp/words"], terminationMessagePath: /tmp/words}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: once}
            spec: {restartPolicy: Never, terminationGracePeriodSeconds: 0, containers: [{name: main, image: "busybox:1.32.0", command: [cat], stdin: true, stdinOnce: true}]}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: mighty}
            spec: {terminationGracePeriodSeconds: 0, containers: [{name: main, image: "busybox:1.32.0", command: [sleep, "1000"], securityContext: {privileged: true} }]}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: propagates}
            spec:
              terminationGracePeriodSeconds: 0
              containers: [{name: main, image: "busybox:1.32.0", command: [sleep, "1000"], volumeMounts: [{name: host, mountPath: /host, mountPropagation: HostToContainer}]}]
              volumes: [{name: host, hostPath: {path: "{{folder}}"} }]
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: rights}
            spec:
              terminationGracePeriodSeconds: 0
              containers:
              - {name: plain, image: "busybox:1.32.0", command: [sleep, "1000"]}
              - {name: added, image: "busybox:1.32.0", command: [sleep, "1000"], securityContext: {capabilities: {add: [NET_ADMIN]} } }
              - {name: dropped, image: "busybox:1.32.0", command: [sleep, "1000"], securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]} } }
              - {name: readonly, image: "busybox:1.32.0", command: [sleep, "1000"], securityContext: {readOnlyRootFilesystem: true} }
              - {name: unmasked, image: "busybox:1.32.0", command: [sleep, "1000"], securityContext: {procMount: Unmasked} }
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: mounts}
            spec:
              terminationGracePeriodSeconds: 0
              initContainers:
              - {name: writer, image: "busybox:1.32.0", command: [sh, -c, "echo hello > /data/greeting"], volumeMounts: [{name: share, mountPath: /data}]}
              containers:
              - name: reader
                image: busybox:1.32.0
                command: [sleep, "1000"]
                volumeMounts: [{name: share, mountPath: /shared}, {name: host, mountPath: /host, readOnly: true}, {name: made, mountPath: /made}]
              volumes:
              - {name: share, emptyDir: {} }
              - {name: host, hostPath: {path: "{{folder}}", type: Directory} }
              - {name: made, hostPath: {path: "{{folder}}/made", type: DirectoryOrCreate} }
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: signal}
            spec:
              os: {name: linux}
              terminationGracePeriodSeconds: 20
              containers:
              - name: main
                image: busybox:1.32.0
                command: [sh, -c, "trap 'echo USR1 > /host/heard; exit 0' USR1; touch /host/listens; while true; do sleep 0.1; done"]
                lifecycle: {stopSignal: SIGUSR1}
                volumeMounts: [{name: host, mountPath: /host}]
              volumes:
              - {name: host, hostPath: {path: "{{folder}}", type: Directory} }
            """;

        private static string Pod(string name, string settings) => $$"""
            apiVersion: v1
            kind: Pod
            metadata: {name: {{name}} }
            spec: {terminationGracePeriodSeconds: 0, {{settings}}, containers: [{name: main, image: "busybox:1.32.0", command: [sleep, "1000"]}]}
            """;
    }
}
