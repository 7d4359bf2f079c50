using System.Collections.Immutable;
using LocalPods.Api.Core;
using LocalPods.Api.History;
using LocalPods.Api.Quantities;
using LocalPods.Orchestrator.Explaining;
using LocalPods.Orchestrator.Probes;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Tests.Explaining;

/// <summary>What the evidence shows is the root cause, whatever else is wrong; the rest of the corpus runs on the engine.</summary>
public sealed class PodExplainerTests
{
    private const string Refused = "Get \"http://172.17.0.2:8080/\": dial tcp 172.17.0.2:8080: connect: connection refused";
    private static readonly Probe Http = new() { HttpGet = new HTTPGetAction { Port = 8080, Path = "/healthz" }, FailureThreshold = 3 };

    /// <summary>Name, scene, code, and words of the last link.</summary>
    internal static readonly (string What, Func<WhyScene> Scene, CauseCode Code, string Says)[] Rows =
    [
        // The node, the engine and the pod as a whole.
        ("engine away", () => Scene().With(e => e with { EngineFailure = "connect /var/run/docker.sock: no such file", Seen = null }).Waits("web", "ContainerCreating"),
            CauseCode.EngineUnreachable, "the container engine does not answer"),
        ("engine away does not matter once it has ended", () => Scene().With(e => e with { EngineFailure = "away", Seen = null }).Status(s => s with { Phase = "Succeeded" }).Ended("web", 0, "Completed"),
            CauseCode.Completed, "all its containers ended with exit code 0"),
        ("other node", () => Scene().Spec(s => s with { NodeName = "node-b" }), CauseCode.NodeUnknown, "the only node here is \"node-a\""),
        ("gates", () => Scene().Spec(s => s with { SchedulingGates = [new PodSchedulingGate { Name = "a/b" }] }), CauseCode.SchedulingGated, "a/b"),
        ("no room", () => Failed("OutOfcpu", "Pod was rejected: Node didn't have enough resource: cpu"), CauseCode.ResourcesShort, "too little cpu"),
        ("never room", () => Scene(c => c with { Resources = Asks("cpu", "100") }).With(Small).Condition("PodScheduled", "False", "Unschedulable", "0/1 nodes are available: 1 Insufficient cpu."),
            CauseCode.ResourcesShort, "it requests 100 of cpu, and the node has 2 in all"),
        ("no such resource", () => Scene(c => c with { Resources = Asks("example.com/gpu", "1") }).With(Small).Condition("PodScheduled", "False", "Unschedulable", "0/1 nodes are available: 1 Insufficient example.com/gpu."),
            CauseCode.ResourcesShort, "it requests 1 of example.com/gpu, and the node has none"),
        ("room for others now", () => Scene(c => c with { Resources = Asks("cpu", "1") }).With(Small).Condition("PodScheduled", "False", "Unschedulable", "0/1 nodes are available: 1 Insufficient cpu."),
            CauseCode.ResourcesShort, "more than the node has beside its other pods"),
        ("evicted", () => Failed("Evicted", "The node was low on resource: memory."), CauseCode.EndedByNode, "the node ended it"),
        ("wrote too much", () => Failed("Evicted", "Container web exceeded its local ephemeral storage limit \"1Mi\". "), CauseCode.EndedByNode, "limits of ephemeral-storage"),
        ("wrote too much together", () => Failed("Evicted", "Pod ephemeral local storage usage exceeds the total limit of containers 1Mi. "), CauseCode.EndedByNode, "limits of ephemeral-storage"),
        ("refused", () => Failed("SysctlForbidden", "forbidden sysctl"), CauseCode.NodeRefused, "SysctlForbidden"),
        ("too late", () => Failed("DeadlineExceeded", "Pod was active on the node longer than the specified deadline"), CauseCode.DeadlineExceeded, "activeDeadlineSeconds"),
        ("failed for good", () => Scene().Spec(s => s with { RestartPolicy = "Never" }).Status(s => s with { Phase = "Failed" }).Ended("web", 3).Logs("web", "oh no"),
            CauseCode.Crashed, "exit code 3"),
        ("pause cannot start", () => NoSandbox().Happened("FailedCreatePodSandBox", "Failed to create pod sandbox: no space left on device"),
            CauseCode.SandboxFailed, "cannot be started"),
        ("pause gone", () => Scene().Waits("web", "ContainerCreating").With(e => e with { Seen = e.Seen! with { Sandboxes = [e.Seen.Sandboxes[0] with { Ready = false }] } }),
            CauseCode.SandboxLost, "pause container has ended"),
        ("host port of another pod", () => NoSandbox().Happened("FailedCreatePodSandBox", "Bind for 127.0.0.1:8080 failed: port is already allocated")
            .With(e => e with { HostPortHolders = [new HostPortHolder(new PortMapping(80, 8080, PortProtocol.Tcp, null)) { Pod = "default/old" }] }), CauseCode.HostPortTaken, "taken by pod default/old"),
        ("host port of a stranger", () => NoSandbox().Happened("FailedCreatePodSandBox", "listen tcp4 0.0.0.0:8080: bind: address already in use"),
            CauseCode.HostPortTaken, "somebody else on this machine"),
        ("disk not known", () => Scene(c => c with { Resources = new() { Requests = Asks("cpu", "1").Requests!.Add("ephemeral-storage", Quantity.Parse("1Gi")) } }).With(Small).Condition("PodScheduled", "False", "Unschedulable", "0/1 nodes are available: 1 Insufficient cpu."),
            CauseCode.ResourcesShort, "more than the node has beside its other pods"),
        ("address of another machine", () => Scene(c => c with { Ports = [new ContainerPort { Port = 80, HostPort = 8080, HostIP = "192.0.2.9" }] }).Waits("web", "ContainerCreating").With(e => e with { Seen = e.Seen! with { Sandboxes = [] } })
            .Happened("FailedCreatePodSandBox", "Error starting userland proxy: listen tcp4 192.0.2.9:8080: bind: cannot assign requested address"), CauseCode.SandboxFailed, "does not have the address 192.0.2.9"),
        ("gate", () => Scene().Spec(s => s with { ReadinessGates = [new PodReadinessGate { ConditionType = "a/b" }] }).Condition("Ready", "False", "ReadinessGatesNotReady"),
            CauseCode.ReadinessGateNotSet, "nobody has set"),
        ("gate is false", () => Scene().Spec(s => s with { ReadinessGates = [new PodReadinessGate { ConditionType = "a/b" }] }).Condition("a/b", "False"),
            CauseCode.ReadinessGateNotSet, "is False"),
        ("nothing known", () => Scene(), CauseCode.NotKnown, "nothing that is known"),

        // Deletion.
        ("finalizer", () => Scene().Deleting().Metadata(m => m with { Finalizers = ["a/b"] }).With(e => e with { Seen = new RuntimePod(e.Seen!.Pod, [], []) }),
            CauseCode.FinalizerHeld, "a/b"),
        ("deaf", () => Scene().Deleting().Runs("web").Recorded(HistoryKind.TermSent, "web").With(e => e with { Processes = e.Processes.Add("web", new MainProcess("sh", IsInit: true, Caught: 0, Ignored: 0)) }),
            CauseCode.StopSignalIgnored, "PID 1 (sh) has no handler for SIGTERM"),
        ("ending", () => Scene().Deleting().Runs("web").Recorded(HistoryKind.TermSent, "web").With(e => e with { Processes = e.Processes.Add("web", new MainProcess("sh", IsInit: true, Caught: 1UL << 14, Ignored: 0)) }),
            CauseCode.Stopping, "ending by itself"),
        ("preStop", () => Scene(c => c with { Lifecycle = new Lifecycle { PreStop = new LifecycleHandler { Sleep = new SleepAction { Seconds = 9 } } } }).Deleting().Runs("web")
            .Recorded(HistoryKind.PreStopStarted, "web"), CauseCode.PreStopRunning, "running for 3s"),
        ("preStop is over", () => Scene().Deleting().Runs("web").Recorded(HistoryKind.PreStopStarted, "web").Recorded(HistoryKind.PreStopEnded, "web").Recorded(HistoryKind.TermSent, "web"), CauseCode.Stopping, "ending by itself"),
        ("not told yet", () => Scene().Deleting().Runs("web").With(e => e with { Processes = e.Processes.Add("web", new MainProcess("sh", IsInit: true, Caught: 0, Ignored: 0)) }),
            CauseCode.Stopping, "nothing is known of it having been told"),
        ("cleaned up", () => Scene().Deleting(), CauseCode.Stopping, "cleaned up"),

        // Images.
        ("denied", () => Scene().Waits("web", "ErrImagePull", "pull access denied for app, repository does not exist or may require 'docker login'"), CauseCode.ImageAccessDenied, "refuses"),
        ("unknown tag", () => Scene().Waits("web", "ImagePullBackOff", "Back-off pulling image: manifest for app:1 not found: manifest unknown"), CauseCode.ImageNotFound, "no such image or tag"),
        ("registry away", () => Scene().Waits("web", "RegistryUnavailable", "image pull failed"), CauseCode.RegistryUnreachable, "cannot be reached"),
        ("unknown words", () => Scene().Waits("web", "ErrImagePull", "the disk is on fire"), CauseCode.ImagePullFailed, "pulling it failed"),
        ("other tag is here", () => Scene().Waits("web", "ErrImagePull", "dial tcp: no such host").Images("app:dev"), CauseCode.ImageTagMissing, "app:dev is here, you wrote app:1"),
        ("slip", () => Scene(c => c with { Image = "ngnix:1.17" }).Waits("web", "ErrImagePull", "dial tcp: no such host").Images("nginx:1.17"), CauseCode.ImageNameMistyped, "nginx:1.17 is here"),
        ("never, other tag", () => Scene().Waits("web", "ErrImageNeverPull", "not present").Images("app:dev"), CauseCode.ImageTagMissing, "app:dev is here"),
        ("inspect", () => Scene().Waits("web", "ImageInspectError", "Failed to inspect"), CauseCode.ImagePullFailed, "cannot tell"),
        ("pulling", () => Scene().Waits("web", "ContainerCreating").Happened("Pulling", "Pulling image \"app:1\"", "web"), CauseCode.Starting, "being pulled for 10s"),

        // Making it and running its program.
        ("key missing", () => Scene(c => c with { Env = [new EnvVar { Name = "A", ValueFrom = new EnvVarSource { SecretKeyRef = new SecretKeySelector { Name = "s", Key = "k" } } }] })
            .Waits("web", "CreateContainerConfigError", "couldn't find key k in Secret default/s"), CauseCode.SecretMissing, "Secret \"s\" has no key \"k\""),
        ("odd config", () => Scene().Waits("web", "CreateContainerConfigError", "something odd"), CauseCode.ConfigInvalid, "cannot be described"),
        ("claim without a volume", () => Scene().Waits("web", "ContainerCreating", "volume \"data\": error processing PVC default/disk: PVC is not bound"),
            CauseCode.VolumeClaimUnbound, "no volume yet"),
        ("claim of another", () => Scene().Waits("web", "ContainerCreating", "volume \"data\": error processing PVC default/disk: volume uses the ReadWriteOncePod access mode and is already in use by another pod"),
            CauseCode.VolumeClaimInUse, "another pod has its claim"),
        ("odd volume", () => Scene().Waits("web", "ContainerCreating", "volume \"data\": disk is full"), CauseCode.ConfigInvalid, "cannot be set up"),
        ("other processor", () => Scene(c => c with { Command = ["/app"] }).CrashLoops("web", 1, "ContainerCannotRun").EndedLast("web", 1, "ContainerCannotRun", "exec /app: exec format error"),
            CauseCode.CommandNotExecutable, "no program for this machine"),
        ("relative folder", () => Scene(c => c with { WorkingDir = "app" }).Waits("web", "CreateContainerError", "the working directory 'app' is invalid, it needs to be an absolute path"),
            CauseCode.WorkingDirInvalid, "\"app\" cannot be used"),
        ("folder on a file", () => Scene(c => c with { VolumeMounts = [new VolumeMount { Name = "conf", MountPath = "/etc/app.conf" }] })
            .Waits("web", "RunContainerError", "error mounting \"/x/conf\" to rootfs at \"/etc/app.conf\": mount /x/conf:/etc/app.conf (via /proc/self/fd/6), flags: 0x5001: not a directory"),
            CauseCode.ContainerRefused, "of volume \"conf\" and /etc/app.conf in the image one is a folder and the other a file"),
        ("engine says no", () => Scene().Waits("web", "RunContainerError", "device or resource busy"), CauseCode.ContainerRefused, "refuses"),
        ("hook failed", () => Scene().Waits("web", "PostStartHookError", "exited with 1"), CauseCode.PostStartHookFailed, "postStart hook failed"),
        ("hook failed before the back-off", () => Scene().CrashLoops("web", 137).Happened("FailedPostStartHook", "PostStartHook failed", "web")
            .Recorded(HistoryKind.StartFailed, "web", "PostStartHookError: exited with 1"), CauseCode.PostStartHookFailed, "postStart hook failed"),
        ("hook runs", () => Scene().Waits("web", "ContainerCreating").Recorded(HistoryKind.PostStartStarted, "web"), CauseCode.PostStartHookRunning, "running for 3s"),

        // Its end.
        ("memory", () => Scene().CrashLoops("web", 137, "OOMKilled"), CauseCode.OutOfMemory, "the machine had no memory left"),
        ("fault", () => Scene().CrashLoops("web", 139), CauseCode.SegmentationFault, "SIGSEGV"),
        ("abort", () => Scene().CrashLoops("web", 134), CauseCode.Crashed, "SIGABRT"),
        ("stopped by somebody", () => Scene().CrashLoops("web", 143), CauseCode.KilledFromOutside, "SIGTERM"),
        ("odd signal", () => Scene().CrashLoops("web", 129), CauseCode.KilledFromOutside, "signal 1"),
        ("127", () => Scene().CrashLoops("web", 127), CauseCode.CommandNotFound, "127"),
        ("126", () => Scene().CrashLoops("web", 126), CauseCode.CommandNotExecutable, "126"),
        ("sidecar ended well", () => Scene().Init("proxy", c => c with { RestartPolicy = "Always" }).CrashLoops("proxy", 0, "Completed"), CauseCode.ExitedNormally, "a sidecar is to keep running"),
        ("a variable that the spec sets is not missing", () => Scene(c => c with { Env = [new EnvVar { Name = "DB_URL", Value = "" }] }).CrashLoops("web", 1).Logs("web", "DB_URL is not set"),
            CauseCode.Crashed, "exit code 1"),

        // Init containers.
        ("init first", () => Scene().Init("one").Init("two").CrashLoops("one", 1).Waits("two", "PodInitializing").Waits("web", "PodInitializing"), CauseCode.Crashed, "exit code 1"),
        ("init waits for a name", () => Scene().Waits("web", "PodInitializing").Init("one").RunsUnready("one").Logs("one", "** server can't find db: NXDOMAIN"), CauseCode.NameNotResolved, "\"db\" does not resolve"),

        // Probes.
        ("other port", () => Probed(c => c with { ReadinessProbe = Http }, ProbeType.Readiness, Refused).Listens(new NetworkListener("0.0.0.0", 80) { Process = "nginx", Container = "web" }),
            CauseCode.PortNotListening, "nothing listens on 8080; nginx listens on 80"),
        ("port of another container does not count", () => Probed(c => c with { ReadinessProbe = Http }, ProbeType.Readiness, Refused)
            .Listens(new NetworkListener("0.0.0.0", 80) { Process = "nginx", Container = "side" }), CauseCode.PortNotListening, "nothing listens on port 8080, nor on any other"),
        ("what else listens on the node does not count", () => Probed(c => c with { ReadinessProbe = Http }, ProbeType.Readiness, Refused).Spec(s => s with { HostNetwork = true })
            .Listens(new NetworkListener("0.0.0.0", 22) { Process = "sshd" }, new NetworkListener("0.0.0.0", 80) { Process = "nginx", Container = "web" }),
            CauseCode.PortNotListening, "nothing listens on 8080; nginx listens on 80"),
        ("loopback", () => Probed(c => c with { ReadinessProbe = Http }, ProbeType.Readiness, Refused).Listens(new NetworkListener("127.0.0.1", 8080) { Process = "app" }),
            CauseCode.PortOnLoopback, "app listens on 127.0.0.1 only"),
        ("listens by now", () => Probed(c => c with { ReadinessProbe = Http }, ProbeType.Readiness, Refused).Listens(new NetworkListener("::", 8080) { Process = "app" }),
            CauseCode.Starting, "by now app listens on port 8080"),
        ("listeners unknown", () => Probed(c => c with { ReadinessProbe = Http }, ProbeType.Readiness, Refused), CauseCode.PortNotListening, "when it was asked"),
        ("http 503", () => Probed(c => c with { ReadinessProbe = Http }, ProbeType.Readiness, "HTTP probe failed with statuscode: 503"), CauseCode.ProbeHttpStatus, "answered with 503"),
        ("tls", () => Probed(c => c with { ReadinessProbe = Http }, ProbeType.Readiness, "net/http: HTTP/1.x transport connection broken: malformed HTTP response \"\\x15\""),
            CauseCode.ProbeSchemeWrong, "HTTPS"),
        ("slow", () => Probed(c => c with { ReadinessProbe = Http }, ProbeType.Readiness, "context deadline exceeded"), CauseCode.ProbeTimeout, "within 1 s"),
        ("odd answer", () => Probed(c => c with { ReadinessProbe = Http }, ProbeType.Readiness, "EOF"), CauseCode.ProbeFailed, "failure"),
        ("grpc unhealthy", () => Probed(c => c with { ReadinessProbe = new Probe { Grpc = new GRPCAction { Port = 9 } } }, ProbeType.Readiness, "service unhealthy (responded with \"NOT_SERVING\")"),
            CauseCode.ProbeGrpcStatus, "NOT_SERVING"),
        ("killed by liveness", () => Scene(c => c with { LivenessProbe = Http }).CrashLoops("web", 137).Happened("Killing", "Container web failed liveness probe, will be restarted", "web")
            .Happened("Unhealthy", "Liveness probe failed: HTTP probe failed with statuscode: 500", "web"), CauseCode.ProbeHttpStatus, "answered with 500"),
        ("killed by liveness before", () => Scene(c => c with { LivenessProbe = Http }).CrashLoops("web", 1).Happened("Killing", "Container web failed liveness probe, will be restarted", "web", secondsAgo: 100),
            CauseCode.Crashed, "exit code 1"),
        ("too early", () => Scene(c => c with { LivenessProbe = Http, Ports = [new ContainerPort { Port = 8080 }] }).CrashLoops("web", 137)
            .Happened("Killing", "Container web failed liveness probe, will be restarted", "web").Answered("web", ProbeType.Liveness, ProbeOutcome.Failure(Refused)),
            CauseCode.ProbeTooEarly, "no time to start"),
        ("not too early when it passed once", () => Scene(c => c with { LivenessProbe = Http, Ports = [new ContainerPort { Port = 8080 }] }).CrashLoops("web", 137)
            .Happened("Killing", "Container web failed liveness probe, will be restarted", "web").Answered("web", ProbeType.Liveness, ProbeOutcome.Failure(Refused), passedOnce: true),
            CauseCode.PortNotListening, "when it was asked"),
        ("startup", () => Probed(c => c with { StartupProbe = new Probe { Exec = new ExecAction { Command = ["check"] } } }, ProbeType.Startup, "no", started: false),
            CauseCode.ProbeCommandFailed, "[check] ends with"),
    ];

