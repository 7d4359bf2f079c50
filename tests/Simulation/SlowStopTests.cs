using LocalPods.Api.Core;

namespace LocalPods.Simulation;

/// <summary>A deletion that takes more than two seconds says why, while it takes and at its end.</summary>
public sealed class SlowStopTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_container_that_ignores_TERM_is_named_with_its_process() => Run(async node =>
    {
        node.Engine.Behaves("web", ContainerBehaviour.IgnoresTerm());
        await node.CreateAsync("web", PodSpecs.Of("Always", PodSpecs.Container("web"), PodSpecs.Container("quick")));
        await node.UntilAsync("ready", Soon, () => node.IsReady("web"));
        await node.DeleteAsync("web", 5);
        await node.UntilAsync("gone", TimeSpan.FromSeconds(6), () => node.Find("web") is null);
        Told(node).ShouldBe(
        [
            "Normal SlowStop Still stopping after 2.0 s: container web: PID 1 (web) has not ended 2.0 s after SIGTERM",
            "Normal SlowStop Stopping took 5.0 s: container web: PID 1 (web) ignored SIGTERM and was killed after 5.0 s",
        ]);
    });

    [Fact]
    public void A_long_preStop_hook_is_named_and_what_the_process_took_after_it() => Run(async node =>
    {
        node.Engine.Behaves("web", ContainerBehaviour.TrapsTerm(TimeSpan.FromSeconds(1.5), 0));
        var container = PodSpecs.Container("web") with { Lifecycle = new Lifecycle { PreStop = new LifecycleHandler { Sleep = new SleepAction { Seconds = 4 } } } };
        await node.CreateAsync("web", PodSpecs.Of("Always", container));
        await node.UntilAsync("ready", Soon, () => node.IsReady("web"));
        await node.DeleteAsync("web", 30);
        await node.UntilAsync("gone", TimeSpan.FromSeconds(7), () => node.Find("web") is null);
        Told(node).ShouldBe(
        [
            "Normal SlowStop Still stopping after 2.0 s: container web: preStop running for 2.0 s",
            "Normal SlowStop Stopping took 5.5 s: container web: preStop took 4.0 s, PID 1 (web) took 1.5 s to end after SIGTERM",
        ]);
    });

    [Theory]
    [InlineData(30)]
    [InlineData(3)]
    public void A_preStop_hook_that_was_given_up_is_told_from_one_that_took_long(long laterGrace) => Run(async node =>
    {
        node.Engine.Behaves("web", ContainerBehaviour.Answers(_ => new ExecOutcome(0) { Takes = TimeSpan.FromMinutes(1) }));
        var container = PodSpecs.Container("web") with { Lifecycle = new Lifecycle { PreStop = new LifecycleHandler { Exec = new ExecAction { Command = ["bye"] } } } };
        await node.CreateAsync("web", PodSpecs.Of("Always", container));
        await node.UntilAsync("ready", Soon, () => node.IsReady("web"));
        await node.DeleteAsync("web", 5);
        if (laterGrace < 5)
        {
            await node.SleepAsync(Soon);
            await node.DeleteAsync("web", laterGrace);
        }

        await node.UntilAsync("gone", TimeSpan.FromSeconds(9), () => node.Find("web") is null);
        var took = laterGrace < 5 ? "4.0 s" : "5.0 s";
        Told(node)[^1].ShouldBe($"Normal SlowStop Stopping took {took}: container web: preStop had not ended after {took}, the whole grace period, and was given up");
        node.Events("web").ShouldContain("Warning FailedPreStopHook spec.containers{web}: PreStopHook failed");
    });

    [Fact]
    public void A_sidecar_that_waits_its_turn_and_then_takes_its_time_is_told_of() => Run(async node =>
    {
        node.Engine.Behaves("web", ContainerBehaviour.TrapsTerm(TimeSpan.FromSeconds(1.9), 0));
        node.Engine.Behaves("log", ContainerBehaviour.TrapsTerm(TimeSpan.FromSeconds(1.2), 0));
        var spec = PodSpecs.Of("Always", PodSpecs.Container("web")) with { InitContainers = [PodSpecs.Container("log") with { RestartPolicy = "Always" }] };
        await node.CreateAsync("web", spec);
        await node.UntilAsync("ready", Soon, () => node.IsReady("web"));
        await node.DeleteAsync("web", 30);
        await node.UntilAsync("gone", TimeSpan.FromSeconds(7), () => node.Find("web") is null);
        Told(node)[^1].ShouldBe(
            "Normal SlowStop Stopping took 3.1 s: container log: PID 1 (log) took 1.2 s to end after SIGTERM; container web: PID 1 (web) took 1.9 s to end after SIGTERM");
    });

    [Theory]
    [InlineData(30)]
    [InlineData(0)]
    public void Of_a_quick_or_forced_deletion_nothing_is_said(long grace) => Run(async node =>
    {
        node.Engine.Behaves("web", grace == 0 ? ContainerBehaviour.IgnoresTerm() : ContainerBehaviour.RunsForEver);
        await node.CreateAsync("web", PodSpecs.Of("Always", PodSpecs.Container("web")));
        await node.UntilAsync("ready", Soon, () => node.IsReady("web"));
        await node.DeleteAsync("web", grace);
        await node.SleepAsync(TimeSpan.FromSeconds(5));
        node.Engine.IsEmpty.ShouldBeTrue();
        Told(node).ShouldBeEmpty();
    });

    [Fact]
    public void Containers_that_ignore_TERM_are_killed_at_the_same_moment_and_the_pod_is_gone_with_them() => Run(async node =>
    {
        foreach (var name in new[] { "a", "b", "c" })
        {
            node.Engine.Behaves(name, ContainerBehaviour.IgnoresTerm());
        }

        await node.CreateAsync("web", PodSpecs.Of("Always", PodSpecs.Container("a"), PodSpecs.Container("b"), PodSpecs.Container("c")));
        await node.UntilAsync("ready", Soon, () => node.IsReady("web"));
        var start = node.Now;
        await node.DeleteAsync("web", 5);
        await node.UntilAsync("gone", TimeSpan.FromSeconds(6), () => node.Find("web") is null);
        (node.Now - start).ShouldBeInRange(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(6));
    });

    private static string[] Told(SimulatedNode node) => [.. node.Events("web").Where(e => e.Contains("SlowStop", StringComparison.Ordinal))];

    private static void Run(Func<SimulatedNode, Task> scenario) => SimulatedNode.Run(scenario);
}
