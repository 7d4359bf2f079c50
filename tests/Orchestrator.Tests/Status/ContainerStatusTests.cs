using LocalPods.Api.Core;
using LocalPods.Orchestrator.Pods;
using LocalPods.Orchestrator.Probes;
using static LocalPods.Orchestrator.Tests.Status.StatusScene;

namespace LocalPods.Orchestrator.Tests.Status;

/// <summary>Container states, waiting reasons, last states and counts (spec: pod-lifecycle 9.2 to 9.5, and 5).</summary>
public sealed class ContainerStatusTests
{
    [Fact, Trait("spec", "PL-06")]
    public void Before_any_start_every_container_is_being_created()
    {
        var status = new StatusScene("b", "a").Build();
        status.ContainerStatuses.Select(s => (s.Name, s.State.Waiting?.Reason)).ShouldBe([("a", "ContainerCreating"), ("b", "ContainerCreating")]);
        status.ContainerStatuses[0].ShouldSatisfyAllConditions(
            s => s.Image.ShouldBe("a:1"), s => s.ImageID.ShouldBe(""), s => s.ContainerID.ShouldBeNull(),
            s => s.Ready.ShouldBeFalse(), s => s.Started.ShouldBe(false), s => s.RestartCount.ShouldBe(0));
    }

    [Fact, Trait("spec", "PL-06")]
    public void With_an_init_container_all_of_them_are_initializing()
    {
        var status = new StatusScene("app").Init("z", "a").Build();
        status.ContainerStatuses.Concat(status.InitContainerStatuses).ShouldAllBe(s => s.State.Waiting!.Reason == "PodInitializing");
        status.InitContainerStatuses.Select(s => s.Name).ShouldBe(["z", "a"], "init containers stay in the order of the spec");
    }

    [Fact]
    public void A_running_container_tells_since_when_and_what()
    {
        var status = new StatusScene("app").Sandbox().Running("app", 2).Of("app");
        status.ShouldSatisfyAllConditions(
            s => s.State.Running!.StartedAt.ShouldBe(Start.AddSeconds(12)),
            s => s.Ready.ShouldBeTrue(), s => s.Started.ShouldBe(true),
            s => s.RestartCount.ShouldBe(2),
            s => s.ContainerID.ShouldBe("docker://app-2"),
            s => s.Image.ShouldBe("app:latest"), s => s.ImageID.ShouldBe("docker://sha256:app"));
    }

    [Fact]
    public void The_stop_signal_that_the_spec_asks_for_is_told_of_containers_that_were_made_with_it()
    {
        var scene = new StatusScene("app", "plain").Spec(s => s with
        {
            Containers = [s.Containers[0] with { Lifecycle = new Lifecycle { StopSignal = "SIGQUIT" } }, s.Containers[1]],
        });
        scene.Of("app").StopSignal.ShouldBeNull("there is no container yet");
        scene.Sandbox().Running("app").Running("plain").Of("app").StopSignal.ShouldBe("SIGQUIT");
        scene.Of("plain").StopSignal.ShouldBeNull();
        scene.Exited("app", 0).Of("app").StopSignal.ShouldBe("SIGQUIT");
    }

    [Theory, Trait("spec", "PL-63")]
    [InlineData(0, false, "Completed")]
    [InlineData(1, false, "Error")]
    [InlineData(137, false, "Error")]
    [InlineData(137, true, "OOMKilled")]
    [InlineData(0, true, "OOMKilled")]
    public void An_exited_container_tells_how(int code, bool oom, string reason)
    {
        var end = new StatusScene("app").Policy("Never").Sandbox().Exited("app", code, oom: oom).Of("app").State.Terminated.ShouldNotBeNull();
        end.ShouldBe(new ContainerStateTerminated
        {
            ExitCode = code, Reason = reason, ContainerID = "docker://app-0", StartedAt = Start.AddSeconds(10), FinishedAt = Start.AddSeconds(20),
        });
    }

    [Fact, Trait("spec", "PL-24")]
    public void A_program_that_cannot_be_run_has_the_times_of_its_creation()
    {
        var end = new StatusScene("app").Sandbox().CannotRun("app", "no such file").Of("app").State.Terminated.ShouldNotBeNull();
        (end.Reason, end.ExitCode, end.Message, end.StartedAt, end.FinishedAt).ShouldBe(("ContainerCannotRun", 127, "no such file", Start, Start));
    }

