using LocalPods.Api.Core;
using LocalPods.Orchestrator.Pods;
using LocalPods.Orchestrator.Pods.Planning;
using LocalPods.Orchestrator.Probes;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Tests.Pods;

/// <summary>The action table of spec 4.5 and 4.6, row by row.</summary>
public sealed class PodPlannerTests
{
    [Fact]
    public void A_new_pod_gets_a_sandbox_first() => new Scene().Container("a").Actions().ShouldBe(["sandbox 0"]);

    [Fact]
    public void Regular_containers_are_started_together_once_the_sandbox_runs() =>
        new Scene().Container("a").Container("b").Sandbox().Actions().ShouldBe(["start a 0", "start b 0"]);

    [Fact]
    public void Nothing_is_planned_while_the_sandbox_is_being_made() =>
        new Scene().Container("a").Input(i => i with { Busy = [PodAction.SandboxKey] }).Actions().ShouldBeEmpty();

    [Fact]
    [Trait("spec", "PL-42")]
    public void Containers_after_one_with_a_postStart_hook_wait_for_it()
    {
        var lifecycle = new Lifecycle { PostStart = new LifecycleHandler { Sleep = new SleepAction { Seconds = 5 } } };
        Scene Scene() => new Scene().Container("a").Container("b", c => c with { Lifecycle = lifecycle }).Container("c").Sandbox();
        Scene().Actions().ShouldBe(["start a 0", "start b 0"]);
        Scene().Running("a").Running("b").Input(i => i with { Busy = [PodAction.StartKey("b")] }).Actions().ShouldBeEmpty();
        Scene().Running("a").Running("b").Actions().ShouldBe(["start c 0"]);
    }

    [Fact]
    public void A_running_container_is_left_alone() => new Scene().Container("a").Sandbox().Running("a").Actions().ShouldBeEmpty();

    [Fact]
    public void A_container_that_is_being_started_is_left_alone() =>
        new Scene().Container("a").Sandbox().Input(i => i with { Busy = [PodAction.StartKey("a")] }).Actions().ShouldBeEmpty();

    [Fact]
    public void A_container_that_was_created_but_never_started_is_replaced_without_counting() =>
        new Scene().Container("a").Sandbox().Created("a", 3).Actions().ShouldBe(["remove a-3"]);

    [Theory]
    [Trait("spec", "PL-34")]
    [InlineData("Always", 0, "start a 1")]
    [InlineData("Always", 1, "start a 1")]
    [InlineData("OnFailure", 1, "start a 1")]
    [InlineData("OnFailure", 0, "stop s0")]
    [InlineData("Never", 0, "stop s0")]
    [InlineData("Never", 1, "stop s0")]
    public void An_ended_container_restarts_by_policy(string policy, int exitCode, string expected) =>
        new Scene().Policy(policy).Container("a").Sandbox().Exited("a", exitCode).Actions().ShouldBe([expected]);

    [Fact]
    [Trait("spec", "PL-36")]
    public void A_containers_own_rules_beat_the_policies()
    {
        static Container Rules(Container c) => c with
        {
            RestartPolicy = "Never",
            RestartPolicyRules = [new ContainerRestartRule { Action = "Restart", ExitCodes = new ContainerRestartRuleOnExitCodes { Operator = "In", Values = [42] } }],
        };
        new Scene().Container("a", Rules).Sandbox().Exited("a", 42).Actions().ShouldBe(["start a 1"]);
        new Scene().Container("a", Rules).Sandbox().Exited("a", 1).Actions().ShouldBe(["stop s0"]);
    }

    [Fact]
    public void A_pod_ends_only_when_all_its_containers_have() =>
        new Scene().Policy("Never").Container("a").Container("b").Sandbox().Exited("a", 0).Running("b").Actions().ShouldBeEmpty();

    [Fact]
    [Trait("spec", "PL-28")]
    public void The_second_restart_waits_ten_seconds_from_the_end()
    {
        var scene = new Scene().Container("a").Sandbox().Exited("a", 1, at: 5, attempt: 1, delay: 10);
        var plan = scene.At(6).Plan();
        plan.Actions.ShouldBeEmpty();
        plan.BackingOff.Single().Delay.ShouldBe(TimeSpan.FromSeconds(10));
        plan.Due.ShouldBe(plan.BackingOff.Single().Until);
        scene.At(15).Actions().ShouldBe(["start a 2"]);
    }

    [Fact]
    public void A_restart_carries_what_its_end_will_cost()
    {
        Delay(new Scene().Container("a").Sandbox().Exited("a", 1)).ShouldBe(10);
        Delay(new Scene().Container("a").Sandbox().Exited("a", 1, attempt: 1, delay: 10).At(10)).ShouldBe(20);
        Delay(new Scene().Container("a").Sandbox().Exited("a", 1, attempt: 9, delay: 300).At(300)).ShouldBe(300);
        Delay(new Scene().Container("a").Sandbox().Exited("a", 1, at: 601, attempt: 9, delay: 300).At(601)).ShouldBe(10);
        new Scene().Container("a").Sandbox().Plan().Actions.OfType<PodAction.StartContainer>().Single().CrashLoopDelay.ShouldBeNull();

        static double? Delay(Scene scene) => scene.Plan().Actions.OfType<PodAction.StartContainer>().Single().CrashLoopDelay?.TotalSeconds;
    }

