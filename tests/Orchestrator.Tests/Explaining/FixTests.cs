using System.Collections.Immutable;
using LocalPods.Api.Core;
using LocalPods.Api.History;
using LocalPods.Api.Quantities;
using LocalPods.Orchestrator.Explaining;
using LocalPods.Orchestrator.Probes;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Tests.Explaining;

/// <summary>What is said is true, points at the field to change, and the fix is one that helps and does no harm.</summary>
public sealed class FixTests
{
    private const string Pulls = "image pull failed for app:1 because the registry is unavailable: dial tcp: no such host";
    private const string NoConnection = "timeout: failed to connect service \"172.17.0.2:80\" within 1s: context deadline exceeded";
    private const string NotInPath = "OCI runtime create failed: exec: \"NAME\": executable file not found in $PATH: unknown";
    private static readonly Probe Script = new() { Exec = new ExecAction { Command = ["sh", "-c", "echo out; echo 'it''s' >&2; exit 1"] } };
    private static readonly Probe Grpc = new() { Grpc = new GRPCAction { Port = 80, Service = "shop" } };
    private static readonly Probe Http = new() { HttpGet = new HTTPGetAction { Port = 80, Path = "/" } };

    /// <summary>Name, scene, code, field, words of the last link, words of the fix.</summary>
    internal static readonly (string What, Func<WhyScene> Scene, CauseCode Code, string Field, string Says, string Fix)[] Rows =
    [
        // A probe by command is run with the words that it has.
        ("a command to paste is quoted", () => Probed(Script, "no"), CauseCode.ProbeCommandFailed,
            "spec.containers[0].readinessProbe", "ends with", @"localpods exec web -c web -- sh -c 'echo out; echo '\''it'\'''\''s'\'' >&2; exit 1'"),
        ("a container that does not run takes no exec", () => Scene(c => c with { LivenessProbe = Script }).CrashLoops("web", 137).Killed("liveness", "no"), CauseCode.ProbeCommandFailed,
            "spec.containers[0].livenessProbe", "ends with", "while the container runs: localpods exec web"),
        ("a pod that has ended takes no exec", () => Scene(c => c with { LivenessProbe = Script }).Spec(s => s with { RestartPolicy = "Never" }).Status(s => s with { Phase = "Failed" }).Ended("web", 137).Killed("liveness", "no"),
            CauseCode.ProbeCommandFailed, "spec.containers[0].livenessProbe", "ends with", "mend the command or what it asks, and create the pod anew"),

        // Images.
        ("the policy asks a registry that is away", () => Scene(c => c with { ImagePullPolicy = "Always" }).Waits("web", "RegistryUnavailable", Pulls).Images("app:1"), CauseCode.RegistryUnreachable,
            "spec.containers[0].imagePullPolicy", "app:1 is here, but imagePullPolicy Always asks the registry", "set imagePullPolicy to IfNotPresent"),
        ("an image by its digest is not built", () => Scene(c => c with { Image = "app@sha256:" + new string('0', 64) }).Waits("web", "RegistryUnavailable", Pulls), CauseCode.RegistryUnreachable,
            "spec.containers[0].image", "cannot be reached", "check name, digest and network, or name an image that is here by its tag"),

        // Hooks.
        ("killed for its hook", () => Scene().Waits("web", "ContainerCreating").Recorded(HistoryKind.ContainerStarted, "web").Recorded(HistoryKind.PostStartEnded, "web", "exited with 1").Recorded(HistoryKind.TermSent, "web"),
            CauseCode.PostStartHookFailed, "spec.containers[0].lifecycle.postStart", "its postStart hook failed", "mend the hook"),
        ("a hook by GET", () => Scene(c => c with { Lifecycle = new Lifecycle { PostStart = new LifecycleHandler { HttpGet = new HTTPGetAction { Path = "/up", Port = 80 } } } })
            .Waits("web", "PostStartHookError", "connection refused"), CauseCode.PostStartHookFailed, "spec.containers[0].lifecycle.postStart", "its postStart hook failed", "let the program answer GET /up on port 80 as soon as it runs"),
        ("a hook by connection", () => Scene(c => c with { Lifecycle = new Lifecycle { PostStart = new LifecycleHandler { TcpSocket = new TCPSocketAction { Port = 80 } } } })
            .Waits("web", "PostStartHookError", "unsupported"), CauseCode.PostStartHookFailed, "spec.containers[0].lifecycle.postStart", "a hook by tcpSocket always fails", "use exec, httpGet or sleep"),

        // Programs.
        ("a volume hides the programs", () => Refused("sleep", c => c with { Command = ["sleep", "9"], VolumeMounts = [new VolumeMount { Name = "data", MountPath = "/bin/" }] }), CauseCode.CommandNotFound,
            "spec.containers[0].volumeMounts[0].mountPath", "volume \"data\" at /bin/ hides what image app:1 has there", "mount the volume at another path"),
        ("a volume elsewhere hides nothing", () => Refused("sleep", c => c with { Command = ["sleep", "9"], VolumeMounts = [new VolumeMount { Name = "data", MountPath = "/binary" }] }), CauseCode.CommandNotFound,
            "spec.containers[0].command", "there is no program \"sleep\" in image app:1", "check the path"),
        ("a line as one word", () => Refused("sleep 1000", c => c with { Command = ["sleep 1000"] }), CauseCode.CommandNotFound,
            "spec.containers[0].command", "the whole of \"sleep 1000\" is taken for the name of a program", "command: [\"sleep\", \"1000\"]"),
        ("a shell's line as one word", () => Refused("echo a && sleep 9", c => c with { Command = ["echo a && sleep 9"] }), CauseCode.CommandNotFound,
            "spec.containers[0].command", "is taken for the name of a program", "command: [\"sh\", \"-c\", \"echo a && sleep 9\"]"),
        ("arguments of no program", () => Refused("-g", c => c with { Args = ["-g", "daemon off;"] }), CauseCode.CommandNotFound,
            "spec.containers[0].args", "the image has no ENTRYPOINT, so the first argument \"-g\" is taken for the program", "set command to the program that takes these args"),
        ("the interpreter of a script", () => Scene().CrashLoops("web", 1).Logs("web", "exec /s.sh: no such file or directory"), CauseCode.CommandNotFound,
            "spec.containers[0]", "\"/s.sh\" is there, but not the interpreter", "CRLF"),
        ("a script or its interpreter", () => Scene().CrashLoops("web", 127).Logs("web", "sh: /s.sh: not found"), CauseCode.CommandNotFound,
            "spec.containers[0]", "either \"/s.sh\" or the interpreter that its first line names", "CRLF"),
        ("too little memory to start", () => Scene(c => c with { Resources = new ResourceRequirements { Limits = ImmutableSortedDictionary<string, Quantity>.Empty.Add("memory", Quantity.Parse("1Mi")) } }).Waits("web", "CreateContainerError", "Minimum memory limit allowed is 6MB"), CauseCode.ContainerRefused,
            "spec.containers[0].resources.limits.memory", "the engine refuses its memory limit of 1Mi", "raise resources.limits.memory"),

        // The end.
        ("nothing to read", () => Scene().CrashLoops("web", 3).Logs("web"), CauseCode.Crashed, "spec.containers[0]", "exit code 3", "let the program say why it gives up"),
        ("something to read", () => Scene().CrashLoops("web", 3).Logs("web", "oh no"), CauseCode.Crashed, "spec.containers[0]", "exit code 3", "read its last lines"),

        // Probes.
        ("another host is asked", () => Probed(Http with { HttpGet = Http.HttpGet! with { Host = "127.0.0.1" } }, "dial tcp 127.0.0.1:80: connect: connection refused").Listens(Nginx), CauseCode.ProbeHostWrong,
            "spec.containers[0].readinessProbe.httpGet.host", "it asks 127.0.0.1 on port 80, which for the node is the node itself", "remove httpGet.host"),
        ("another host answers", () => Probed(Http with { HttpGet = Http.HttpGet! with { Host = "10.1.2.3" } }, "HTTP probe failed with statuscode: 404"), CauseCode.ProbeHostWrong,
            "spec.containers[0].readinessProbe.httpGet.host", "it asks 10.1.2.3 on port 80, and not the pod", "remove httpGet.host"),
        ("another host by connection", () => Probed(new Probe { TcpSocket = new TCPSocketAction { Host = "127.0.0.1", Port = 80 } }, "dial tcp 127.0.0.1:80: connect: connection refused").Listens(Nginx), CauseCode.ProbeHostWrong,
            "spec.containers[0].readinessProbe.tcpSocket.host", "which for the node is the node itself", "remove tcpSocket.host"),
        ("the pod by its address", () => Probed(Http with { HttpGet = Http.HttpGet! with { Host = "172.17.0.2" } }, "HTTP probe failed with statuscode: 404").Status(s => s with { PodIP = "172.17.0.2", PodIPs = [new PodIP { Ip = "172.17.0.2" }] }),
            CauseCode.ProbeHttpStatus, "spec.containers[0].readinessProbe", "answered with 404", "serve /"),
        ("the node's pod on the node itself", () => Probed(Http with { HttpGet = Http.HttpGet! with { Host = "127.0.0.1" } }, "HTTP probe failed with statuscode: 404").Spec(s => s with { HostNetwork = true }),
            CauseCode.ProbeHttpStatus, "spec.containers[0].readinessProbe", "answered with 404", "serve /"),
        ("a header that cannot be sent", () => Probed(Http, "Get \"http://172.17.0.2:80/\": http: invalid Host header"), CauseCode.ProbeFailed,
            "spec.containers[0].readinessProbe.httpGet.httpHeaders", "names no host", "httpGet.httpHeaders"),
        ("no gRPC on the port", () => Probed(Grpc, ProbeOutcome.Failure(NoConnection) with { OtherProtocol = true }).Listens(Nginx), CauseCode.ProbeProtocolWrong,
            "spec.containers[0].readinessProbe.grpc", "what listens on port 80 does not speak gRPC", "use httpGet or tcpSocket"),
        ("nobody for gRPC yet", () => Probed(Grpc, ProbeOutcome.Failure(NoConnection)).Listens(Nginx), CauseCode.Starting,
            "spec.containers[0].readinessProbe", "by now nginx listens on port 80", "wait for the next probe"),
        ("gRPC says no", () => Probed(Grpc, "service unhealthy (responded with \"NOT_SERVING\")"), CauseCode.ProbeGrpcStatus,
            "spec.containers[0].readinessProbe", "the program itself says of service \"shop\" that it is NOT_SERVING", "container's log"),
        ("gRPC without health", () => Probed(Grpc, "error: this server does not implement the grpc health protocol (grpc.health.v1.Health): unknown service"), CauseCode.ProbeGrpcStatus,
            "spec.containers[0].readinessProbe", "has no health service", "grpc.health.v1.Health"),
        ("gRPC service unknown", () => Probed(Grpc, "error: health rpc probe failed: rpc error: code = NotFound desc = unknown service"), CauseCode.ProbeGrpcStatus,
            "spec.containers[0].readinessProbe", "knows no service \"shop\"", "grpc.service"),
    ];