    [Fact]
    public void A_created_container_still_waits_for_its_start()
    {
        new StatusScene("app").Sandbox().Created("app").Of("app").State.Waiting!.Reason.ShouldBe("ContainerCreating");
        new StatusScene("app").Sandbox().Created("app").Fails("app", "CreateContainerError").Of("app").State.Waiting!.Reason.ShouldBe("CreateContainerError");
        new StatusScene("app").Sandbox().Exited("app", 1).Created("app", 1).Of("app").ShouldSatisfyAllConditions(
            s => s.State.Terminated!.ExitCode.ShouldBe(1), s => s.RestartCount.ShouldBe(0));
    }

    [Fact]
    public void An_unclear_container_waits_or_is_lost_when_it_had_been_running()
    {
        new StatusScene("app").Sandbox().Unclear("app").Of("app").State.Waiting.ShouldNotBeNull();
        var scene = new StatusScene("app").Sandbox().Running("app");
        scene.Report();
        scene.Unclear("app");
        var lost = Of(scene.Report(), "app");
        lost.State.Terminated.ShouldBe(new ContainerStateTerminated
        {
            ExitCode = 137, Reason = "ContainerStatusUnknown", Message = "The container could not be located when the pod was terminated",
        });
        lost.RestartCount.ShouldBe(1);
        Of(scene.Report(), "app").ShouldBe(lost, "looking again changes nothing");
    }

    [Fact]
    public void A_container_that_has_ended_stays_so_while_the_engine_removes_it_and_those_before_it()
    {
        var scene = new StatusScene("app").Sandbox().Exited("app", 1).Exited("app", 0, 1).Deleted().Stage(PodStage.Terminated);
        var ended = Of(scene.Report(), "app");
        ended.State.Terminated.ShouldNotBeNull().ExitCode.ShouldBe(0);

        var (newest, older) = (scene.Seen.Containers[0], scene.Seen.Containers[1]);
        scene.Seen = scene.Seen with { Containers = [newest with { Unclear = true }, older] };
        Of(scene.Report(), "app").State.ShouldBe(ended.State);
        scene.Seen = scene.Seen with { Containers = [older] };
        Of(scene.Report(), "app").ShouldBe(ended);
    }

    [Theory]
    [InlineData("CrashLoopBackOff"), InlineData("ErrImagePull"), InlineData("ImagePullBackOff"), InlineData("CreateContainerConfigError")]
    [InlineData("CreateContainerError"), InlineData("RunContainerError"), InlineData("PostStartHookError")]
    public void A_failure_to_start_is_what_the_container_waits_for(string reason)
    {
        var waiting = new StatusScene("app").Sandbox().Fails("app", reason).Of("app").State.Waiting;
        waiting.ShouldBe(new ContainerStateWaiting { Reason = reason, Message = "why" });
    }

    [Fact, Trait("spec", "PL-30")]
    public void A_container_that_backs_off_shows_its_end_as_the_last_state()
    {
        var scene = new StatusScene("app").Sandbox().Exited("app", 0, 1).Fails("app", "CrashLoopBackOff", "back-off 10s restarting failed container");
        var status = scene.Report();
        Of(status, "app").ShouldSatisfyAllConditions(
            s => s.State.Waiting.ShouldBe(new ContainerStateWaiting { Reason = "CrashLoopBackOff", Message = "back-off 10s restarting failed container" }),
            s => s.LastState.Terminated!.Reason.ShouldBe("Completed"),
            s => s.RestartCount.ShouldBe(1));
        status.Phase.ShouldBe("Running");
    }

    [Theory]
    [InlineData("Never", 1, PodStage.Syncing, false)]
    [InlineData("OnFailure", 0, PodStage.Syncing, false)]
    [InlineData("OnFailure", 1, PodStage.Syncing, true)]
    [InlineData("Always", 1, PodStage.Terminating, false)]
    public void A_failure_counts_only_where_the_container_is_started_again(string policy, int code, PodStage stage, bool waits) =>
        (new StatusScene("app").Policy(policy).Sandbox().Exited("app", code).Fails("app", "CrashLoopBackOff").Stage(stage).Of("app").State.Waiting is not null).ShouldBe(waits);