    public static TheoryData<string> Names => [.. Rows.Select(r => r.What)];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_root_cause_is_what_the_evidence_shows(string what)
    {
        var (_, scene, code, says) = Rows.Single(r => r.What == what);
        var explanation = scene().Explain();
        explanation.Ready.ShouldBeFalse();
        explanation.Cause.ShouldNotBeNull();
        explanation.Cause.Code.ShouldBe(code, string.Join("\n", explanation.Chain));
        explanation.Cause.Says.ShouldContain(says);
        explanation.Chain[^1].Says.ShouldBe(explanation.Cause.Says);
        explanation.Cause.Fix.ShouldNotBeEmpty();
    }

    [Fact]
    public void Every_code_is_shown_by_a_row_here_or_by_a_pod_of_the_corpus()
    {
        var corpus = Directory.GetFiles(Path.Combine(TestFolder(), "..", "..", "Integration", "Why"), "*.yml").Select(f => File.ReadLines(f).First().Split(' ')[2]);
        var shown = Rows.Select(r => r.Code.ToString()).Concat(FixTests.Rows.Select(r => r.Code.ToString())).Concat(corpus).ToHashSet();
        Enum.GetNames<CauseCode>().Where(c => !shown.Contains(c)).ShouldBeEmpty();
    }

    [Fact]
    public void A_ready_pod_has_nothing_to_explain()
    {
        var explanation = Scene().Condition("Ready", "True").Explain();
        (explanation.Ready, explanation.Summary, explanation.Cause).ShouldBe((true, "is Ready, nothing to explain", null));
        explanation.Chain.ShouldBeEmpty();
    }

