using System.Collections.Immutable;
using LocalPods.Api.Core;
using LocalPods.Orchestrator.Pods;
using static LocalPods.Orchestrator.Tests.Status.StatusScene;

namespace LocalPods.Orchestrator.Tests.Status;

/// <summary>The status as a whole: what is set once, what is final, and how a pod ends.</summary>
public sealed class PodStatusTests
{
    [Fact, Trait("spec", "PL-07")]
    public void The_start_time_is_there_before_anything_else_and_never_changes()
    {
        var scene = new StatusScene("a");
        scene.Report().StartTime.ShouldBe(Start);
        scene.Facts = scene.Facts with { StartTime = Start.AddHours(1) };
        scene.Report(later: 100).StartTime.ShouldBe(Start);
    }

    [Fact]
    public void The_first_status_has_phase_class_and_node_address()
    {
        var status = new StatusScene("a").Build();
        (status.Phase, status.QosClass, status.HostIP, status.HostIPs.Single().Ip, status.PodIP).ShouldBe(("Pending", "BestEffort", "192.168.0.2", "192.168.0.2", null));
    }

    [Fact]
    public void Addresses_are_the_sandboxs_and_stay_after_it()
    {
        var scene = new StatusScene("a").Sandbox(0, true, "172.17.0.5", "fd00::5");
        scene.Report().PodIPs.Select(i => i.Ip).ShouldBe(["172.17.0.5", "fd00::5"]);
        scene.Seen = scene.Seen with { Sandboxes = [] };
        scene.Report().PodIP.ShouldBe("172.17.0.5");
        scene.Sandbox(1, true, "172.17.0.9");
        scene.Report().PodIP.ShouldBe("172.17.0.9");
    }

    [Fact]
    public void On_the_nodes_network_a_pod_has_the_nodes_addresses() =>
        new StatusScene("a").Spec(s => s with { HostNetwork = true }).Build().PodIP.ShouldBe("192.168.0.2");

    [Fact, Trait("spec", "PL-27")]
    public void One_image_that_fails_holds_the_pod_in_pending_while_another_container_runs()
    {
        var scene = new StatusScene("bad", "good").Sandbox().Running("good").Fails("bad", "ImagePullBackOff");
        scene.Build().Phase.ShouldBe("Pending");
    }

    [Theory, Trait("spec", "PL-34"), Trait("spec", "PL-35")]
    [InlineData("OnFailure", 0, 0, "Succeeded")]
    [InlineData("OnFailure", 0, 1, "Running")]
    [InlineData("Never", 0, 1, "Failed")]
    [InlineData("Never", 0, 0, "Succeeded")]
    [InlineData("Always", 0, 0, "Running")]
    public void Exit_codes_and_policy_decide_how_it_goes_on(string policy, int first, int second, string phase) =>
        new StatusScene("a", "b").Policy(policy).Sandbox().Exited("a", first).Exited("b", second).Build().Phase.ShouldBe(phase);

    [Fact]
    public void A_terminal_phase_is_final_whatever_is_seen_later()
    {
        var scene = new StatusScene("a").Policy("Never").Sandbox().Exited("a", 0);
        scene.Report().Phase.ShouldBe("Succeeded");
        scene.Lost("a").Running("a", 1);
        scene.Report().Phase.ShouldBe("Succeeded");
    }

    [Fact]
    public void A_pod_the_node_ends_is_called_failed_only_when_nothing_of_it_runs()
    {
        var scene = new StatusScene("a", "b").Sandbox().Running("a").Running("b");
        scene.Report();
        scene.Stage(PodStage.Terminating).Facts = scene.Facts with { Termination = new PodVerdict("DeadlineExceeded", "too long") };
        (scene.Report() is var before ? (before.Phase, before.Reason) : default).ShouldBe(("Running", null));
        scene.Exited("a", 143);
        scene.Report().Phase.ShouldBe("Running");
        scene.Exited("b", 0);
        (scene.Report() is var after ? (after.Phase, after.Reason, after.Message) : default).ShouldBe(("Failed", "DeadlineExceeded", "too long"));
        scene.Facts = scene.Facts with { Termination = null };
        scene.Report().Reason.ShouldBe("DeadlineExceeded", "the reason stays with the phase");
    }