    [Fact]
    public void A_container_removed_to_restart_them_all_waits_for_that_and_tells_of_it()
    {
        var rule = new ContainerRestartRule { Action = "RestartAllContainers", ExitCodes = new ContainerRestartRuleOnExitCodes { Operator = "In", Values = [42] } };
        var scene = new StatusScene("asks", "other").Sandbox().Running("asks").Running("other");
        scene.Spec(s => s with { Containers = [s.Containers[0] with { RestartPolicy = "Never", RestartPolicyRules = [rule] }, s.Containers[1]] });
        scene.Report();
        scene.Exited("asks", 42).Exited("other", 137).Facts = scene.Facts with { RestartsAll = true };
        var ending = scene.Report();
        ending.Conditions.Single(c => c.Type == "AllContainersRestarting").Status.ShouldBe("True");
        var status = Of(scene.Lost("other").Report(), "other");
        status.State.Waiting!.Reason.ShouldBe("RestartingAllContainers");
        status.LastState.Terminated.ShouldBe(new ContainerStateTerminated
        {
            ExitCode = 137, Reason = "RestartingAllContainers", Message = "The container is removed because RestartAllContainers in place",
        });
        scene.Lost("asks").Running("asks", 1).Running("other", 1).Facts = scene.Facts with { RestartsAll = false };
        var after = scene.Report();
        after.Conditions.Single(c => c.Type == "AllContainersRestarting").Status.ShouldBe("False");
        after.ContainerStatuses.ShouldAllBe(s => s.RestartCount == 1 && s.Ready);
    }

    [Fact]
    public void The_last_state_is_the_instance_before_or_what_was_reported_of_it()
    {
        var scene = new StatusScene("app").Sandbox().Exited("app", 3).Running("app", 1);
        Of(scene.Report(), "app").LastState.Terminated!.ExitCode.ShouldBe(3);
        scene.Seen = scene.Seen with { Containers = [scene.Seen.Containers[0]] };
        Of(scene.Report(), "app").LastState.Terminated!.ExitCode.ShouldBe(3, "the engine no longer holds it");
        scene.Exited("app", 4, 1);
        scene.Report();
        scene.Lost("app").Running("app", 2);
        Of(scene.Report(), "app").ShouldSatisfyAllConditions(s => s.LastState.Terminated!.ExitCode.ShouldBe(4), s => s.RestartCount.ShouldBe(2));
    }

    [Fact]
    public void After_a_back_off_the_instance_that_ended_is_not_also_its_own_last_state()
    {
        var scene = new StatusScene("app").Sandbox().Exited("app", 3).Fails("app", "CrashLoopBackOff");
        scene.Report();
        scene.Facts = scene.Facts with { Containers = scene.Facts.Containers.Clear() };
        Of(scene.Report(), "app").ShouldSatisfyAllConditions(s => s.State.Terminated!.ExitCode.ShouldBe(3), s => s.LastState.ShouldBe(new ContainerState()));
    }

    [Fact]
    public void A_running_container_without_a_trace_keeps_the_pod_from_looking_new()
    {
        var scene = new StatusScene("app").Sandbox().Running("app");
        scene.Report();
        scene.Lost("app");
        var status = scene.Report();
        Of(status, "app").ShouldSatisfyAllConditions(
            s => s.State.Waiting!.Reason.ShouldBe("ContainerCreating"),
            s => s.LastState.Terminated.ShouldBe(new ContainerStateTerminated
            {
                ExitCode = 137, Reason = "ContainerStatusUnknown",
                Message = "The container could not be located when the pod was deleted.  The container used to be Running",
            }),
            s => s.RestartCount.ShouldBe(1));
        status.Phase.ShouldBe("Running");
        Of(scene.Report(), "app").RestartCount.ShouldBe(1, "it is lost once");
    }

    [Fact]
    public void A_lost_container_of_a_pod_that_is_deleted_was_not_restarted()
    {
        var scene = new StatusScene("app").Sandbox().Running("app");
        scene.Report();
        Of(scene.Lost("app").Deleted().Report(), "app").RestartCount.ShouldBe(0);
    }

    [Fact]
    public void An_end_outlives_the_record_of_it()
    {
        var scene = new StatusScene("app").Policy("Never").Sandbox().Exited("app", 5);
        var before = scene.Report();
        scene.Lost("app");
        Of(scene.Report(), "app").ShouldBe(Of(before, "app"));
    }

    [Fact]
    public void An_init_container_without_a_trace_is_taken_for_done_when_others_ran()
    {
        var init = new StatusScene("app").Init("setup").Sandbox().Running("app").Of("setup");
        init.State.Terminated.ShouldBe(new ContainerStateTerminated
        {
            ExitCode = 0, Reason = "Completed",
            Message = "Unable to get init container status from container runtime and pod has been initialized, treat it as exited normally",
        });
        init.Ready.ShouldBeTrue();
    }

    [Theory]
    [InlineData(true, true, false)]
    [InlineData(false, false, true)]
    public void An_init_container_is_ready_when_it_is_done_and_started_while_it_runs(bool done, bool ready, bool started)
    {
        var scene = new StatusScene("app").Init("setup").Sandbox();
        var init = (done ? scene.Exited("setup", 0) : scene.Running("setup")).Of("setup");
        (init.Ready, init.Started).ShouldBe((ready, started));
    }

