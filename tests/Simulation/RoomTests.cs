using LocalPods.Api.Core;
using LocalPods.Api.Quantities;

namespace LocalPods.Simulation;

/// <summary>Pods for which the node (2 processors, 8 GiB) has no room (spec 1.4; workloads-and-network 15).</summary>
public sealed class RoomTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    [Fact]
    public void A_pod_that_somebody_put_on_a_full_node_is_refused_as_by_a_kubelet() => SimulatedNode.Run(async node =>
    {
        await node.CreateAsync("first", Asking("1500m"));
        await node.UntilAsync("ready", Soon, () => node.IsReady("first"));
        await node.CreateAsync("second", Asking("1"));
        await node.UntilAsync("refused", Soon, () => node.Find("second")?.Status.Phase == "Failed");
        var status = node.Find("second")!.Status;
        (status.Reason, status.Message).ShouldBe(("OutOfcpu", "Pod was rejected: Node didn't have enough resource: cpu, requested: 1000, used: 1500, capacity: 2000"));
        status.ContainerStatuses.ShouldBeEmpty();
        node.Events("second").ShouldContain("Warning OutOfcpu Node didn't have enough resource: cpu, requested: 1000, used: 1500, capacity: 2000");
        node.Engine.Journal.StartsOf("second").ShouldBeEmpty();
    });

    [Fact]
    public void A_pod_that_was_left_to_us_waits_for_room_and_runs_as_soon_as_there_is_some() => SimulatedNode.Run(async node =>
    {
        await node.CreateAsync("first", Asking("1500m"));
        await node.UntilAsync("ready", Soon, () => node.IsReady("first"));
        await node.CreateLeftToUsAsync("second", Asking("1"));
        await node.UntilAsync("told", Soon, () => Scheduled(node)?.Status == "False");
        var condition = Scheduled(node)!;
        (condition.Reason, condition.Message).ShouldBe(("Unschedulable", "0/1 nodes are available: 1 Insufficient cpu."));
        node.Find("second")!.Spec.NodeName.ShouldBeNull();
        node.Find("second")!.Status.StartTime.ShouldBeNull();
        await node.SleepAsync(TimeSpan.FromMinutes(10));
        node.Events("second").ShouldBe(["Warning FailedScheduling 0/1 nodes are available: 1 Insufficient cpu."]);

        await node.RestartAgentAsync();
        await node.SleepAsync(TimeSpan.FromSeconds(5));
        node.IsReady("first").ShouldBeTrue();
        node.Engine.Journal.StartsOf("second").ShouldBeEmpty();

        await node.DeleteAsync("first", 1);
        await node.UntilAsync("runs", Soon, () => node.IsReady("second"));
        node.Find("second")!.Spec.NodeName.ShouldBe("sim");
        Scheduled(node)!.Status.ShouldBe("True");
        node.Events("second").ShouldContain("Normal Scheduled Successfully assigned default/second to sim");
    });

    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public void A_pod_that_runs_keeps_its_room_although_the_daemon_died_before_it_could_say_that_it_took_it_on(bool leftToUs, bool engineAway) => SimulatedNode.Run(async node =>
    {
        // The older one waits for a label meanwhile, and would be the first to be asked.
        var labels = System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty.Add("disk", "ssd");
        await node.CreateLeftToUsAsync("older", Asking("1500m", "old") with { NodeSelector = labels });
        await node.SleepAsync(TimeSpan.FromSeconds(2));
        await (leftToUs ? node.CreateLeftToUsAsync("second", Asking("1")) : node.CreateAsync("second", Asking("1")));
        var before = node.Find("second")!.Status;
        await node.UntilAsync("runs", Soon, () => node.IsReady("second"));

        await node.KillAgentAsync();
        await node.ChangeAsync("second", pod => pod with { Status = before });
        await node.LabelNodeAsync("disk", "ssd");
        if (engineAway)
        {
            node.Engine.EngineDown(containersDie: false);
        }

        node.StartAgent();
        if (engineAway)
        {
            await node.SleepAsync(TimeSpan.FromSeconds(5));
            node.Find("second")!.Status.Phase.ShouldBe("Pending");
            node.Engine.EngineUp();
        }

        await node.UntilAsync("it is known to run", TimeSpan.FromSeconds(20), () => node.IsReady("second"));
        node.Engine.Journal.StartsOf("app").Length.ShouldBe(1);
        node.Engine.Journal.TimesOf("app", RuntimeDeed.Stopping).ShouldBeEmpty();
        if (!engineAway)
        {
            await node.SleepAsync(TimeSpan.FromMinutes(2));
            node.Find("older")!.Status.Conditions.First(c => c.Type == "PodScheduled").Message.ShouldBe("0/1 nodes are available: 1 Insufficient cpu.");
        }
    });

    [Fact]
    public void A_pod_that_has_ended_takes_no_room() => SimulatedNode.Run(async node =>
    {
        node.Engine.Exits("once", code: 0, after: TimeSpan.FromSeconds(2));
        await node.CreateAsync("once", Asking("2", "once") with { RestartPolicy = "Never" });
        await node.CreateLeftToUsAsync("second", Asking("2"));
        await node.UntilAsync("runs", TimeSpan.FromSeconds(20), () => node.IsReady("second"));
        node.Find("once")!.Status.Phase.ShouldBe("Succeeded");
    });

    [Fact]
    public void A_pod_waits_for_the_labels_it_asks_for() => SimulatedNode.Run(async node =>
    {
        await node.CreateLeftToUsAsync("second", Asking("1") with { NodeSelector = System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty.Add("disk", "ssd") });
        await node.UntilAsync("told", Soon, () => Scheduled(node)?.Message == "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector.");
        await node.LabelNodeAsync("disk", "ssd");
        await node.UntilAsync("runs", Soon, () => node.IsReady("second"));
    });

    private static PodSpec Asking(string cpu, string container = "app")
    {
        var amounts = System.Collections.Immutable.ImmutableSortedDictionary<string, Quantity>.Empty.Add("cpu", Quantity.Parse(cpu));
        return PodSpecs.Of("Always", PodSpecs.Container(container) with { Resources = new ResourceRequirements { Requests = amounts } });
    }

    private static PodCondition? Scheduled(SimulatedNode node) => node.Find("second")?.Status.Conditions.FirstOrDefault(c => c.Type == "PodScheduled");
}
