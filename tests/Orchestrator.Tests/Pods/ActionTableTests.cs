using LocalPods.Api.Core;
using LocalPods.Orchestrator.Pods.Planning;
using LocalPods.Orchestrator.Probes;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Tests.Pods;

/// <summary>The action table, one entry for each row (spec: pod-lifecycle 4.5), and the resolution of restart policies (4.6).</summary>
public sealed class ActionTableTests
{
    private static readonly Dictionary<string, (Func<Scene> Scene, string Actions)> s_rows = new()
    {
        ["No sandbox exists"] = (() => One(), "sandbox 0"),
        ["The newest sandbox is not ready"] = (() => One().Sandbox(0, ready: false), "sandbox 1"),
        ["More than one sandbox is ready"] = (() => One().Sandbox(0).Sandbox(1), "stop s1"),
        ["The sandbox has the wrong network"] = (() => One().Spec(s => s with { HostNetwork = true }).Sandbox(), "stop s0"),
        ["The sandbox is ready and has no address"] = (() => One().SandboxWithoutAddress(), "stop s0"),
        ["New sandbox: everything that runs is killed first"] =
            (() => One().Init("i").Sandbox(0, ready: false).Exited("i", 0).Running("a"), "kill a-0 30"),
        ["New sandbox: then init instances go and it is made"] =
            (() => One().Init("i").Sandbox(0, ready: false).Exited("i", 0).Exited("a", 137), "remove i-0, sandbox 1"),
        ["In the new sandbox init container 0 starts"] =
            (() => One().Init("i").Init("j").Sandbox(0, ready: false).Sandbox(1).Exited("a", 137), "start i 0"),
        ["In the new sandbox, without init containers, the regular ones start"] =
            (() => One().Container("b").Sandbox(0, ready: false).Sandbox(1).Exited("a", 137), "start a 1, start b 0"),
        ["New sandbox needed, policy Never, something ever ran"] =
            (() => One().Policy("Never").Sandbox(0, ready: false).Exited("a", 0), ""),
        ["New sandbox needed, policy Never, an init container ever ran"] =
            (() => One().Policy("Never").Init("i").Sandbox(0, ready: false).Exited("i", 0), ""),
        ["New sandbox needed, policy Never, nothing ever ran"] = (() => One().Policy("Never").Sandbox(0, ready: false), "sandbox 1"),
        ["New sandbox needed and nothing is left to start"] =
            (() => One().Policy("OnFailure").Sandbox(0, ready: false).Exited("a", 0), ""),
        ["A container that never ran"] = (() => One().Sandbox(), "start a 0"),
        ["A container that was only created"] = (() => One().Sandbox().Created("a"), "remove a-0"),
        ["A container in an unknown state"] = (() => One().Sandbox().Paused("a"), "kill a-0 30: Container is in \"unknown\" state, try killing it before restart"),
        ["An exited container that may restart"] = (() => One().Sandbox().Exited("a", 1), "start a 1"),
        ["Another name or image, whatever the policy"] =
            (() => new Scene().Policy("Never").Sandbox().Running("a").Container("a", c => c with { Image = "new" }), "kill a-0 30: Container a definition changed, will be restarted"),
        ["Another image of a sidecar"] =
            (() => new Scene().Sandbox().Running("s").Running("a").Container("a").Init("s", c => c with { RestartPolicy = "Always", Image = "new" }),
                "kill s-0 30: Init container s definition changed, will be restarted"),
        ["Liveness failed"] =
            (() => One().Sandbox().Running("a").Probe(ProbeType.Liveness, "a-0", ProbeVerdict.Failure), "kill a-0 30: Container a failed liveness probe, will be restarted"),
        ["Liveness failed under policy Never"] =
            (() => One().Policy("Never").Sandbox().Running("a").Probe(ProbeType.Liveness, "a-0", ProbeVerdict.Failure), "kill a-0 30: Container a failed liveness probe"),
        ["Startup failed"] =
            (() => One().Sandbox().Running("a").Probe(ProbeType.Startup, "a-0", ProbeVerdict.Failure), "kill a-0 30: Container a failed startup probe, will be restarted"),
        ["Startup failed under policy Never"] =
            (() => One().Policy("Never").Sandbox().Running("a").Probe(ProbeType.Startup, "a-0", ProbeVerdict.Failure), "kill a-0 30: Container a failed startup probe"),
        ["Startup of a sidecar failed, under policy Never too"] =
            (() => One().Policy("Never").Sidecar("s").Sandbox().Running("s").Running("a").Probe(ProbeType.Startup, "s-0", ProbeVerdict.Failure),
                "kill s-0 30: Init container s failed startup probe, will be restarted"),
        ["Nothing runs and nothing is to start: sidecars"] =
            (() => One().Policy("Never").Sidecar("s").Sandbox().Running("s").Exited("a", 0), "kill s-0 30: Stopping container s"),
        ["Nothing runs and nothing is to start: the sandbox"] =
            (() => One().Policy("Never").Sidecar("s").Sandbox().Exited("s", 0).Exited("a", 0), "stop s0"),
        ["An init container failed and may not restart"] = (() => One().Policy("Never").Init("i").Sandbox().Exited("i", 1), "stop s0"),
        ["An init container failed and may restart"] = (() => One().Init("i").Sandbox().Exited("i", 1), "start i 1"),
        ["An init container was out of memory and exited 0"] = (() => One().Policy("Never").Init("i").Sandbox().OutOfMemory("i", 0), "stop s0"),
        ["An init container ended well under policy Always"] = (() => One().Init("i").Sandbox().Exited("i", 0), "start a 0"),
        ["RestartAllContainers: what runs is killed with the least grace"] = (() => Asking().Exited("a", 42).Running("b"), "kill b-0 2"),
        ["RestartAllContainers: then everything is removed, the one that asked last"] = (() => Asking().Exited("a", 42).Exited("b", 137), "remove b-0"),
        ["Deleted: nothing is restarted"] = (() => One().Container("b").Sandbox().Exited("a", 1).Running("b").Deleted(7), "kill b-0 7: Stopping container b"),
    };