    private static NetworkListener Nginx => new("0.0.0.0", 80) { Process = "nginx", Container = "web" };

    public static TheoryData<string> Names => [.. Rows.Select(r => r.What)];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_cause_is_true_and_the_fix_helps(string what)
    {
        var (_, scene, code, field, says, fix) = Rows.Single(r => r.What == what);
        var cause = scene().Explain().Cause;
        cause.ShouldNotBeNull();
        (cause.Code, cause.Field).ShouldBe((code, field), cause.Says);
        cause.Says.ShouldContain(says);
        cause.Fix.ShouldContain(fix);
    }

    [Theory]
    [InlineData("check", "check")]
    [InlineData("/bin/a-b_c.d:e@f%g+h,i=j", "/bin/a-b_c.d:e@f%g+h,i=j")]
    [InlineData("", "''")]
    [InlineData("a b", "'a b'")]
    [InlineData("~", "'~'")]
    [InlineData("$HOME", "'$HOME'")]
    [InlineData("it's", @"'it'\''s'")]
    [InlineData("a\nb\t'\\\e", @"$'a\nb\t\'\\\x1b'")]
    public void A_shell_reads_a_word_back_as_it_is(string word, string quoted) => ShellWords.Join([word, "x"]).ShouldBe(quoted + " x");