    [Fact]
    public void A_ready_pod_whose_engine_is_away_is_not_said_to_be_well()
    {
        var explanation = Scene().Condition("Ready", "True").With(e => e with { EngineFailure = "no such socket", Seen = null }).Explain();
        explanation.Summary.ShouldBe("was Ready when its engine last answered");
        explanation.NotKnown.ShouldBe(["how it is now: the container engine does not answer: no such socket"]);
    }

    [Fact]
    public void A_ready_pod_that_was_just_restarted_says_why()
    {
        var explanation = Scene().Condition("Ready", "True").Status(s => s with { ContainerStatuses = [s.ContainerStatuses[0] with { RestartCount = 3 }] }).EndedLast("web", 2).Explain();
        explanation.Ready.ShouldBeTrue();
        explanation.Summary.ShouldBe("is Ready now, but container web was restarted 3 times, last 10s ago");
        explanation.Cause!.Code.ShouldBe(CauseCode.Crashed);
    }

    [Fact]
    public void A_log_that_could_not_be_read_is_not_called_empty()
    {
        Scene().CrashLoops("web", 1).Explain().Chain[^1].Proof.ShouldBe("Error");
        Scene().CrashLoops("web", 1).Logs("web").Explain().Chain[^1].Proof.ShouldBe("Error; it wrote nothing to its log");
    }