    [Theory]
    [Trait("spec", "PL-28")]
    [InlineData(0, null, 0, null)]
    [InlineData(1, null, 0, 10)]
    [InlineData(2, 10, 0, 20)]
    [InlineData(3, 20, 20, 40)]
    [InlineData(4, 40, 40, 80)]
    public void A_container_killed_every_seventeen_seconds_backs_off_by_the_end_before(int attempt, int? delay, int waits, int? next)
    {
        // The instance before it ended when this one was created, and is garbage on the engine since.
        var scene = new Scene().Container("a").Sandbox().Exited("a", 137, at: 17, attempt: attempt, delay: delay)
            .Input(i => i with { Replaced = [new ContainerId($"a-{attempt}")] });
        if (attempt > 0)
        {
            scene.Status(s => s with { ContainerStatuses = [Running("a", lastEnd: Scene.Zero)] });
        }

        var now = scene.At(17).Plan();
        now.BackingOff.Select(w => w.Delay.TotalSeconds).ShouldBe(waits == 0 ? [] : [waits]);
        var then = scene.At(17 + waits).Plan();
        var delayOfNext = then.Actions.OfType<PodAction.StartContainer>().Single().CrashLoopDelay?.TotalSeconds;
        delayOfNext.ShouldBe(next);
    }

    [Fact]
    public void A_kill_counts_from_its_own_creation_when_nobody_knows_the_end_before()
    {
        var scene = new Scene().Container("a").Sandbox().Exited("a", 137, at: 17, attempt: 3, delay: 20)
            .Input(i => i with { Replaced = [new ContainerId("a-3")] });
        scene.At(17).Plan().BackingOff.Single().Delay.TotalSeconds.ShouldBe(20);

        // What is stored by then is the end of the killed instance itself.
        scene.Status(s => s with { ContainerStatuses = [Running("a", lastEnd: Scene.Zero.AddSeconds(17))] });
        scene.At(36).Plan().BackingOff.Single().Delay.TotalSeconds.ShouldBe(20);
    }

    private static LocalPods.Api.Core.ContainerStatus Running(string name, DateTimeOffset lastEnd) => new()
    {
        Name = name,
        State = new LocalPods.Api.Core.ContainerState { Running = new ContainerStateRunning() },
        LastState = new LocalPods.Api.Core.ContainerState { Terminated = new ContainerStateTerminated { ExitCode = 137, FinishedAt = lastEnd } },
    };

    [Fact]
    [Trait("spec", "PL-32")]
    public void A_changed_definition_is_killed_and_restarted_even_with_policy_Never()
    {
        var scene = new Scene().Policy("Never").Container("a", c => c with { Image = "old" }).Sandbox().Running("a");
        scene.Spec(s => s).Plan().Actions.ShouldBeEmpty();

        var changed = new Scene().Policy("Never").Sandbox().Running("a").Container("a", c => c with { Image = "new" });
        var kill = changed.Plan().Actions.OfType<PodAction.KillContainer>().Single();
        kill.Because.ShouldBe("Container a definition changed, will be restarted");
        kill.Replace.ShouldBeTrue();

        new Scene().Policy("Never").Sandbox().Exited("a", 143).Container("a", c => c with { Image = "new" })
            .Input(i => i with { Replaced = [new ContainerId("a-0")] }).Actions().ShouldBe(["start a 1"]);
    }

    [Theory]
    [Trait("spec", "PL-51")]
    [InlineData("Always", null, "kill a-0 30", "Container a failed liveness probe, will be restarted")]
    [InlineData("Always", 5L, "kill a-0 5", "Container a failed liveness probe, will be restarted")]
    [InlineData("Always", 1L, "kill a-0 2", "Container a failed liveness probe, will be restarted")]
    [InlineData("Never", null, "kill a-0 30", "Container a failed liveness probe")]
    public void A_failed_liveness_probe_kills(string policy, long? grace, string expected, string message)
    {
        var probe = new Probe { TerminationGracePeriodSeconds = grace };
        var plan = new Scene().Policy(policy).Container("a", c => c with { LivenessProbe = probe }).Sandbox().Running("a")
            .Probe(ProbeType.Liveness, "a-0", ProbeVerdict.Failure).Plan();
        plan.Actions.Select(Scene.Text).ShouldBe([expected]);
        plan.Actions.OfType<PodAction.KillContainer>().Single().Because.ShouldBe(message);
    }

    [Fact]
    public void A_verdict_on_another_instance_kills_nobody() =>
        new Scene().Container("a").Sandbox().Running("a", attempt: 1).Probe(ProbeType.Liveness, "a-0", ProbeVerdict.Failure).Actions().ShouldBeEmpty();