    [Fact]
    public void A_ready_container_that_is_being_killed_for_its_probe_is_told_of()
    {
        var explanation = Scene(c => c with { LivenessProbe = Http }).Condition("Ready", "True").Runs("web").Killed("liveness", "HTTP probe failed with statuscode: 500")
            .Recorded(HistoryKind.ContainerStarted, "web").Recorded(HistoryKind.TermSent, "web").Explain();
        (explanation.Ready, explanation.Summary, explanation.Cause?.Code).ShouldBe((true, "is Ready, but container web is being stopped", CauseCode.ProbeHttpStatus));
        explanation.Chain[0].Says.ShouldBe("it is being stopped because its liveness probe failed 3 times in a row");
    }

    [Fact]
    public void A_container_that_was_killed_for_its_probe_and_runs_again_is_well() =>
        Scene(c => c with { LivenessProbe = Http }).Condition("Ready", "True").Runs("web").Killed("liveness", "HTTP probe failed with statuscode: 500")
            .Recorded(HistoryKind.TermSent, "web").Recorded(HistoryKind.ContainerStarted, "web").Explain().Summary.ShouldBe("is Ready, nothing to explain");

    [Fact]
    public void A_hook_that_failed_while_its_container_is_being_killed_says_both()
    {
        var chain = Scene().Waits("web", "ContainerCreating").Recorded(HistoryKind.PostStartEnded, "web", "exited with 1").Recorded(HistoryKind.TermSent, "web").Explain().Chain;
        chain[^2].Says.ShouldBe("it is being killed because its postStart hook failed");
        chain[^1].Proof.ShouldBe("exited with 1");
    }