    [Fact]
    public void The_last_lines_of_the_log_are_shown_and_a_proof_only_once()
    {
        var chain = Scene().CrashLoops("web", 1).Logs("web", "1", "2", "3", "4", "5", "sh: can't create /state: Read-only file system").Explain().Chain;
        chain[^2].Lines.ShouldBe(["2", "3", "4", "5", "sh: can't create /state: Read-only file system"]);
        chain[^1].Says.ShouldBe("it writes where it may only read");
        chain[^1].Proof.ShouldBeNull();
    }

    [Fact]
    public void The_field_and_the_next_try_are_told()
    {
        var next = WhyScene.Now + TimeSpan.FromSeconds(37);
        var explanation = Scene().Waits("web", "ImagePullBackOff", "denied")
            .With(e => e with { Backoffs = [new("web", "ImagePullBackOff", next)] }).Explain();
        (explanation.Cause!.Container, explanation.Cause.Field, explanation.NextTry).ShouldBe(("web", "spec.containers[0].image", next));
    }

    [Fact]
    public void Other_containers_in_trouble_are_named_beside_the_chain()
    {
        var explanation = Scene().Container("log").Waits("web", "ErrImagePull", "denied").CrashLoops("log", 1).Explain();
        explanation.Cause!.Container.ShouldBe("web");
        explanation.Also.ShouldHaveSingleItem().ShouldStartWith("container log is not ready either: CrashLoopBackOff");
    }

