using LocalPods.Api.Core;
using LocalPods.Orchestrator.Pods.Planning;
using LocalPods.Orchestrator.Pods.Status;
using ContainerStatus = LocalPods.Api.Core.ContainerStatus;

namespace LocalPods.Orchestrator.Tests.Pods;

/// <summary>The action RestartAllContainers (spec 4.5, last row).</summary>
public sealed class InPlaceRestartTests
{
    private static readonly ContainerStatus Removed =
        new() { State = InstanceStates.RestartingAllState, LastState = InstanceStates.RemovedForRestart, RestartCount = 0 };

    [Fact]
    public void Whatever_runs_is_stopped_with_the_least_grace() =>
        Pod().Exited("a", 42).Running("b").Running("side").Actions().ShouldBe(["kill side-0 2", "kill b-0 2"]);

    [Fact]
    public void Another_exit_code_restarts_that_container_alone() =>
        Pod().Exited("init", 0).Exited("a", 1).Running("b").Running("side").Actions().ShouldBe(["start a 1"]);

    [Fact]
    public void Everything_is_removed_but_the_one_that_asked() =>
        Pod().Exited("init", 0).Exited("a", 42).Exited("b", 137).Exited("side", 137).Actions().ShouldBe(["remove side-0", "remove b-0", "remove init-0"]);

    [Fact]
    public void The_one_that_asked_goes_when_the_status_tells_of_the_others()
    {
        Pod().Exited("a", 42).Status(Reports("init", "side")).Actions().ShouldBe([]);
        Pod().Exited("a", 42).Status(Reports("init", "side", "b")).Actions().ShouldBe(["remove a-0"]);
    }

    [Fact]
    public void Then_the_pod_starts_as_if_anew_whatever_its_policy() =>
        Pod().Policy("Never").Status(Reports("init", "side", "a", "b")).Actions().ShouldBe(["start init 1"]);

    [Fact]
    public void An_init_container_asks_by_its_failure_only()
    {
        static Scene Scene() => new Scene().Init("init", Asking).Container("a").Sandbox();
        Scene().Exited("init", 42).Actions().ShouldBe(["remove init-0"]);
        new Scene().Init("init", c => Asking(c, 0)).Container("a").Sandbox().Exited("init", 0).Actions().ShouldBe(["start a 0"]);
    }

    [Fact]
    public void One_that_asks_again_and_again_waits_as_for_a_restart_of_its_own()
    {
        static Scene Again() => new Scene().Container("a", Asking).Container("b").Sandbox().Running("b").Exited("a", 42, at: 1, delay: 10);
        var waiting = Again().At(2).Plan();
        waiting.Actions.ShouldBeEmpty();
        waiting.BackingOff.ShouldHaveSingleItem().Name.ShouldBe("a");
        Again().At(11).Actions().ShouldBe(["kill b-0 2"]);
        var last = new Scene().Container("a", Asking).Sandbox().Exited("a", 42, at: 1, delay: 10).At(11).Plan();
        last.Actions.ShouldHaveSingleItem().ShouldBeOfType<PodAction.RemoveContainer>().Carries.ShouldBe(("a", TimeSpan.FromSeconds(20)));
    }

    [Theory]
    [InlineData(42, "start a 1")]
    [InlineData(7, "kill b-0 2")]
    public void The_first_rule_that_fits_decides(int exitCode, string expected)
    {
        static ContainerRestartRule Rule(string action, string how, int code) =>
            new() { Action = action, ExitCodes = new ContainerRestartRuleOnExitCodes { Operator = how, Values = [code] } };
        new Scene().Container("a", c => c with
        {
            RestartPolicy = "Never",
            RestartPolicyRules = [Rule("Restart", "In", 42), Rule("RestartAllContainers", "NotIn", 0)],
        }).Container("b").Sandbox().Running("b").Exited("a", exitCode).Actions().ShouldBe([expected]);
    }

    [Fact]
    public void A_pod_that_is_deleted_is_not_restarted() =>
        Pod().Exited("a", 42).Running("b").Deleted(grace: 5).Actions().ShouldBe(["kill b-0 5"]);

    private static Scene Pod() => new Scene().Init("init").Sidecar("side").Container("a", Asking).Container("b").Sandbox();

    private static Container Asking(Container container) => Asking(container, 42);

    private static Container Asking(Container container, int code) => container with
    {
        RestartPolicy = "OnFailure",
        RestartPolicyRules =
        [
            new ContainerRestartRule { Action = "RestartAllContainers", ExitCodes = new ContainerRestartRuleOnExitCodes { Operator = "In", Values = [code] } },
        ],
    };

    private static Func<PodStatus, PodStatus> Reports(params string[] names) => status => status with
    {
        InitContainerStatuses = [.. names.Where(n => n is "init" or "side").Select(n => Removed with { Name = n })],
        ContainerStatuses = [.. new[] { "a", "b" }.Select(n => names.Contains(n)
            ? Removed with { Name = n }
            : new ContainerStatus { Name = n, State = new Api.Core.ContainerState { Terminated = new ContainerStateTerminated { ExitCode = 137 } } })],
    };
}
