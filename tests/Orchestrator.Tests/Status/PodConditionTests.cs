using LocalPods.Api.Core;
using LocalPods.Orchestrator.Pods;
using LocalPods.Orchestrator.Pods.Status;

namespace LocalPods.Orchestrator.Tests.Status;

/// <summary>Conditions, their reasons, messages, order and times (spec: pod-lifecycle 9.6).</summary>
public sealed class PodConditionTests
{
    [Fact]
    public void At_first_nothing_holds_but_that_the_pod_has_a_place()
    {
        Texts(new StatusScene("a").Build()).ShouldBe(
        [
            "PodReadyToStartContainers=False",
            "Initialized=True",
            "Ready=False ContainersNotReady: containers with unready status: [a]",
            "ContainersReady=False ContainersNotReady: containers with unready status: [a]",
            "PodScheduled=True",
        ]);
    }

    [Fact]
    public void A_pod_whose_containers_run_is_ready()
    {
        Texts(new StatusScene("a").Sandbox().Running("a").Build())
            .ShouldBe(["PodReadyToStartContainers=True", "Initialized=True", "Ready=True", "ContainersReady=True", "PodScheduled=True"]);
    }

    [Fact, Trait("spec", "PL-08")]
    public void Containers_can_be_started_as_soon_as_the_sandbox_has_its_network()
    {
        Holds(new StatusScene("a").Sandbox(ready: false), "PodReadyToStartContainers").ShouldBe("False");
        Holds(new StatusScene("a").Sandbox(), "PodReadyToStartContainers").ShouldBe("True");
        var gone = new StatusScene("a").Sandbox();
        gone.Report();
        gone.Seen = gone.Seen with { Sandboxes = [] };
        Holds(gone, "PodReadyToStartContainers").ShouldBe("False");
    }

    [Fact, Trait("spec", "PL-54")]
    public void Unready_containers_are_named_in_the_order_of_the_spec_sidecars_first()
    {
        var scene = new StatusScene("z", "ok", "a").Sidecar("proxy").Sandbox().Running("ok");
        Text(scene, "ContainersReady").ShouldBe("ContainersReady=False ContainersNotReady: containers with unready status: [proxy z a]");
    }

    /// <summary>Columns: containers that have a status, those that are ready, and what the condition says.</summary>
    [Theory]
    [InlineData("", "", "False UnknownContainerStatuses")]
    [InlineData("b", "b", "False ContainersNotReady: containers with unknown status: [a]")]
    [InlineData("b", "", "False ContainersNotReady: containers with unknown status: [a], containers with unready status: [b]")]
    [InlineData("a b", "b", "False ContainersNotReady: containers with unready status: [a]")]
    [InlineData("a b", "a b", "True")]
    public void Containers_without_a_status_are_unknown_and_named_first(string known, string ready, string says)
    {
        var pod = new StatusScene("a", "b").Pod;
        var statuses = known.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(name => new ContainerStatus { Name = name, Ready = ready.Contains(name, StringComparison.Ordinal) });
        var status = new PodStatus { Phase = "Running", ContainerStatuses = [.. statuses] };
        var conditions = PodConditions.Build(pod, status, sandboxReady: true, new PodFacts { StartTime = StatusScene.Start }, StatusScene.Start);
        foreach (var type in new[] { "ContainersReady", "Ready" })
        {
            Texts(status with { Conditions = conditions }).ShouldContain($"{type}={says}");
        }
    }

    [Fact]
    public void Initialization_names_what_is_missing()
    {
        var scene = new StatusScene("app").Init("first", "second").Sidecar("proxy").Sandbox();
        Text(scene, "Initialized").ShouldBe("Initialized=False ContainersNotInitialized: containers with incomplete status: [first second proxy]");
        scene.Exited("first", 0).Running("second");
        Text(scene, "Initialized").ShouldBe("Initialized=False ContainersNotInitialized: containers with incomplete status: [second proxy]");
        scene.Exited("second", 0).Running("proxy");
        Text(scene, "Initialized").ShouldBe("Initialized=True");
    }

    [Fact]
    public void A_pod_stays_initialized_once_a_regular_container_ran()
    {
        var scene = new StatusScene("app").Sidecar("proxy").Sandbox().Running("app").Exited("proxy", 1);
        Text(scene, "Initialized").ShouldBe("Initialized=True");
    }

