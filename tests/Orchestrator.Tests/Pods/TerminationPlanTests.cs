using System.Collections.Immutable;
using LocalPods.Api.Core;
using LocalPods.Orchestrator.Pods;
using LocalPods.Orchestrator.Pods.Planning;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Tests.Pods;

/// <summary>How a pod ends (spec 8).</summary>
public sealed class TerminationPlanTests
{
    [Theory]
    [Trait("spec", "PL-57")]
    [InlineData(30, 30)]
    [InlineData(1, 2)]
    [InlineData(0, 2)]
    public void All_containers_are_stopped_at_once_with_the_grace_of_the_delete(long grace, int expected)
    {
        var plan = new Scene().Container("a").Container("b").Sandbox().Running("a").Running("b").Deleted(grace).Plan();
        plan.Stage.ShouldBe(PodStage.Terminating);
        plan.Actions.Select(Scene.Text).ShouldBe([$"kill b-0 {expected}", $"kill a-0 {expected}"]);
        plan.Actions.OfType<PodAction.KillContainer>().First().Because.ShouldBe("Stopping container b");
    }

    [Theory]
    [Trait("spec", "PL-46")]
    [InlineData(30, 30.0)]
    [InlineData(1, 1.0)]
    [InlineData(0, null)]
    public void A_preStop_hook_gets_the_grace_period_and_none_at_all_without_one(long grace, double? expected)
    {
        var lifecycle = new Lifecycle { PreStop = new LifecycleHandler { Sleep = new SleepAction { Seconds = 5 } } };
        var plan = new Scene().Container("a", c => c with { Lifecycle = lifecycle }).Sandbox().Running("a").Deleted(grace).Plan();
        var limit = plan.Actions.OfType<PodAction.KillContainer>().Single().HookLimit;
        (limit?.TotalSeconds).ShouldBe(expected);
    }

    [Fact]
    [Trait("spec", "PL-56")]
    public void The_preStop_hook_of_a_sidecar_runs_at_once_and_its_stop_waits()
    {
        var lifecycle = new Lifecycle { PreStop = new LifecycleHandler { Sleep = new SleepAction { Seconds = 5 } } };
        Scene Scene() => new Scene().Init("s", c => c with { RestartPolicy = "Always", Lifecycle = lifecycle }).Container("a").Sandbox().Running("s").Deleted(30);
        Scene().Running("a").Actions().ShouldBe(["kill a-0 30", "hook s-0 30"]);
        var kill = Scene().Exited("a", 0).Input(i => i with { StopBegun = [new ContainerId("s-0")] }).Plan().Actions.OfType<PodAction.KillContainer>().Single();
        kill.Id.Value.ShouldBe("s-0");
        (kill.HookLimit, kill.Announced).ShouldBe((null, true));
    }

    [Theory]
    [Trait("spec", "PL-56")]
    [InlineData(30)]
    [InlineData(0)]
    public void A_sidecar_without_a_hook_is_told_of_once_before_its_turn(long grace)
    {
        Scene Scene() => new Scene().Init("s", c => c with { RestartPolicy = "Always" }).Container("a").Sandbox().Running("s").Running("a").Deleted(grace);
        Scene().Actions().ShouldBe([$"kill a-0 {Math.Max(2, grace)}", "tell s-0"]);
        Scene().Input(i => i with { StopBegun = [new ContainerId("s-0")] }).Actions().ShouldBe([$"kill a-0 {Math.Max(2, grace)}"]);
    }

    [Fact]
    public void Nothing_is_restarted_any_more() =>
        new Scene().Container("a").Container("b").Sandbox().Exited("a", 1).Running("b").Deleted(30).Actions().ShouldBe(["kill b-0 30"]);

    [Fact]
    public void A_stop_under_way_is_hastened_only_by_a_shorter_grace_period()
    {
        var kill = new DateTimeOffset(2030, 1, 1, 0, 0, 30, TimeSpan.Zero);
        Scene Scene(long grace) => new Scene().Container("a").Sandbox().Running("a").Deleted(grace).Input(i => i with
        {
            Busy = [PodAction.KillKey(new ContainerId("a-0"))],
            Killing = ImmutableDictionary<ContainerId, DateTimeOffset>.Empty.Add(new ContainerId("a-0"), kill),
        });
        Scene(30).Actions().ShouldBeEmpty();
        Scene(30).At(10).Actions().ShouldBeEmpty();
        Scene(5).At(10).Actions().ShouldBe(["kill a-0 5"]);
        Scene(5).At(27).Actions().ShouldBeEmpty();
    }

    [Fact]
    [Trait("spec", "PL-59")]
    public void What_is_left_is_removed_only_once_the_terminal_status_is_stored()
    {
        Scene Scene() => new Scene().Container("a").Sandbox().Exited("a", 0).Deleted(30);
        var plan = Scene().Plan();
        plan.Stage.ShouldBe(PodStage.Terminated);
        plan.Actions.Select(Pods.Scene.Text).ShouldBe(["stop s0"]); // while the status is being stored
        Scene().Status(s => s with { Phase = "Succeeded" }).Actions().ShouldBe(["drop s0"]);
    }

    [Fact]
    public void The_object_goes_last()
    {
        Scene Scene() => new Scene().Container("a").Deleted(30).Status(s => s with { Phase = "Failed" });
        Scene().Exited("a", 0).Actions().ShouldBe(["remove a-0"]);
        Scene().Actions().ShouldBe(["forget"]);
    }

    [Fact]
    public void Finalizers_keep_the_object_after_the_node_has_done_its_part()
    {
        Scene Scene(long grace) => new Scene().Container("a").Deleted(grace).Status(s => s with { Phase = "Failed" })
            .Metadata(m => m with { Finalizers = ["example.org/mine"] });
        Scene(30).Actions().ShouldBe(["forget"]);
        Scene(0).Actions().ShouldBeEmpty();
    }

    [Fact]
    public void What_is_left_of_a_pod_without_an_object_is_stopped_within_two_seconds_and_removed()
    {
        new Scene().Gone().Sandbox().Running("a").Actions().ShouldBe(["kill a-0 2"]);
        new Scene().Gone().Sandbox().Exited("a", 0).Actions().ShouldBe(["drop s0"]);
        new Scene().Gone().Actions().ShouldBe(["forget"]);
    }

    [Fact]
    public void The_end_waits_for_starts_that_are_under_way()
    {
        var plan = new Scene().Container("a").Sandbox().Deleted(30).Input(i => i with { Busy = [PodAction.StartKey("a")] }).Plan();
        plan.Stage.ShouldBe(PodStage.Terminating);
        plan.Actions.ShouldBeEmpty();
    }

    [Fact]
    public void A_pod_that_ended_by_itself_keeps_its_containers_for_their_logs()
    {
        var scene = new Scene().Policy("Never").Container("a").Sandbox(0, ready: false).Exited("a", 0).Status(s => s with { Phase = "Succeeded" });
        scene.Actions().ShouldBeEmpty();
    }
}
