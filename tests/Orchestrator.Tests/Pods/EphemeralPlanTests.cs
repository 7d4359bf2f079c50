using LocalPods.Api.Core;
using LocalPods.Orchestrator.Pods.Planning;
using ContainerState = LocalPods.Api.Core.ContainerState;
using ContainerStatus = LocalPods.Api.Core.ContainerStatus;

namespace LocalPods.Orchestrator.Tests.Pods;

/// <summary>Ephemeral containers (spec 4.4, 9.8): when they are started, and that they never are again.</summary>
public sealed class EphemeralPlanTests
{
    [Fact]
    public void They_start_before_everything_else_in_the_order_of_the_list() =>
        new Scene().Ephemeral("e").Ephemeral("d").Init("i").Container("a").Sandbox().Actions().ShouldBe(["start e 0", "start d 0", "start i 0"]);

    [Fact]
    public void They_wait_for_a_sandbox() => new Scene().Ephemeral("e").Container("a").Actions().ShouldBe(["sandbox 0"]);

    [Fact]
    public void One_that_runs_or_is_being_started_is_left_alone()
    {
        new Scene().Ephemeral("e").Container("a").Sandbox().Running("a").Running("e").Actions().ShouldBeEmpty();
        new Scene().Ephemeral("e").Container("a").Sandbox().Running("a").Input(i => i with { Busy = [PodAction.StartKey("e")] }).Actions().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Always", 0)]
    [InlineData("Always", 1)]
    [InlineData("OnFailure", 1)]
    public void One_that_ended_is_never_started_again(string policy, int exitCode) =>
        new Scene().Policy(policy).Ephemeral("e").Container("a").Sandbox().Running("a").Exited("e", exitCode, at: 1).At(10_000).Actions().ShouldBeEmpty();

    [Fact]
    public void One_that_ran_in_an_earlier_sandbox_is_not_started_in_the_next() =>
        new Scene().Ephemeral("e").Container("a").Sandbox(0, ready: false).Sandbox(1).Exited("e", 137).Running("a", 1, sandbox: 1).Actions().ShouldBeEmpty();

    [Fact]
    public void One_whose_traces_are_gone_from_the_engine_is_remembered_by_the_status()
    {
        var ran = new ContainerStatus { Name = "e", State = new ContainerState { Terminated = new ContainerStateTerminated { ExitCode = 0 } } };
        new Scene().Ephemeral("e").Container("a").Sandbox().Running("a").Status(s => s with { EphemeralContainerStatuses = [ran] }).Actions().ShouldBeEmpty();
    }

    [Fact]
    public void One_that_was_created_and_never_started_is_replaced() =>
        new Scene().Ephemeral("e").Container("a").Sandbox().Running("a").Created("e").Actions().ShouldBe(["remove e-0"]);

    [Fact]
    public void One_with_a_target_joins_its_running_instance() =>
        new Scene().Ephemeral("e", target: "a").Container("a").Sandbox().Exited("a", 1).Running("a", 1).Plan().Actions
            .ShouldHaveSingleItem().ShouldBeOfType<PodAction.StartContainer>().Target!.Value.Value.ShouldBe("a-1");

    [Fact]
    public void One_whose_target_does_not_run_waits_for_it()
    {
        var plan = new Scene().Ephemeral("e", target: "a").Container("a").Sandbox().Exited("a", 1, at: 1, delay: 10).At(2).Plan();
        plan.Actions.ShouldBeEmpty();
        plan.MissingTargets.ShouldBe([new TargetWait("e", "a")]);
    }

    [Fact]
    public void None_is_started_when_the_pod_ends()
    {
        new Scene().Policy("Never").Ephemeral("e").Container("a").Sandbox().Exited("a", 0).Actions().ShouldBe(["stop s0"]);
        new Scene().Ephemeral("e").Container("a").Sandbox().Running("a").Deleted(grace: 5).Actions().ShouldBe(["kill a-0 5"]);
    }

    [Fact]
    public void One_that_runs_does_not_keep_a_pod_alive_and_is_stopped_with_it()
    {
        new Scene().Policy("Never").Ephemeral("e").Container("a").Sandbox().Running("e").Exited("a", 0).Actions().ShouldBe(["kill e-0 30"]);
        new Scene().Ephemeral("e").Container("a").Sandbox().Running("a").Running("e").Deleted(grace: 5).Actions().ShouldBe(["kill e-0 5", "kill a-0 5"]);
    }
}