    [Fact]
    public void A_container_killed_by_a_probe_waits_from_the_end_of_the_instance_before_it()
    {
        var scene = new Scene().Container("a").Sandbox().Exited("a", 1, at: 0).Exited("a", 137, at: 60, attempt: 1, delay: 10).At(60);
        scene.Actions().ShouldBe(["remove a-0"]);
        scene.Input(i => i with { Replaced = [new ContainerId("a-1")] }).Actions().ShouldBe(["start a 2"]);
    }

    [Fact]
    public void A_container_in_an_unclear_state_is_killed_then_removed()
    {
        var scene = new Scene().Container("a").Sandbox().Paused("a");
        scene.Actions().ShouldBe(["kill a-0 30"]);
        scene.Input(i => i with { Replaced = [new ContainerId("a-0")] }).Actions().ShouldBe(["remove a-0"]);
    }

    [Fact]
    [Trait("spec", "PL-33")]
    public void A_dead_sandbox_is_replaced_after_everything_in_it_was_stopped()
    {
        var scene = new Scene().Container("a").Container("b").Sandbox(0, ready: false).Running("a").Exited("b", 137);
        scene.Actions().ShouldBe(["kill a-0 30"]);
        scene.Plan().ChangedSandbox.ShouldBe(new SandboxId("s0"));
        new Scene().Container("a").Sandbox(0, ready: false).Exited("a", 137).Actions().ShouldBe(["sandbox 1"]);
        new Scene().Container("a").Sandbox(0, ready: false).Sandbox(1).Exited("a", 137).Actions().ShouldBe(["start a 1"]);
    }

    [Fact]
    public void A_dead_sandbox_of_a_pod_that_never_restarts_ends_the_pod() =>
        new Scene().Policy("Never").Container("a").Sandbox(0, ready: false).Exited("a", 137).Plan().Stage.ShouldBe(PodStage.Terminated);

    [Fact]
    public void Of_dead_instances_one_is_kept() =>
        new Scene().Container("a").Sandbox().Exited("a", 1).Exited("a", 1, attempt: 1, delay: 10).Running("a", 2).Actions().ShouldBe(["remove a-0"]);

    [Fact]
    public void An_old_sandbox_goes_when_nothing_is_in_it() =>
        new Scene().Container("a").Sandbox(0, ready: false).Sandbox(1).Running("a", 1, sandbox: 1).Actions().ShouldBe(["drop s0"]);

    [Fact]
    public void What_failed_a_moment_ago_is_put_off()
    {
        var scene = new Scene().Container("a").Sandbox();
        var later = new DateTimeOffset(2030, 1, 1, 0, 0, 5, TimeSpan.Zero);
        var plan = scene.Input(i => i with { RetryAt = i.RetryAt.Add(PodAction.StartKey("a"), later) }).Plan();
        plan.Actions.ShouldBeEmpty();
        plan.Due.ShouldBe(later);
        scene.At(5).Actions().ShouldBe(["start a 0"]);
    }

    [Fact]
    public void A_container_removed_behind_our_back_counts_on_from_the_stored_status()
    {
        var running = new Api.Core.ContainerStatus
        {
            Name = "a",
            RestartCount = 4,
            State = new Api.Core.ContainerState { Running = new ContainerStateRunning() },
        };
        var scene = new Scene().Container("a").Sandbox().Status(s => s with { ContainerStatuses = [running] });
        scene.Actions().ShouldBe(["start a 5"]);
        scene.Exited("a", code: 1, attempt: 3).At(1000).Actions().ShouldBe(["start a 5"], "the instance before it is still there");
        new Scene().Policy("Never").Container("a").Sandbox().Status(s => s with { ContainerStatuses = [running] }).Actions().ShouldBe(["stop s0"]);
    }

    [Fact]
    public void A_pod_that_must_go_is_ended_with_little_grace()
    {
        var scene = new Scene().Container("a").Sandbox().Running("a").Input(i => i with { Eviction = new PodVerdict("Evicted", "too much") });
        scene.Plan().Termination!.Message.ShouldBe("too much");
        scene.Actions().ShouldBe(["kill a-0 2"]);
        scene.Metadata(m => m with { DeletionTimestamp = DateTimeOffset.UnixEpoch, DeletionGracePeriodSeconds = 30 }).Plan().Termination.ShouldBeNull();
    }

    [Fact]
    [Trait("spec", "PL-61")]
    public void A_pod_past_its_deadline_is_ended()
    {
        var scene = new Scene().Spec(s => s with { ActiveDeadlineSeconds = 60 }).Container("a").Sandbox().Running("a");
        scene.At(59).Plan().Due.ShouldBe(new DateTimeOffset(2030, 1, 1, 0, 1, 0, TimeSpan.Zero));
        var plan = scene.At(60).Plan();
        plan.Termination!.Reason.ShouldBe("DeadlineExceeded");
        plan.Actions.Select(Scene.Text).ShouldBe(["kill a-0 30"]);
    }

    [Fact]
    public void A_rejected_pod_starts_nothing() =>
        new Scene().Container("a").Input(i => i with { Rejected = true }).Plan().Actions.ShouldBeEmpty();
}