    public static TheoryData<string> Rows => [.. s_rows.Keys];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Every_row_has_its_actions(string row)
    {
        var (scene, expected) = s_rows[row];
        var because = expected.Contains(": ", StringComparison.Ordinal);
        string.Join(", ", scene().Plan().Actions.Select(a => Scene.Text(a) + (because && a is PodAction.KillContainer kill ? $": {kill.Because}" : "")))
            .ShouldBe(expected);
    }

    /// <summary>Columns: policy of the pod, of the container, its rule, exit code, and whether it starts again.</summary>
    [Theory]
    [InlineData("Always", null, null, 0, true)]
    [InlineData("Always", null, null, 1, true)]
    [InlineData("OnFailure", null, null, 0, false)]
    [InlineData("OnFailure", null, null, 1, true)]
    [InlineData("Never", null, null, 1, false)]
    [InlineData("Never", "Always", null, 0, true)]
    [InlineData("Never", "OnFailure", null, 1, true)]
    [InlineData("Always", "OnFailure", null, 0, false)]
    [InlineData("Always", "Never", null, 1, false)]
    [InlineData("Always", "Never", "In 42", 42, true)]
    [InlineData("Always", "Never", "In 42", 41, false)]
    [InlineData("Always", "Never", "NotIn 42", 42, false)]
    [InlineData("Always", "Never", "NotIn 42", 0, true)]
    [InlineData("Never", "OnFailure", "In 0", 0, true)]
    [InlineData("Never", "OnFailure", "In 0", 3, true)]
    [InlineData("Never", null, "In 42", 42, false)]
    [Trait("spec", "PL-34"), Trait("spec", "PL-36")]
    public void Policies_of_containers_beat_the_pods_and_rules_beat_both(string pod, string? own, string? rule, int exitCode, bool again)
    {
        var container = new Container
        {
            Name = "a",
            RestartPolicy = own,
            RestartPolicyRules = rule?.Split(' ') is [var how, var code]
                ? [new ContainerRestartRule { Action = "Restart", ExitCodes = new ContainerRestartRuleOnExitCodes { Operator = how, Values = [int.Parse(code, System.Globalization.CultureInfo.InvariantCulture)] } }]
                : [],
        };
        new Scene().Policy(pod).Container("a", _ => container with { Image = "busybox" }).Sandbox().Exited("a", exitCode).Actions()
            .ShouldBe([again ? "start a 1" : "stop s0"]);
    }

    [Theory]
    [InlineData("Always", "Always", "NotIn 137", true)]
    [InlineData("Never", null, "In 137", false)]
    [InlineData("Always", "Never", "In 137", false)]
    [InlineData("Never", "OnFailure", "In 1", true)]
    public void For_kills_by_probes_only_the_policy_counts(string pod, string? own, string rule, bool again)
    {
        var parts = rule.Split(' ');
        var kill = new Scene().Policy(pod).Container("a", c => c with
        {
            RestartPolicy = own,
            RestartPolicyRules = [new ContainerRestartRule { Action = "Restart", ExitCodes = new ContainerRestartRuleOnExitCodes { Operator = parts[0], Values = [int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture)] } }],
        }).Sandbox().Running("a").Probe(ProbeType.Liveness, "a-0", ProbeVerdict.Failure).Plan().Actions.OfType<PodAction.KillContainer>().Single();
        kill.Because.EndsWith(", will be restarted", StringComparison.Ordinal).ShouldBe(again);
    }

    /// <summary>Columns: policy of the pod, of the init container, exit code, and what comes of it.</summary>
    [Theory]
    [InlineData("Always", null, 1, "start i 1")]
    [InlineData("OnFailure", null, 1, "start i 1")]
    [InlineData("Never", null, 1, "stop s0")]
    [InlineData("Never", "OnFailure", 1, "start i 1")]
    [InlineData("Always", "Never", 1, "stop s0")]
    [InlineData("Always", "OnFailure", 0, "start a 0")]
    [InlineData("Always", "Never", 0, "start a 0")]
    [InlineData("Never", "Always", 0, "start i 1")]
    [InlineData("Never", "Always", 1, "start i 1")]
    public void The_policy_of_an_init_container_beats_the_pods_and_Always_makes_it_a_sidecar(string pod, string? own, int exitCode, string expected) =>
        One().Policy(pod).Init("i", c => c with { RestartPolicy = own }).Sandbox().Exited("i", exitCode).Actions().ShouldContain(expected);

    [Fact]
    [Trait("spec", "PL-33")]
    public void Only_a_sandbox_that_was_there_has_changed()
    {
        One().Plan().ChangedSandbox.ShouldBeNull();
        One().Sandbox().Running("a").Plan().ChangedSandbox.ShouldBeNull();
        One().Sandbox(0, ready: false).Exited("a", 137).Plan().ChangedSandbox.ShouldBe(new SandboxId("s0"));
    }

    private static Scene One() => new Scene().Container("a");

    private static Scene Asking() => new Scene().Container("b").Container("a", c => c with
    {
        RestartPolicy = "Never",
        RestartPolicyRules =
        [
            new ContainerRestartRule { Action = "RestartAllContainers", ExitCodes = new ContainerRestartRuleOnExitCodes { Operator = "In", Values = [42] } },
        ],
    }).Sandbox();
}