    [Fact]
    public void What_could_not_be_found_out_is_said() =>
        Scene().With(e => e with { NotKnown = ["the log of web: gone"] }).Explain().NotKnown.ShouldBe(["the log of web: gone"]);

    private static WhyScene Scene(Func<Container, Container>? spec = null) => new WhyScene().Container("web", spec);

    private static ResourceRequirements Asks(string resource, string amount) => new() { Requests = ImmutableSortedDictionary<string, Quantity>.Empty.Add(resource, Quantity.Parse(amount)) };

    private static PodEvidence Small(PodEvidence evidence) => evidence with { Allocatable = ImmutableSortedDictionary<string, Quantity>.Empty.Add("cpu", Quantity.Parse("2")) };

    private static WhyScene Failed(string reason, string message) => Scene().Status(s => s with { Phase = "Failed", Reason = reason, Message = message });

    private static WhyScene NoSandbox() => Scene(c => c with { Ports = [new ContainerPort { Port = 80, HostPort = 8080 }] })
        .Waits("web", "ContainerCreating").With(e => e with { Seen = e.Seen! with { Sandboxes = [] } });

    private static WhyScene Probed(Func<Container, Container> spec, ProbeType type, string answer, bool started = true) =>
        Scene(spec).RunsUnready("web", started).Answered("web", type, ProbeOutcome.Failure(answer));

    private static string TestFolder([System.Runtime.CompilerServices.CallerFilePath] string thisFile = "") => Path.GetDirectoryName(thisFile)!;
}