    [Fact]
    public void A_failed_init_container_backs_off_and_a_finished_one_does_not()
    {
        new StatusScene("app").Init("setup").Sandbox().Exited("setup", 1).Fails("setup", "CrashLoopBackOff").Of("setup").State.Waiting!.Reason.ShouldBe("CrashLoopBackOff");
        new StatusScene("app").Init("setup").Sandbox().Exited("setup", 0).Fails("setup", "CrashLoopBackOff").Of("setup").State.Terminated!.Reason.ShouldBe("Completed");
        new StatusScene("app").Sidecar("proxy").Sandbox().Exited("proxy", 0).Fails("proxy", "CrashLoopBackOff").Of("proxy").State.Waiting!.Reason.ShouldBe("CrashLoopBackOff");
    }

    [Fact, Trait("spec", "PL-49")]
    public void Readiness_and_startup_follow_their_probes_and_are_given_without_them()
    {
        var scene = new StatusScene("app").Spec(s => s with { Containers = [s.Containers[0] with { StartupProbe = new(), ReadinessProbe = new() }] }).Sandbox().Running("app");
        Ready(scene).ShouldBe((false, false));
        Ready(scene.Says(ProbeType.Startup, "app", ProbeVerdict.Unknown)).ShouldBe((false, false));
        Ready(scene.Says(ProbeType.Startup, "app", ProbeVerdict.Success)).ShouldBe((true, false));
        Ready(scene.Says(ProbeType.Readiness, "app", ProbeVerdict.Failure)).ShouldBe((true, false));
        Ready(scene.Says(ProbeType.Readiness, "app", ProbeVerdict.Success)).ShouldBe((true, true));
        Ready(scene.Says(ProbeType.Startup, "app", ProbeVerdict.Failure)).ShouldBe((false, false));
    }

    [Fact, Trait("spec", "PL-69")]
    public void Without_a_verdict_an_instance_stays_what_it_was_reported_to_be()
    {
        var scene = new StatusScene("app").Spec(s => s with { Containers = [s.Containers[0] with { ReadinessProbe = new() }] }).Sandbox().Running("app");
        scene.Says(ProbeType.Readiness, "app", ProbeVerdict.Success).Report();
        scene.Facts = scene.Facts with { Probes = ProbeVerdicts.None };
        Ready(scene).ShouldBe((true, true));
        Ready(scene.Running("app", 1)).ShouldBe((true, false), "a new instance starts from nothing");
    }

    [Fact, Trait("spec", "PL-62")]
    public void Last_words_follow_the_engines_and_share_twelve_kibibytes_of_the_pod()
    {
        var scene = new StatusScene("app", "b").Init("c").Sandbox().CannotRun("app", "boom");
        scene.Facts = scene.Facts with { TerminationMessages = scene.Facts.TerminationMessages.Add(new("app-0"), "last words") };
        scene.Of("app").State.Terminated!.Message.ShouldBe("boom: last words");
        scene.Facts = scene.Facts with { TerminationMessages = scene.Facts.TerminationMessages.SetItem(new("app-0"), new string('é', 4096)) };
        var cut = scene.Of("app").State.Terminated!.Message!;
        System.Text.Encoding.UTF8.GetByteCount(cut).ShouldBe(12288 / 3);
        cut.ShouldStartWith("boom: é");
    }

    [Fact]
    public void Mounts_are_listed_with_how_far_they_are_read_only()
    {
        var scene = new StatusScene("app").Spec(s => s with
        {
            Containers = [s.Containers[0] with { VolumeMounts = [new() { Name = "a", MountPath = "/a" }, new() { Name = "b", MountPath = "/b", ReadOnly = true }] }],
        });
        scene.Sandbox().Running("app").Of("app").VolumeMounts.ShouldBe(
        [
            new VolumeMountStatus { Name = "a", MountPath = "/a" },
            new VolumeMountStatus { Name = "b", MountPath = "/b", ReadOnly = true, RecursiveReadOnly = "Disabled" },
        ]);
    }

    [Fact]
    public void Ephemeral_containers_are_told_apart_and_affect_nothing()
    {
        var scene = new StatusScene("app").Spec(s => s with { EphemeralContainers = [new() { Name = "debug", Image = "busybox" }] }).Sandbox().Running("app").Exited("debug", 1);
        var status = scene.Build();
        status.EphemeralContainerStatuses.ShouldHaveSingleItem().State.Terminated!.ExitCode.ShouldBe(1);
        status.Phase.ShouldBe("Running");
    }

    private static (bool? Started, bool Ready) Ready(StatusScene scene) => scene.Of("app") is var s ? (s.Started, s.Ready) : default;
}