    [Theory]
    [InlineData(0, "Initialized=True PodCompleted", "Ready=False PodCompleted", "ContainersReady=False PodCompleted")]
    [InlineData(1, "Initialized=True", "Ready=False PodFailed", "ContainersReady=False PodFailed")]
    public void A_finished_pod_says_so(int code, params string[] texts)
    {
        var scene = new StatusScene("app").Init("setup").Policy("Never").Sandbox().Exited("setup", 0).Exited("app", code);
        texts.ShouldBe([Text(scene, "Initialized"), Text(scene, "Ready"), Text(scene, "ContainersReady")]);
    }

    [Fact]
    public void Readiness_gates_hold_back_ready_but_not_the_containers()
    {
        var scene = new StatusScene("a").Spec(s => s with { ReadinessGates = [new() { ConditionType = "x/one" }, new() { ConditionType = "x/two" }] }).Sandbox().Running("a");
        scene.Pod = scene.Pod with { Status = new PodStatus { Conditions = [new PodCondition { Type = "x/two", Status = "False" }] } };
        Text(scene, "Ready").ShouldBe(
            "Ready=False ReadinessGatesNotReady: corresponding condition of pod readiness gate \"x/one\" does not exist., "
            + "the status of pod readiness gate \"x/two\" is not \"True\", but False");
        Text(scene, "ContainersReady").ShouldBe("ContainersReady=True");
        scene.Pod = scene.Pod with
        {
            Status = new PodStatus { Conditions = [new PodCondition { Type = "x/one", Status = "True" }, new PodCondition { Type = "x/two", Status = "True" }] },
        };
        Text(scene, "Ready").ShouldBe("Ready=True");
    }

    [Fact]
    public void Conditions_of_others_stand_first_and_stay_as_they_are()
    {
        var foreign = new PodCondition { Type = "example.com/checked", Status = "True", Reason = "Because", LastTransitionTime = StatusScene.Start };
        var scene = new StatusScene("a");
        scene.Pod = scene.Pod with { Status = new PodStatus { Conditions = [new PodCondition { Type = "Ready", Status = "False" }, foreign] } };
        scene.Build().Conditions[0].ShouldBe(foreign);
    }

    [Fact]
    public void Time_moves_only_with_the_status_of_a_condition()
    {
        var scene = new StatusScene("a", "b").Sandbox();
        At(scene.Report(), "Ready").ShouldBe(StatusScene.Start.AddSeconds(1));
        scene.Running("a");
        At(scene.Report(later: 10), "Ready").ShouldBe(StatusScene.Start.AddSeconds(1), "only the message changed");
        scene.Running("b");
        At(scene.Report(later: 10), "Ready").ShouldBe(StatusScene.Start.AddSeconds(21));
    }

    [Fact]
    public void Every_condition_of_the_node_names_the_generation_it_speaks_of()
    {
        var status = new StatusScene("a").Build();
        status.ObservedGeneration.ShouldBe(3);
        status.Conditions.ShouldAllBe(c => c.ObservedGeneration == 3 && c.LastProbeTime == null);
    }

    [Fact]
    public void A_pod_the_node_gave_up_for_want_of_room_is_a_disruption()
    {
        var scene = new StatusScene("a").Sandbox().Exited("a", 137).Stage(PodStage.Terminated);
        scene.Facts = scene.Facts with { Termination = new PodVerdict("Evicted", "The node was low on resource: memory.") };
        Text(scene, "DisruptionTarget").ShouldBe("DisruptionTarget=True TerminationByKubelet: The node was low on resource: memory.");
    }

    private static string[] Texts(PodStatus status) => [.. status.Conditions.Select(Text)];

    private static string Text(StatusScene scene, string type) => Text(scene.Build().Conditions.Single(c => c.Type == type));

    private static string Text(PodCondition c) =>
        $"{c.Type}={c.Status}{(c.Reason is null ? "" : $" {c.Reason}")}{(c.Message is null ? "" : $": {c.Message}")}";

    private static string Holds(StatusScene scene, string type) => scene.Build().Conditions.Single(c => c.Type == type).Status;

    private static DateTimeOffset? At(PodStatus status, string type) => status.Conditions.Single(c => c.Type == type).LastTransitionTime;
}
