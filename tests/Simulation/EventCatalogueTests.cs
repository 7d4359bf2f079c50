using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Simulation;

/// <summary>Events that pods rarely have (spec 10.1), and how often those come that last.</summary>
public sealed class EventCatalogueTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_back_off_is_told_when_it_begins_and_each_minute_that_it_lasts() => Run(async node =>
    {
        node.Engine.Exits("web", code: 1, after: TimeSpan.Zero);
        var start = node.Now;
        await node.CreateAsync("web", PodSpecs.Of("Always", PodSpecs.Container("web")));
        foreach (var (second, told) in new[] { (5, 1), (15, 2), (35, 3), (75, 4), (125, 4), (135, 5), (155, 6), (215, 7), (275, 8), (315, 9), (375, 10), (605, 13) })
        {
            await node.SleepAsync(start + TimeSpan.FromSeconds(second) - node.Now);
            Count(node, "BackOff").ShouldBe(told, $"after {second} s");
        }

        node.Engine.Journal.StartsOf("web").Length.ShouldBe(7);
    });

    [Fact]
    public void A_long_back_off_writes_nothing_but_that() => Run(async node =>
    {
        node.Engine.Exits("web", code: 1, after: TimeSpan.Zero);
        await node.CreateAsync("web", PodSpecs.Of("Always", PodSpecs.Container("web")));
        await node.SleepAsync(TimeSpan.FromSeconds(315));
        var (revision, told) = (node.Store.Revision, Count(node, "BackOff"));
        await node.SleepAsync(TimeSpan.FromSeconds(285));
        Count(node, "BackOff").ShouldBe(told + 4);
        (node.Store.Revision - revision).ShouldBeLessThanOrEqualTo(4 + 1, "the node reports once in that time");
    });

    [Fact]
    public void An_engine_that_does_not_end_a_pod_in_time_is_told_of_once() => Run(async node =>
    {
        node.Engine.Behaves("web", ContainerBehaviour.IgnoresTerm());
        await node.CreateAsync("web", PodSpecs.Of("Always", PodSpecs.Container("web")));
        await node.UntilAsync("ready", Soon, () => node.IsReady("web"));
        var start = node.Now;
        await node.DeleteAsync("web", 20);
        await node.SleepAsync(TimeSpan.FromSeconds(1));
        node.Engine.EngineDown(containersDie: false);
        await node.SleepAsync(start + TimeSpan.FromSeconds(29) - node.Now);
        Count(node, "ExceededGracePeriod").ShouldBe(0);
        await node.SleepAsync(TimeSpan.FromSeconds(2));
        node.Events("web").ShouldContain("Warning ExceededGracePeriod Container runtime did not kill the pod within specified grace period.");
        await node.SleepAsync(TimeSpan.FromMinutes(2));
        Count(node, "ExceededGracePeriod").ShouldBe(1);
        node.Engine.EngineUp();
        await node.UntilAsync("gone", TimeSpan.FromSeconds(40), () => node.Find("web") is null);
    });

    [Theory]
    [InlineData(0)] // killed after the least grace
    [InlineData(1)]
    [InlineData(12)]
    public void An_end_within_the_grace_period_is_not_late(long grace) => Run(async node =>
    {
        node.Engine.Behaves("web", ContainerBehaviour.IgnoresTerm());
        await node.CreateAsync("web", PodSpecs.Of("Always", PodSpecs.Container("web")) with { TerminationGracePeriodSeconds = grace });
        await node.UntilAsync("ready", Soon, () => node.IsReady("web"));
        await node.DeleteAsync("web", Math.Max(1, grace));
        await node.UntilAsync("gone", TimeSpan.FromSeconds(15), () => node.Find("web") is null);
        Count(node, "ExceededGracePeriod").ShouldBe(0);
    });

    [Fact]
    public void A_pod_that_cannot_be_looked_at_says_so_at_most_once_a_minute() => Run(async node =>
    {
        await node.CreateAsync("web", PodSpecs.Of("Always", PodSpecs.Container("web")));
        await node.UntilAsync("ready", Soon, () => node.IsReady("web"));
        node.Engine.FailLooks = RuntimeFailure.Timeout;
        node.Engine.Die(node.Find("web")!.Metadata.Uid!, "web", 1);
        await node.SleepAsync(TimeSpan.FromSeconds(50));
        node.Events("web").ShouldContain("Warning FailedSync error determining status: look at a pod: failed (injected)");
        await node.SleepAsync(TimeSpan.FromSeconds(150));
        Count(node, "FailedSync").ShouldBeInRange(3, 4);
        node.Engine.FailLooks = null;
        await node.UntilAsync("it runs again", TimeSpan.FromSeconds(20), () => node.StatusOf("web", "web") is { Ready: true, RestartCount: 1 });
    });

    [Fact]
    public void An_engine_that_is_away_is_told_by_the_node_and_not_by_each_pod() => Run(async node =>
    {
        await node.CreateAsync("web", PodSpecs.Of("Always", PodSpecs.Container("web")));
        await node.UntilAsync("ready", Soon, () => node.IsReady("web"));
        var before = node.Events("web");
        node.Engine.EngineDown(containersDie: false);
        node.Engine.Die(node.Find("web")!.Metadata.Uid!, "web", 1);
        await node.SleepAsync(TimeSpan.FromMinutes(3));
        node.Events("web").ShouldBe(before);
    });

    [Fact]
    public void A_pod_whose_folder_cannot_be_made_waits_and_says_why() => Run(async node =>
    {
        var pods = node.FileOf("", "");
        File.Create(pods).Dispose(); // in the way
        await node.CreateAsync("web", PodSpecs.Of("Always", PodSpecs.Container("web")));
        await node.UntilAsync("it is told", Soon, () => node.Events("web").Any(e => e.StartsWith("Warning Failed error making pod data directories: ", StringComparison.Ordinal)));
        node.StatusOf("web", "web")!.State.Waiting!.Reason.ShouldBe("ContainerCreating");
        node.StatusOf("web", "web")!.State.Waiting!.Message.ShouldStartWith("error making pod data directories: ");
        File.Delete(pods);
        await node.UntilAsync("it runs", TimeSpan.FromSeconds(12), () => node.IsReady("web"));
    });

    private static int Count(SimulatedNode node, string reason) => node.EventsOf("web").Where(e => e.Reason == reason).Sum(e => e.Count ?? 1);

    private static void Run(Func<SimulatedNode, Task> scenario) => SimulatedNode.Run(scenario);
}