    [Theory, Trait("spec", "PL-59")]
    [InlineData(0, "Succeeded")]
    [InlineData(143, "Failed")]
    public void A_deleted_pod_keeps_its_phase_until_all_is_stopped_and_then_ends_by_exit_code(int code, string phase)
    {
        var scene = new StatusScene("a").Sandbox().Running("a");
        scene.Report();
        scene.Deleted().Stage(PodStage.Terminating).Report().Phase.ShouldBe("Running");
        scene.Exited("a", code);
        scene.Report().Phase.ShouldBe("Running");
        scene.Stage(PodStage.Terminated).Report().Phase.ShouldBe(phase);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(143)]
    public void A_static_pod_that_is_ended_has_no_phase_of_its_end(int code)
    {
        var scene = new StatusScene("a").Sandbox().Running("a");
        var notes = ImmutableSortedDictionary<string, string>.Empty.Add(PodAnnotations.Mirror, "uid");
        scene.Pod = scene.Pod with { Metadata = scene.Pod.Metadata with { Annotations = notes } };
        scene.Report().Phase.ShouldBe("Running");
        scene.Deleted().Exited("a", code);
        scene.Stage(PodStage.Terminated).Report().Phase.ShouldBe("Running");
    }

    [Fact]
    public void What_never_ended_by_itself_is_given_an_end_when_the_pod_is_over()
    {
        var scene = new StatusScene("a", "b").Sandbox().Exited("a", 0);
        scene.Report();
        var status = scene.Deleted().Stage(PodStage.Terminated).Report();
        status.Phase.ShouldBe("Failed");
        Of(status, "b").State.Terminated.ShouldBe(new ContainerStateTerminated
        {
            ExitCode = 137, Reason = "ContainerStatusUnknown", Message = "The container could not be located when the pod was terminated",
        });
        Of(status, "a").State.Terminated!.ExitCode.ShouldBe(0);
    }

    [Fact]
    public void An_init_container_that_was_never_started_is_given_none()
    {
        var scene = new StatusScene("app").Init("first", "second").Sandbox().Exited("first", 0);
        scene.Report();
        var status = scene.Deleted().Stage(PodStage.Terminated).Report();
        status.Phase.ShouldBe("Failed");
        Of(status, "second").State.Waiting.ShouldNotBeNull();
        Of(status, "app").State.Waiting.ShouldNotBeNull();
    }

    [Fact]
    public void A_refused_pod_has_failed_without_any_container()
    {
        var scene = new StatusScene("a");
        scene.Facts = scene.Facts with { Rejection = new PodVerdict("OutOfcpu", "Node didn't have enough resource: cpu") };
        var status = scene.Report();
        (status.Phase, status.Reason, status.Message, status.ContainerStatuses.Length)
            .ShouldBe(("Failed", "OutOfcpu", "Pod was rejected: Node didn't have enough resource: cpu", 0));
        scene.Facts = scene.Facts with { Rejection = null };
        scene.Report(later: 60).ShouldBe(status, "a restart of the daemon changes nothing");
    }

    [Fact]
    public void Computing_twice_gives_the_same_status()
    {
        var scene = new StatusScene("a", "b").Init("setup").Sidecar("proxy").Sandbox()
            .Exited("setup", 0).Running("proxy").Exited("a", 1).Running("a", 1).Exited("b", 2).Fails("b", "CrashLoopBackOff");
        var first = Api.Serialization.ApiJson.ToBytes(scene.Report());
        Api.Serialization.ApiJson.ToBytes(scene.Report(later: 100)).ShouldBe(first);
    }
}
