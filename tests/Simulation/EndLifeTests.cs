using LocalPods.Api.Core;

namespace LocalPods.Simulation;

/// <summary>How pods end, to the second (spec 8), and how they look while they do.</summary>
public sealed class EndLifeTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    [Fact]
    [Trait("spec", "PL-55")]
    public void A_deleted_pod_shows_as_terminating_until_its_containers_have_ended() => Run(async node =>
    {
        node.Engine.Behaves("a", ContainerBehaviour.TrapsTerm(TimeSpan.FromSeconds(5), code: 0));
        await ReadyAsync(node, PodSpecs.Container("a"));
        await node.DeleteAsync("web", 30);
        await node.SleepAsync(TimeSpan.FromSeconds(3));
        node.Column("web").ShouldBe("Terminating");
        node.Find("web")!.Status.Phase.ShouldBe("Running");
    });

    [Fact]
    [Trait("spec", "PL-56")]
    public void Regular_containers_get_TERM_at_once_sidecars_after_them_and_all_hooks_run_at_the_start() => Run(async node =>
    {
        var hooks = new Dictionary<string, double>();
        var start = node.Now;
        foreach (var name in (string[])["one", "two", "a", "b"])
        {
            node.Engine.Behaves(name, ContainerBehaviour.TrapsTerm(TimeSpan.FromSeconds(name == "b" ? 4 : 1), code: 0) with
            {
                Executes = _ =>
                {
                    hooks[name] = (node.Now - start).TotalSeconds;
                    return new ExecOutcome(0);
                },
            });
        }

        var spec = PodSpecs.Of("Always", Hooked("a"), Hooked("b")) with
        {
            InitContainers = [Hooked("one") with { RestartPolicy = "Always" }, Hooked("two") with { RestartPolicy = "Always" }],
        };
        await node.CreateAsync("web", spec);
        await node.UntilAsync("ready", Soon, () => node.IsReady("web"));
        start = node.Now;
        await node.DeleteAsync("web", 30);
        await node.UntilAsync("gone", TimeSpan.FromSeconds(10), () => node.Find("web") is null);
        hooks.Values.ShouldAllBe(at => at == 0);
        hooks.Count.ShouldBe(4);
        double Term(string name) => (node.Engine.Journal.TimesOf(name, RuntimeDeed.Stopping).Single() - start).TotalSeconds;
        (Term("a"), Term("b"), Term("two"), Term("one")).ShouldBe((0, 0, 4, 5));
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void That_a_sidecar_is_stopped_is_told_at_the_start_once_and_before_its_hook(bool deleted) => Run(async node =>
    {
        node.Engine.Behaves("a", ContainerBehaviour.TrapsTerm(TimeSpan.FromSeconds(3), code: 0));
        node.Engine.Behaves("two", ContainerBehaviour.TrapsTerm(TimeSpan.FromSeconds(3), code: 0));
        if (!deleted)
        {
            node.Engine.Exits("a", code: 0, after: TimeSpan.FromSeconds(10));
        }

        var failing = new Lifecycle { PreStop = new LifecycleHandler { TcpSocket = new TCPSocketAction { Port = 80 } } };
        var spec = PodSpecs.Of("Never", PodSpecs.Container("a")) with
        {
            InitContainers = [PodSpecs.Container("one") with { RestartPolicy = "Always", Lifecycle = failing }, PodSpecs.Container("two") with { RestartPolicy = "Always" }],
        };
        await node.CreateAsync("web", spec);
        await node.UntilAsync("ready", Soon, () => node.IsReady("web"));
        if (deleted)
        {
            await node.DeleteAsync("web", 30);
        }
        else
        {
            await node.UntilAsync("a has ended", TimeSpan.FromSeconds(11), () => node.Engine.Journal.TimesOf("a", RuntimeDeed.Exited).Length == 1);
        }

        await node.SleepAsync(Soon);
        node.Engine.Journal.TimesOf("one", RuntimeDeed.Stopping).ShouldBeEmpty("its turn has not come");
        string[] told = ["Normal Killing spec.initContainers{one}: Stopping container one", "Warning FailedPreStopHook spec.initContainers{one}: PreStopHook failed"];
        Told().ShouldBe([.. told, "Normal Killing spec.initContainers{two}: Stopping container two"], ignoreOrder: true);
        Told().Where(e => e.Contains("{one}", StringComparison.Ordinal)).ShouldBe(told);
        await node.UntilAsync("over", TimeSpan.FromSeconds(20), () => node.Engine.Journal.TimesOf("one", RuntimeDeed.Exited).Length == 1);
        await node.SleepAsync(Soon);
        Told().Length.ShouldBe(3);
        Told().ShouldNotContain(e => e.EndsWith(" x2", StringComparison.Ordinal));

        string[] Told() => [.. node.Events("web").Where(e => e.Contains("initContainers", StringComparison.Ordinal) && (e.Contains(" Killing ", StringComparison.Ordinal) || e.Contains("PreStop", StringComparison.Ordinal)))];
    });

    [Fact]
    [Trait("spec", "PL-51")]
    public void The_grace_of_a_probe_counts_for_its_kill_and_not_for_a_delete() => Run(async node =>
    {
        node.Engine.Behaves("a", ContainerBehaviour.IgnoresTerm() with { Executes = ask => new ExecOutcome(ask.Container.Attempt == 0 ? 1 : 0) });
        var probe = new Probe { Exec = new ExecAction { Command = ["x"] }, PeriodSeconds = 1, TimeoutSeconds = 1, FailureThreshold = 1, SuccessThreshold = 1, TerminationGracePeriodSeconds = 5 };
        await node.CreateAsync("web", PodSpecs.Of("Always", PodSpecs.Container("a") with { LivenessProbe = probe }));
        await node.UntilAsync("restarted", TimeSpan.FromSeconds(20), () => node.StatusOf("web", "a")?.RestartCount == 1 && node.IsReady("web"));
        await node.DeleteAsync("web", 12);
        await node.UntilAsync("gone", TimeSpan.FromSeconds(20), () => node.Find("web") is null);
        var (terms, kills) = (node.Engine.Journal.TimesOf("a", RuntimeDeed.Stopping), node.Engine.Journal.TimesOf("a", RuntimeDeed.Killed));
        terms.Zip(kills, (term, kill) => (kill - term).TotalSeconds).ShouldBe([5, 12]);
    });

    [Fact]
    public void A_pod_that_was_looked_at_while_the_engine_removed_it_is_gone_all_the_same()
    {
        for (var seed = 1; seed <= 40; seed++)
        {
            SimulatedNode.Run(
                async node =>
                {
                    node.Engine.Behaves("a", ContainerBehaviour.TrapsTerm(Soon / 10, code: 0));
                    await ReadyAsync(node, PodSpecs.Container("a"));
                    node.Engine.Faults = FaultPlan.Slow with { MaxRemovalTime = Soon, MaxEventDelay = Soon / 10 };
                    await node.DeleteAsync("web", 2);
                    await node.UntilAsync("gone", TimeSpan.FromSeconds(20), () => node.Find("web") is null);
                },
                seed);
        }
    }

    [Theory]
    [Trait("spec", "PL-59")]
    [InlineData(0, "Succeeded")]
    [InlineData(143, "Failed")]
    public void The_last_thing_seen_of_a_deleted_pod_is_its_end_by_exit_codes(int code, string phase) => Run(async node =>
    {
        node.Engine.Behaves("a", ContainerBehaviour.TrapsTerm(Soon, code));
        await ReadyAsync(node, PodSpecs.Container("a"));
        var seen = node.Watch("web");
        await node.DeleteAsync("web", 30);
        await node.UntilAsync("gone", TimeSpan.FromSeconds(5), () => node.Find("web") is null);
        seen.Select(p => p.Status.Phase).Distinct().ShouldBe(["Running", phase]);
        seen[^1].Status.ContainerStatuses.Single().State.Terminated!.ExitCode.ShouldBe(code);
    });

    [Fact]
    [Trait("spec", "PL-60")]
    public void A_daemon_that_comes_up_during_termination_runs_preStop_again_and_grants_the_full_grace() => Run(async node =>
    {
        node.Engine.Behaves("a", ContainerBehaviour.IgnoresTerm());
        await ReadyAsync(node, Hooked("a"));
        await node.DeleteAsync("web", 20);
        await node.SleepAsync(TimeSpan.FromSeconds(8));
        node.Engine.Execs.ShouldBe(1);
        await node.KillAgentAsync();
        var start = node.Now;
        node.StartAgent();
        await node.UntilAsync("gone", TimeSpan.FromSeconds(30), () => node.Find("web") is null);
        node.Engine.Execs.ShouldBe(2);
        node.Engine.Journal.TimesOf("a", RuntimeDeed.Stopping).Length.ShouldBe(2);
        (node.Now - start).TotalSeconds.ShouldBeInRange(12, 20.5, "the engine still kills by the first grace period");
    });

    [Fact]
    [Trait("spec", "PL-60")]
    public void What_has_no_object_any_more_gets_TERM_and_two_seconds_later_KILL_and_no_hook() => Run(async node =>
    {
        node.Engine.Behaves("a", ContainerBehaviour.IgnoresTerm());
        await ReadyAsync(node, Hooked("a"));
        await node.KillAgentAsync();
        await node.DeleteAsync("web", 0);
        var start = node.Now;
        node.StartAgent();
        await node.SleepAsync(TimeSpan.FromSeconds(5));
        double At(RuntimeDeed deed) => (node.Engine.Journal.TimesOf("a", deed).Single() - start).TotalSeconds;
        (At(RuntimeDeed.Stopping), At(RuntimeDeed.Killed)).ShouldBe((0, 2));
        node.Engine.Execs.ShouldBe(0);
        node.Engine.IsEmpty.ShouldBeTrue();
    });

    [Fact]
    [Trait("spec", "PL-61")]
    public void A_deadline_counts_from_the_start_time_and_ends_the_pod_with_its_grace() => Run(async node =>
    {
        node.Engine.Pulls("far:1", failures: 0, takes: TimeSpan.FromSeconds(6));
        node.Engine.Behaves("a", ContainerBehaviour.TrapsTerm(TimeSpan.FromSeconds(3), code: 0));
        var start = node.Now;
        await node.CreateAsync("web", PodSpecs.Of("Always", PodSpecs.Container("a") with { Image = "far:1" }) with { ActiveDeadlineSeconds = 10 });
        await node.UntilAsync("failed", TimeSpan.FromSeconds(20), () => node.Find("web")!.Status.Phase == "Failed");
        (node.Engine.Journal.TimesOf("a", RuntimeDeed.Stopping).Single() - start).TotalSeconds.ShouldBe(10);
        var status = node.Find("web")!.Status;
        (status.Reason, status.Message).ShouldBe(("DeadlineExceeded", "Pod was active on the node longer than the specified deadline"));
        await node.SleepAsync(Soon);
        node.Events("web").ShouldContain("Normal DeadlineExceeded Pod was active on the node longer than the specified deadline");
    });

    [Fact]
    public void A_pod_the_node_cannot_take_is_rejected_once_and_nothing_is_started() => Run(async node =>
    {
        await node.CreateAsync("web", PodSpecs.Of("Always", PodSpecs.Container("a")) with { SecurityContext = new PodSecurityContext { Sysctls = [new Sysctl { Name = "kernel.msgmax", Value = "1" }] } });
        await node.UntilAsync("failed", Soon, () => node.Find("web")!.Status.Phase == "Failed");
        await node.SleepAsync(Soon);
        var status = node.Find("web")!.Status;
        (status.Reason, status.Message).ShouldBe(("SysctlForbidden", "Pod was rejected: forbidden sysctl: \"kernel.msgmax\" not allowlisted"));
        status.ContainerStatuses.ShouldBeEmpty();
        node.Engine.Journal.Entries.ShouldBeEmpty();
        node.Events("web").ShouldContain("Warning SysctlForbidden forbidden sysctl: \"kernel.msgmax\" not allowlisted");
    });

    private static Container Hooked(string name) =>
        PodSpecs.Container(name) with { Lifecycle = new Lifecycle { PreStop = new LifecycleHandler { Exec = new ExecAction { Command = ["bye"] } } } };

    private static async Task ReadyAsync(SimulatedNode node, Container container)
    {
        await node.CreateAsync("web", PodSpecs.Of("Always", container));
        await node.UntilAsync("ready", Soon, () => node.IsReady("web"));
    }

    private static void Run(Func<SimulatedNode, Task> scenario) => SimulatedNode.Run(scenario);
}