    [Fact]
    public void The_chain_of_a_pod_that_ended_names_the_container_and_the_policy_that_counts()
    {
        var chain = Scene().Init("migrate", c => c with { RestartPolicy = "Never" }).Status(s => s with { Phase = "Failed" }).Ended("migrate", 3).Waits("web", "PodInitializing").Explain().Chain;
        chain[1].Says.ShouldBe("init container migrate failed");
        chain[2].Says.ShouldBe("it has ended, and its own restartPolicy Never does not start it again");
    }

    [Fact]
    public void A_probe_that_cannot_be_asked_has_not_failed()
    {
        var chain = Scene(c => c with { ReadinessProbe = new Probe { HttpGet = new HTTPGetAction { Port = "web" } } }).RunsUnready("web")
            .Answered("web", ProbeType.Readiness, ProbeOutcome.Error("strconv.Atoi: parsing \"web\": invalid syntax"), times: 15).Explain().Chain;
        chain.Select(l => l.Says).Skip(1).ShouldBe(["its readiness probe cannot be asked, last tried 2s ago", "the container has no port named \"web\""]);
    }

    [Fact]
    public void The_grace_period_of_a_pod_that_only_its_finalizers_hold_is_over_and_not_told() =>
        Scene().Deleting().Metadata(m => m with { Finalizers = ["a/b"], DeletionGracePeriodSeconds = 0 })
            .With(e => e with { Seen = e.Seen! with { Sandboxes = [] } }).Explain().Chain[0].Says.ShouldBe("its deletion was asked for");

    [Fact]
    public void Another_container_in_trouble_is_told_of_with_its_last_answer() =>
        Scene().Container("api", c => c with { ReadinessProbe = Http }).Waits("web", "ErrImagePull", "denied").RunsUnready("api")
            .Answered("api", ProbeType.Readiness, ProbeOutcome.Failure("no\ngood\n")).Explain()
            .Also.ShouldBe(["container api is not ready either: it runs, and its readiness probe has failed 5 times in a row: no; good"]);

    private static WhyScene Scene(Func<Container, Container>? spec = null) => new WhyScene().Container("web", spec);

    private static WhyScene Probed(Probe probe, string answer) => Probed(probe, ProbeOutcome.Failure(answer));

    private static WhyScene Probed(Probe probe, ProbeOutcome outcome) => Scene(c => c with { ReadinessProbe = probe }).RunsUnready("web").Answered("web", ProbeType.Readiness, outcome);

    private static WhyScene Refused(string program, Func<Container, Container> spec) =>
        Scene(spec).Waits("web", "RunContainerError", NotInPath.Replace("NAME", program, StringComparison.Ordinal));
}
