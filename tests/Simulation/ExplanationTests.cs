using LocalPods.Api.Core;
using LocalPods.Orchestrator.Explaining;
using LocalPods.Orchestrator.Probes;

namespace LocalPods.Simulation;

/// <summary>The agent gathers what an explanation needs, in time, and says what it could not have.</summary>
public sealed class ExplanationTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    [Fact]
    public void A_crash_is_explained_with_its_last_lines_and_the_next_try() => SimulatedNode.Run(async node =>
    {
        node.Engine.Behaves("a", ContainerBehaviour.Exits(3, TimeSpan.FromSeconds(1)) with { Prints = [new LogLine(TimeSpan.Zero, "page 3 is missing")] });
        await node.CreateAsync("web", PodSpecs.Of("Always", PodSpecs.Container("a")));
        await node.UntilAsync("back-off", Soon, () => node.StatusOf("web", "a")?.State.Waiting?.Reason == "CrashLoopBackOff");
        var why = await WhyAsync(node);
        (why.Cause!.Code, why.Cause.Container).ShouldBe((CauseCode.Crashed, "a"));
        why.Chain[^1].Lines.ShouldBe(["page 3 is missing"]);
        why.NextTry.ShouldNotBeNull().ShouldBeGreaterThan(node.Now);
        why.NotKnown.ShouldBeEmpty();
    });

    [Fact]
    public void A_probe_on_a_closed_port_is_told_what_does_listen() => SimulatedNode.Run(async node =>
    {
        node.Engine.Behaves("a", ContainerBehaviour.RunsForEver with { Listens = [80] });
        node.Prober.Answer = _ => ProbeOutcome.Failure("dial tcp 10.88.0.3:8080: connect: connection refused");
        await node.CreateAsync("web", PodSpecs.Of("Always", PodSpecs.Container("a") with { ReadinessProbe = new Probe { TcpSocket = new TCPSocketAction { Port = 8080 }, PeriodSeconds = 1 } }));
        await node.SleepAsync(TimeSpan.FromSeconds(5));
        var why = await WhyAsync(node);
        why.Cause!.Code.ShouldBe(CauseCode.PortNotListening);
        why.Cause.Says.ShouldBe("nothing listens on 8080; container a listens on 80");
    });

    [Fact]
    public void A_pod_that_does_not_end_says_that_its_PID_1_is_deaf_and_when_it_is_killed() => SimulatedNode.Run(async node =>
    {
        node.Engine.Behaves("a", ContainerBehaviour.IgnoresTerm());
        await node.CreateAsync("web", PodSpecs.Of("Always", PodSpecs.Container("a")));
        await node.UntilAsync("ready", Soon, () => node.IsReady("web"));
        await node.DeleteAsync("web", graceSeconds: 30);
        await node.SleepAsync(TimeSpan.FromSeconds(10));
        var why = await WhyAsync(node);
        why.Summary.ShouldBe("is being deleted");
        why.Cause!.Code.ShouldBe(CauseCode.StopSignalIgnored);
        why.Chain[1].Says.ShouldBe("container a still runs, although it was told to stop 10s ago");
        why.Chain[1].Proof.ShouldBe("what does not end is killed in 20s");
    });

    [Fact]
    public void An_engine_that_is_away_is_the_cause_and_a_slow_one_is_said_to_be() => SimulatedNode.Run(async node =>
    {
        node.Engine.Behaves("a", ContainerBehaviour.Exits(3, TimeSpan.FromSeconds(1)));
        await node.CreateAsync("web", PodSpecs.Of("Always", PodSpecs.Container("a")));
        await node.UntilAsync("back-off", Soon, () => node.StatusOf("web", "a")?.State.Waiting?.Reason == "CrashLoopBackOff");

        node.Engine.Faults = FaultPlan.None with { MaxRequestLatency = TimeSpan.FromMinutes(10) };
        var asked = node.Now;
        var slow = await WhyAsync(node);
        (node.Now - asked).ShouldBeLessThan(TimeSpan.FromMilliseconds(300));
        slow.Cause!.Code.ShouldBe(CauseCode.Crashed);
        slow.NotKnown.ShouldContain("the log of a: no answer within 220 ms");
        node.Engine.Faults = FaultPlan.None;

        node.Engine.EngineDown(containersDie: false);
        await node.SleepAsync(TimeSpan.FromSeconds(1));
        var away = await WhyAsync(node);
        (away.Cause!.Code, away.Chain[^1].Proof).ShouldBe((CauseCode.EngineUnreachable, "the engine was stopped"));
        node.Engine.EngineUp();
    });

    [Fact]
    public void A_pod_that_is_not_there_has_no_explanation() => SimulatedNode.Run(async node =>
    {
        await node.SleepAsync(TimeSpan.FromSeconds(1));
        (await node.Agent!.ExplainAsync("default", "nobody", CancellationToken.None)).ShouldBeNull();
    });

    private static async Task<Explanation> WhyAsync(SimulatedNode node) =>
        (await node.Agent!.ExplainAsync("default", "web", CancellationToken.None)).ShouldNotBeNull();
}
