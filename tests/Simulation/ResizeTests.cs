using System.Collections.Immutable;
using LocalPods.Api.Core;
using LocalPods.Api.Quantities;

namespace LocalPods.Simulation;

/// <summary>Resources that change while a pod runs (spec 9.8), on a node with 2 processors and 8 GiB.</summary>
public sealed class ResizeTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    [Fact]
    public void Limits_change_without_a_restart_and_the_status_and_events_tell() => SimulatedNode.Run(async node =>
    {
        await StartAsync(node, "cpu=100m,memory=64Mi");
        await ResizeAsync(node, "cpu=200m,memory=128Mi");
        await node.UntilAsync("resized", Soon, () => Told(node, "ResizeCompleted") == 1);
        var limits = node.Engine.Pods.Single().Containers.ShouldHaveSingleItem();
        (limits.Resources!.CpuQuota, limits.Resources.MemoryBytes, limits.Attempt).ShouldBe((20_000, 128L << 20, 0));
        await node.UntilAsync("told", Soon, () => node.StatusOf("web", "app")!.Resources!.Limits!["cpu"] == Quantity.Parse("200m"));
        node.StatusOf("web", "app")!.AllocatedResources!["memory"].ToString().ShouldBe("128Mi");
        node.Find("web")!.Status.Conditions.ShouldNotContain(c => c.Type.StartsWith("PodResize", StringComparison.Ordinal));
        const string json = """{"containers":[{"name":"app","resources":{"limits":{"cpu":"200m","memory":"128Mi"},"requests":{"cpu":"200m","memory":"128Mi"}}}],"generation":2}""";
        node.Events("web").Where(e => e.Contains("Resize", StringComparison.Ordinal)).ShouldBe([$"Normal ResizeStarted Pod resize started: {json}", $"Normal ResizeCompleted Pod resize completed: {json}"]);
    });

    [Fact]
    public void A_container_whose_policy_says_so_is_restarted() => SimulatedNode.Run(async node =>
    {
        await StartAsync(node, "cpu=100m,memory=64Mi", new ContainerResizePolicy { ResourceName = "memory", RestartPolicy = "RestartContainer" });
        await ResizeAsync(node, "cpu=200m,memory=64Mi");
        await node.UntilAsync("resized", Soon, () => Told(node, "ResizeCompleted") == 1);
        node.StatusOf("web", "app")!.RestartCount.ShouldBe(0);
        await ResizeAsync(node, "cpu=200m,memory=128Mi");
        await node.UntilAsync("restarted", Soon, () => node.StatusOf("web", "app") is { RestartCount: 1, State.Running: not null } && Told(node, "ResizeCompleted") == 2);
        node.Events("web").ShouldContain("Normal Killing spec.containers{app}: Container app resize requires restart");
        node.Engine.ConfigOf("app")!.Resources.MemoryBytes.ShouldBe(128L << 20);
    });

    [Fact]
    public void What_has_no_room_is_put_off_and_granted_when_there_is_some_even_by_another_agent() => SimulatedNode.Run(async node =>
    {
        await StartAsync(node, "cpu=1");
        await node.CreateAsync("other", PodSpecs.Of("Always", With(PodSpecs.Container("app"), "cpu=500m")));
        await node.UntilAsync("ready", Soon, () => node.IsReady("other"));
        await ResizeAsync(node, "cpu=1600m");
        await node.UntilAsync("put off", Soon, () => Condition(node, "PodResizePending") is { Status: "True", Reason: "Deferred" });
        Condition(node, "PodResizePending")!.Message.ShouldBe("Node didn't have enough resource: cpu, requested: 1600, used: 500, capacity: 2000");
        node.StatusOf("web", "app")!.Resources!.Limits!["cpu"].ToString().ShouldBe("1");

        await node.RestartAgentAsync();
        await node.SleepAsync(TimeSpan.FromMinutes(2));
        Told(node, "ResizeDeferred").ShouldBe(1);
        node.Engine.Pods.SelectMany(p => p.Containers).Single(c => c.Pod.Name == "web").Resources!.CpuQuota.ShouldBe(100_000);

        await node.DeleteAsync("other", 1);
        await node.UntilAsync("granted", Soon, () => Told(node, "ResizeCompleted") == 1 && Condition(node, "PodResizePending") is null);
        node.Engine.Pods.SelectMany(p => p.Containers).Single(c => c.Pod.Name == "web").Resources!.CpuQuota.ShouldBe(160_000);
    });

    [Fact]
    public void What_can_never_be_had_is_called_infeasible_and_can_be_taken_back() => SimulatedNode.Run(async node =>
    {
        await StartAsync(node, "memory=64Mi");
        await ResizeAsync(node, "memory=9Gi");
        await node.UntilAsync("told", Soon, () => Condition(node, "PodResizePending") is { Reason: "Infeasible", Message: "Node didn't have enough capacity: memory, requested: 9663676416, capacity: 8589934592" });
        await ResizeAsync(node, "memory=64Mi");
        await node.UntilAsync("taken back", Soon, () => Condition(node, "PodResizePending") is null);
        node.Events("web").Where(e => e.Contains("Resize", StringComparison.Ordinal)).ShouldHaveSingleItem().ShouldStartWith("Warning ResizeInfeasible Pod resize Infeasible: {");
    });

    [Fact]
    public void Memory_is_not_taken_from_under_a_process() => SimulatedNode.Run(async node =>
    {
        node.Engine.Behaves("app", new ContainerBehaviour { MemoryBytes = 50 << 20 });
        await StartAsync(node, "memory=64Mi");
        await ResizeAsync(node, "memory=32Mi");
        await node.UntilAsync("told", Soon, () => Condition(node, "PodResizeInProgress") is { Reason: "Error" });
        Condition(node, "PodResizeInProgress")!.Message.ShouldBe("cannot decrease memory limits: attempting to set container \"app\" memory limit (33554432) below current usage (52428800)");
        node.StatusOf("web", "app")!.Resources!.Limits!["memory"].ToString().ShouldBe("64Mi");
        await node.SleepAsync(TimeSpan.FromMinutes(2));
        Told(node, "ResizeError").ShouldBe(1);
        await ResizeAsync(node, "memory=96Mi");
        await node.UntilAsync("resized", Soon, () => Told(node, "ResizeCompleted") == 1 && Condition(node, "PodResizeInProgress") is null);
    });

    [Fact]
    public void The_pod_as_a_whole_gets_more_before_its_container_and_less_after_it_under_every_agent() => SimulatedNode.Run(async node =>
    {
        await StartAsync(node, "cpu=100m,memory=64Mi");
        Whole(node).ShouldBe((102, 10_000, 64L << 20));
        foreach (var (amounts, shares, quota, memory, completed) in ((string, long, long, long, int)[])[("cpu=300m,memory=32Mi", 307, 30_000, 32L << 20, 1), ("cpu=200m,memory=128Mi", 204, 20_000, 128L << 20, 2)])
        {
            await ResizeAsync(node, amounts);
            await node.UntilAsync("resized", Soon, () => Told(node, "ResizeCompleted") == completed);
            Whole(node).ShouldBe((shares, quota, memory), amounts);
            Told(node, "ResizeError").ShouldBe(0, "the kernel refuses a container that has more than its pod");
        }

        await node.RestartAgentAsync();
        await ResizeAsync(node, "cpu=1,memory=128Mi");
        await node.UntilAsync("resized", Soon, () => Whole(node) == (1024, 100_000, 128L << 20) && node.Engine.Pods.Single().Containers.Single().Resources!.CpuQuota == 100_000);
    });

    [Fact]
    public void What_is_given_to_the_pod_as_a_whole_waits_for_room_is_put_into_force_and_told() => SimulatedNode.Run(async node =>
    {
        var (small, big) = (Amounts("cpu=500m,memory=64Mi"), Amounts("cpu=1600m,memory=128Mi"));
        await node.CreateAsync("web", PodSpecs.Of("Always", PodSpecs.Container("app")) with { Resources = new ResourceRequirements { Requests = small, Limits = small } });
        await node.CreateAsync("other", PodSpecs.Of("Always", With(PodSpecs.Container("app"), "cpu=500m")));
        await node.UntilAsync("ready", Soon, () => node.IsReady("web") && node.IsReady("other"));
        var uid = node.Find("web")!.Metadata.Uid!;
        (node.Engine.PodCgroups[uid].CpuQuota, node.Engine.PodCgroups[uid].MemoryBytes).ShouldBe((50_000, 64L << 20));
        await node.UntilAsync("told", Soon, () => node.Find("web")!.Status is { Resources.Limits: { } limits, AllocatedResources: { } allocated } && limits["cpu"] == small["cpu"] && allocated["memory"] == small["memory"]);

        await node.ChangeAsync("web", pod => pod with { Spec = pod.Spec with { Resources = new ResourceRequirements { Requests = big, Limits = big } } });
        await node.UntilAsync("put off", Soon, () => Condition(node, "PodResizePending") is { Status: "True", Reason: "Deferred" });
        await node.RestartAgentAsync();
        await node.SleepAsync(TimeSpan.FromMinutes(1));
        (node.Engine.PodCgroups[uid].CpuQuota, node.Find("web")!.Status.Resources!.Limits!["cpu"].ToString()).ShouldBe((50_000, "500m"));

        await node.DeleteAsync("other", 1);
        await node.UntilAsync("granted", Soon, () => Told(node, "ResizeCompleted") == 1);
        (node.Engine.PodCgroups[uid].CpuQuota, node.Engine.PodCgroups[uid].MemoryBytes).ShouldBe((160_000, 128L << 20));
        node.Engine.Pods.Single().Containers.Single().Resources!.CpuQuota.ShouldBe(160_000, "it has no limit of its own");
        await node.UntilAsync("told", Soon, () => node.Find("web")!.Status.Resources!.Limits!["cpu"] == big["cpu"]);
    });

    [Fact]
    public void Where_pods_have_no_control_groups_containers_are_resized_all_the_same() => SimulatedNode.Run(async node =>
    {
        node.Engine.HasPodCgroups = false;
        await StartAsync(node, "cpu=100m");
        await ResizeAsync(node, "cpu=200m");
        await node.UntilAsync("resized", Soon, () => Told(node, "ResizeCompleted") == 1);
        node.Engine.Pods.Single().Containers.Single().Resources!.CpuQuota.ShouldBe(20_000);
        node.Engine.PodCgroups.ShouldBeEmpty();
    });

    [Fact]
    public void A_pod_whose_control_group_cannot_be_changed_goes_on_and_says_so() => SimulatedNode.Run(async node =>
    {
        await StartAsync(node, "cpu=200m");
        node.Engine.PodLimitError = "the kernel says no";
        await ResizeAsync(node, "cpu=100m");
        await node.UntilAsync("told", Soon, () => Condition(node, "PodResizeInProgress") is { Reason: "Error", Message: "the kernel says no" });
        await node.RestartAgentAsync();
        node.Engine.Die(node.Engine.Pods.Single().Pod.Uid, "app", 1);
        await node.UntilAsync("restarted", Soon, () => node.StatusOf("web", "app") is { RestartCount: 1, State.Running: not null });
        await node.DeleteAsync("web", 1);
        await node.UntilAsync("gone", Soon, () => node.Engine.IsEmpty && node.Find("web") is null);
    });

    [Fact]
    public void A_pod_that_waits_to_be_limited_is_deleted_at_once() => SimulatedNode.Run(async node =>
    {
        await StartAsync(node, "cpu=200m");
        node.Engine.PodLimitError = "the kernel says no";
        await ResizeAsync(node, "cpu=100m");
        await node.UntilAsync("told", Soon, () => Told(node, "ResizeError") == 1);
        await node.DeleteAsync("web", 1);
        await node.UntilAsync("gone", Soon, () => node.Engine.IsEmpty && node.Find("web") is null);
    });

    [Fact]
    public void A_control_group_of_a_pod_that_nobody_knows_is_removed() => SimulatedNode.Run(async node =>
    {
        await node.Engine.LimitPodAsync("nobody", new(), CancellationToken.None);
        await node.UntilAsync("removed", TimeSpan.FromSeconds(40), () => node.Engine.IsEmpty);
    });

    private static (long Shares, long Quota, long Memory) Whole(SimulatedNode node) =>
        node.Engine.PodCgroups.Values.Single() is var limits ? (limits.CpuShares, limits.CpuQuota, limits.MemoryBytes) : default;

    private static async Task StartAsync(SimulatedNode node, string amounts, params ImmutableArray<ContainerResizePolicy> policies)
    {
        await node.CreateAsync("web", PodSpecs.Of("Always", With(PodSpecs.Container("app"), amounts) with { ResizePolicy = policies }));
        await node.UntilAsync("ready", Soon, () => node.IsReady("web"));
    }

    private static Task ResizeAsync(SimulatedNode node, string amounts) => node.ChangeAsync("web", pod => pod with
    {
        Metadata = pod.Metadata with { Generation = pod.Metadata.Generation + 1 },
        Spec = pod.Spec with { Containers = [With(pod.Spec.Containers[0], amounts)] },
    });

    private static Container With(Container container, string amounts)
    {
        var parsed = Amounts(amounts);
        return container with { Resources = new ResourceRequirements { Requests = parsed, Limits = parsed } };
    }

    private static ImmutableSortedDictionary<string, Quantity> Amounts(string text) =>
        text.Split(',').Select(a => a.Split('=')).ToImmutableSortedDictionary(a => a[0], a => Quantity.Parse(a[1]), StringComparer.Ordinal);

    private static PodCondition? Condition(SimulatedNode node, string type) => node.Find("web")?.Status.Conditions.FirstOrDefault(c => c.Type == type);

    private static int Told(SimulatedNode node, string reason) => node.EventsOf("web").Where(e => e.Reason == reason).Sum(e => e.Count ?? 1);
}
