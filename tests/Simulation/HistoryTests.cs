using System.Collections.Immutable;
using LocalPods.Api.Core;
using LocalPods.Api.History;

namespace LocalPods.Simulation;

/// <summary>The record that a node keeps of its pods' lives, in virtual time.</summary>
public sealed class HistoryTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_crash_loop_is_recorded_with_its_exits_and_waits() => Run(async node =>
    {
        node.Engine.Exits("web", code: 3, after: TimeSpan.FromSeconds(1));
        var start = node.Now;
        var uid = await node.CreateAsync("web", PodSpecs.Of("Always", PodSpecs.Container("web")));
        await node.SleepAsync(TimeSpan.FromSeconds(20));
        var entries = Of(node, uid);
        Times(HistoryKind.ContainerStarted).ShouldBe([0, 1, 12]);
        Times(HistoryKind.Exited).ShouldBe([1, 2, 13]);
        Times(HistoryKind.BackoffStarted).ShouldBe([2, 13]);
        entries.Where(e => e.Kind == HistoryKind.BackoffStarted).Select(e => e.Duration!.Value.TotalSeconds).ShouldBe([10, 20]);
        entries.Where(e => e.Kind == HistoryKind.Exited).ShouldAllBe(e => e.ExitCode == 3 && e.Container == "web");

        double[] Times(HistoryKind kind) => [.. entries.Where(e => e.Kind == kind).Select(e => (e.Time - start).TotalSeconds)];
    });

    [Fact]
    public void A_record_survives_the_daemon_and_goes_on_without_doubles() => Run(async node =>
    {
        node.Engine.Exits("web", code: 3, after: TimeSpan.FromSeconds(1));
        var uid = await node.CreateAsync("web", PodSpecs.Of("Always", PodSpecs.Container("web")));
        for (var i = 0; i < 4; i++)
        {
            await node.SleepAsync(TimeSpan.FromSeconds(10));
            await node.RestartAgentAsync();
        }

        await node.SleepAsync(TimeSpan.FromSeconds(40));
        var entries = Of(node, uid);
        entries.Count(e => e.Kind == HistoryKind.PodSeen).ShouldBe(1);
        entries.Count(e => e.Kind == HistoryKind.DaemonStarted).ShouldBe(4);
        Attempts(HistoryKind.ContainerStarted).ShouldBe([0, 1, 2, 3, 4]);
        Attempts(HistoryKind.Exited).ShouldBe([0, 1, 2, 3, 4]);
        Attempts(HistoryKind.BackoffStarted).ShouldBe([1, 2, 3, 4]); // the first restart does not wait

        int?[] Attempts(HistoryKind kind) => [.. entries.Where(e => e.Kind == kind).Select(e => e.Attempt)];
    });

    [Fact]
    public void A_stop_is_recorded_from_preStop_to_the_kill() => Run(async node =>
    {
        node.Engine.Behaves("web", ContainerBehaviour.IgnoresTerm());
        var container = PodSpecs.Container("web") with { Lifecycle = new Lifecycle { PreStop = new LifecycleHandler { Sleep = new SleepAction { Seconds = 3 } } } };
        await node.CreateAsync("web", PodSpecs.Of("Always", container));
        await node.UntilAsync("ready", Soon, () => node.IsReady("web"));
        var uid = node.Find("web")!.Metadata.Uid!;
        var start = node.Now;
        await node.DeleteAsync("web", 7);
        await node.SleepAsync(TimeSpan.FromSeconds(6.9));
        var record = Of(node, uid);
        record.Where(e => e.Kind is HistoryKind.PreStopStarted or HistoryKind.PreStopEnded or HistoryKind.TermSent)
            .Select(e => (e.Kind, (e.Time - start).TotalSeconds))
            .ShouldBe([(HistoryKind.PreStopStarted, 0), (HistoryKind.PreStopEnded, 3), (HistoryKind.TermSent, 3)]);
        record.Single(e => e.Kind == HistoryKind.TermSent).Duration.ShouldBe(TimeSpan.FromSeconds(4));
        await node.UntilAsync("gone", TimeSpan.FromSeconds(1), () => node.Find("web") is null);
        node.Agent!.HistoryOf("default", "web", uid).ShouldBeNull();
    });

    [Fact]
    public void Readiness_and_its_probes_are_recorded() => Run(async node =>
    {
        var ready = true;
        node.Prober.Answer = _ => ready ? Orchestrator.Probes.ProbeOutcome.Success("") : Orchestrator.Probes.ProbeOutcome.Failure("refused");
        var container = PodSpecs.Container("web") with
        {
            ReadinessProbe = new Probe { TcpSocket = new TCPSocketAction { Port = 80 }, PeriodSeconds = 1, FailureThreshold = 1 },
        };
        var uid = await node.CreateAsync("web", PodSpecs.Of("Always", container));
        await node.UntilAsync("ready", TimeSpan.FromSeconds(3), () => node.IsReady("web"));
        ready = false;
        await node.UntilAsync("not ready", TimeSpan.FromSeconds(3), () => !node.IsReady("web"));
        var entries = Of(node, uid);
        entries.Where(e => e.Kind is HistoryKind.Ready or HistoryKind.NotReady).Select(e => e.Kind).ShouldBe([HistoryKind.Ready, HistoryKind.NotReady]);
        var ticks = entries.Where(e => e.Kind == HistoryKind.ProbeTick).ToList();
        ticks[0].Outcome.ShouldBe("Success");
        (ticks[^1].Outcome, ticks[^1].Detail).ShouldBe(("Failure", "refused"));
    });

    private static ImmutableArray<HistoryEntry> Of(SimulatedNode node, string uid) => node.Agent!.HistoryOf("default", "web", uid)!.Entries;

    private static void Run(Func<SimulatedNode, Task> scenario) => SimulatedNode.Run(scenario);
}
