using LocalPods.Api.Core;

namespace LocalPods.Simulation;

/// <summary>Containers added to pods that run already.</summary>
public sealed class EphemeralContainerTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    [Fact]
    public void One_starts_in_a_running_pod_runs_once_and_leaves_the_pod_as_it_is() => Run(async node =>
    {
        node.Engine.Exits("debugger", code: 3, after: TimeSpan.FromSeconds(5));
        await node.CreateAsync("web", PodSpecs.Of("Always", PodSpecs.Container("app")));
        await node.UntilAsync("ready", Soon, () => node.IsReady("web"));
        await AddAsync(node, "web", "debugger");
        await node.UntilAsync("it runs", Soon, () => StatusOf(node, "web", "debugger")?.State.Running is not null);

        await node.RestartAgentAsync();
        await node.SleepAsync(TimeSpan.FromMinutes(20));
        var status = StatusOf(node, "web", "debugger")!;
        (status.State.Terminated!.ExitCode, status.RestartCount, status.Ready).ShouldBe((3, 0, false));
        node.Engine.Journal.StartsOf("debugger").Length.ShouldBe(1);
        node.IsReady("web").ShouldBeTrue();
        node.Find("web")!.Status.Phase.ShouldBe("Running");
    });

    [Fact]
    public void One_starts_beside_init_containers_that_have_not_ended() => Run(async node =>
    {
        await node.CreateAsync("web", PodSpecs.Of("Always", PodSpecs.Container("app")) with { InitContainers = [PodSpecs.Container("init")] });
        await node.UntilAsync("init runs", Soon, () => node.Find("web")!.Status.InitContainerStatuses is [{ State.Running: not null }]);
        await AddAsync(node, "web", "debugger");
        await node.UntilAsync("it runs", Soon, () => StatusOf(node, "web", "debugger")?.State.Running is not null);
        node.Find("web")!.Status.Phase.ShouldBe("Pending");
    });

    [Fact]
    public void One_that_looks_into_a_container_waits_for_it_says_so_and_ends_with_it() => Run(async node =>
    {
        node.Engine.Behaves("app", ContainerBehaviour.Exits(1, TimeSpan.Zero), ContainerBehaviour.Exits(1, TimeSpan.Zero), ContainerBehaviour.Exits(1, TimeSpan.FromSeconds(5)));
        await node.CreateAsync("web", PodSpecs.Of("Always", PodSpecs.Container("app")));
        await node.UntilAsync("back-off", Soon, () => node.StatusOf("web", "app")?.State.Waiting?.Reason == "CrashLoopBackOff");
        await AddAsync(node, "web", "debugger", target: "app");
        await node.UntilAsync("it waits", Soon, () => StatusOf(node, "web", "debugger")?.State.Waiting?.Reason == "CreateContainerConfigError");
        StatusOf(node, "web", "debugger")!.State.Waiting!.Message.ShouldBe("unable to find target container app");

        await node.UntilAsync("it runs", TimeSpan.FromSeconds(11), () => StatusOf(node, "web", "debugger")?.State.Running is not null);
        await node.UntilAsync("it ended", TimeSpan.FromSeconds(6), () => StatusOf(node, "web", "debugger")?.State.Terminated is not null);
        StatusOf(node, "web", "debugger")!.State.Terminated!.ExitCode.ShouldBe(137);
    });

    [Fact]
    public void One_whose_image_cannot_be_had_is_tried_again_and_its_events_name_it() => Run(async node =>
    {
        await node.CreateAsync("web", PodSpecs.Of("Always", PodSpecs.Container("app")));
        await node.UntilAsync("ready", Soon, () => node.IsReady("web"));
        node.Engine.LacksImage("localhost/none:1");
        await AddAsync(node, "web", "debugger", image: "localhost/none:1");
        await node.UntilAsync("it waits", Soon, () => StatusOf(node, "web", "debugger")?.State.Waiting?.Reason == "ErrImageNeverPull");
        node.EventsOf("web").ShouldContain(e => e.InvolvedObject.FieldPath == "spec.ephemeralContainers{debugger}" && e.Reason == "ErrImageNeverPull");
        node.IsReady("web").ShouldBeTrue();
    });

    [Fact]
    public void Deleting_the_pod_ends_it_too_and_leaves_nothing() => Run(async node =>
    {
        await node.CreateAsync("web", PodSpecs.Of("Always", PodSpecs.Container("app")));
        await node.UntilAsync("ready", Soon, () => node.IsReady("web"));
        await AddAsync(node, "web", "debugger");
        await node.UntilAsync("it runs", Soon, () => StatusOf(node, "web", "debugger")?.State.Running is not null);
        await node.DeleteAsync("web", 30);
        await node.UntilAsync("gone", Soon, () => node.Find("web") is null);
        node.Engine.IsEmpty.ShouldBeTrue();
    });

    [Fact]
    public void A_pod_that_ends_by_itself_takes_it_along() => Run(async node =>
    {
        node.Engine.Exits("app", code: 0, after: TimeSpan.FromSeconds(20));
        await node.CreateAsync("web", PodSpecs.Of("Never", PodSpecs.Container("app")));
        await node.UntilAsync("ready", Soon, () => node.IsReady("web"));
        await AddAsync(node, "web", "debugger");
        await node.UntilAsync("over", TimeSpan.FromSeconds(25), () => node.Find("web")!.Status.Phase == "Succeeded");
        StatusOf(node, "web", "debugger")!.State.Terminated.ShouldNotBeNull();
    });

    private static Task AddAsync(SimulatedNode node, string pod, string name, string? target = null, string image = "busybox:1.32.0")
    {
        var policy = image.StartsWith("localhost/", StringComparison.Ordinal) ? "Never" : "IfNotPresent";
        var added = PodSpecs.Container(name) with { Image = image, ImagePullPolicy = policy };
        return node.ChangeAsync(pod, p => p with { Spec = p.Spec with { EphemeralContainers = [.. p.Spec.EphemeralContainers, added.ToEphemeral(target)] } });
    }

    private static ContainerStatus? StatusOf(SimulatedNode node, string pod, string container) =>
        node.Find(pod)?.Status.EphemeralContainerStatuses.FirstOrDefault(s => s.Name == container);

    private static void Run(Func<SimulatedNode, Task> scenario) => SimulatedNode.Run(scenario);
}
