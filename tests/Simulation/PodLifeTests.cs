using LocalPods.Api.Core;

namespace LocalPods.Simulation;

/// <summary>Lives of single pods, exact in virtual time.</summary>
public sealed class PodLifeTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_pod_becomes_ready_and_a_graceful_delete_leaves_nothing() => Run(async node =>
    {
        var uid = await node.CreateAsync("web", PodSpecs.Of("Always", PodSpecs.Container("a"), PodSpecs.Container("b")));
        await node.UntilAsync("ready", Soon, () => node.IsReady("web"));
        node.PodFolders.ShouldContain(uid);

        await node.DeleteAsync("web", 30);
        await node.UntilAsync("gone", Soon, () => node.Find("web") is null);
        node.Engine.IsEmpty.ShouldBeTrue();
        node.PodFolders.ShouldBeEmpty();
    });

    [Fact]
    [Trait("spec", "PL-28")]
    public void A_crashing_container_is_started_at_0_0_10_30_70_and_150_seconds() => Run(async node =>
    {
        node.Engine.Exits("web", code: 1, after: TimeSpan.Zero);
        var start = node.Now;
        await node.CreateAsync("web", PodSpecs.Of("Always", PodSpecs.Container("web")));
        await node.SleepAsync(TimeSpan.FromSeconds(200));
        node.Engine.Journal.StartsOf("web").Select(at => (at - start).TotalSeconds).ShouldBe([0, 0, 10, 30, 70, 150]);
        var status = node.StatusOf("web", "web")!;
        status.RestartCount.ShouldBe(5);
        status.State.Waiting!.Reason.ShouldBe("CrashLoopBackOff");
        status.State.Waiting.Message.ShouldStartWith("back-off 2m40s restarting failed container=web pod=web_default(");
    });

    [Fact]
    public void Crash_loop_back_off_survives_a_restart_of_the_daemon() => Run(async node =>
    {
        node.Engine.Exits("web", code: 1, after: TimeSpan.Zero);
        var start = node.Now;
        await node.CreateAsync("web", PodSpecs.Of("Always", PodSpecs.Container("web")));
        for (var i = 0; i < 20; i++)
        {
            await node.SleepAsync(TimeSpan.FromSeconds(10.5));
            await node.RestartAgentAsync();
        }

        node.Engine.Journal.StartsOf("web").Select(at => (at - start).TotalSeconds).ShouldBe([0, 0, 10, 30, 70, 150]);
    });

    [Fact]
    [Trait("spec", "PL-29")]
    public void A_container_that_lived_longer_than_ten_minutes_restarts_at_once_again() => Run(async node =>
    {
        node.Engine.Behaves("web", ContainerBehaviour.Exits(1, TimeSpan.Zero), ContainerBehaviour.Exits(1, TimeSpan.Zero), ContainerBehaviour.Exits(1, TimeSpan.FromSeconds(601)), ContainerBehaviour.Exits(1, TimeSpan.Zero));
        var start = node.Now;
        await node.CreateAsync("web", PodSpecs.Of("Always", PodSpecs.Container("web")));
        await node.SleepAsync(TimeSpan.FromSeconds(630));
        node.Engine.Journal.StartsOf("web").Select(at => (at - start).TotalSeconds).ShouldBe([0, 0, 10, 611, 621]);
    });

    [Fact]
    [Trait("spec", "PL-69")]
    public void A_restart_of_the_daemon_restarts_no_container_and_keeps_it_ready() => Run(async node =>
    {
        var probe = new Probe { Exec = new ExecAction { Command = ["x"] }, PeriodSeconds = 10, TimeoutSeconds = 1, FailureThreshold = 3, SuccessThreshold = 1 };
        await node.CreateAsync("web", PodSpecs.Of("Always", PodSpecs.Container("web") with { ReadinessProbe = probe, StartupProbe = probe }));
        await node.UntilAsync("ready", TimeSpan.FromSeconds(11), () => node.IsReady("web"));
        await node.SleepAsync(TimeSpan.FromMinutes(1));
        var seen = node.Watch("web");
        await node.RestartAgentAsync();
        await node.SleepAsync(TimeSpan.FromMinutes(5));
        seen.ShouldAllBe(p => p.Status.ContainerStatuses[0].Ready && p.Status.ContainerStatuses[0].Started == true);
        node.Engine.Journal.StartsOf("web").Length.ShouldBe(1);
        node.IsReady("web").ShouldBeTrue();
    });

    [Fact]
    [Trait("spec", "PL-57")]
    public void A_container_that_ignores_TERM_is_killed_at_the_grace_period_but_not_before_two_seconds() => Run(async node =>
    {
        node.Engine.Behaves("web", ContainerBehaviour.IgnoresTerm());
        await node.CreateAsync("web", PodSpecs.Of("Always", PodSpecs.Container("web")));
        await node.CreateAsync("brief", PodSpecs.Of("Always", PodSpecs.Container("web")));
        await node.UntilAsync("ready", Soon, () => node.IsReady("web") && node.IsReady("brief"));
        var start = node.Now;
        await node.DeleteAsync("web", 7);
        await node.DeleteAsync("brief", 1);
        await node.UntilAsync("gone", TimeSpan.FromSeconds(10), () => node.Find("web") is null);
        node.Engine.Journal.TimesOf("web", RuntimeDeed.Killed).Select(at => (at - start).TotalSeconds).ShouldBe([2, 7]);
    });

    [Fact]
    [Trait("spec", "PL-55")]
    public void A_second_delete_shortens_the_grace_period() => Run(async node =>
    {
        node.Engine.Behaves("web", ContainerBehaviour.IgnoresTerm());
        await node.CreateAsync("web", PodSpecs.Of("Always", PodSpecs.Container("web")));
        await node.UntilAsync("ready", Soon, () => node.IsReady("web"));
        var start = node.Now;
        await node.DeleteAsync("web", 30);
        await node.SleepAsync(TimeSpan.FromSeconds(4));
        await node.DeleteAsync("web", 3);
        await node.UntilAsync("gone", TimeSpan.FromSeconds(10), () => node.Find("web") is null);
        node.Engine.Journal.TimesOf("web", RuntimeDeed.Killed).Select(at => (at - start).TotalSeconds).ShouldBe([7]);
    });

    [Fact]
    [Trait("spec", "PL-58")]
    public void A_forced_delete_frees_the_name_at_once_and_kills_what_runs_within_two_seconds() => Run(async node =>
    {
        node.Engine.Behaves("web", ContainerBehaviour.IgnoresTerm(), ContainerBehaviour.RunsForEver);
        await node.CreateAsync("web", PodSpecs.Of("Always", PodSpecs.Container("web")));
        await node.UntilAsync("ready", Soon, () => node.IsReady("web"));
        await node.DeleteAsync("web", 0);
        node.Find("web").ShouldBeNull();
        await node.SleepAsync(TimeSpan.FromSeconds(2.1));
        node.Engine.IsEmpty.ShouldBeTrue();
        node.PodFolders.ShouldBeEmpty();
    });

    [Fact]
    [Trait("spec", "PL-60")]
    public void What_is_left_of_a_pod_deleted_while_the_daemon_was_down_is_killed_and_removed() => Run(async node =>
    {
        node.Engine.Behaves("web", ContainerBehaviour.IgnoresTerm());
        await node.CreateAsync("web", PodSpecs.Of("Always", PodSpecs.Container("web")));
        await node.UntilAsync("ready", Soon, () => node.IsReady("web"));
        await node.KillAgentAsync();
        await node.DeleteAsync("web", 0);
        node.StartAgent();
        await node.SleepAsync(TimeSpan.FromSeconds(3));
        node.Engine.IsEmpty.ShouldBeTrue();
        node.PodFolders.ShouldBeEmpty();
    });

    [Fact]
    [Trait("spec", "PL-33")]
    public void A_dead_sandbox_is_replaced_and_counts_as_a_restart() => Run(async node =>
    {
        var uid = await node.CreateAsync("web", PodSpecs.Of("Always", PodSpecs.Container("web")));
        await node.UntilAsync("ready", Soon, () => node.IsReady("web"));
        node.Engine.Die(uid, "", 137);
        await node.UntilAsync("a second sandbox", TimeSpan.FromSeconds(5), () => node.StatusOf("web", "web")?.RestartCount == 1 && node.IsReady("web"));
        node.Engine.Pods.Single().Sandboxes[0].Attempt.ShouldBe(1);
    });

    [Fact]
    [Trait("spec", "PL-30")]
    public void A_container_that_ends_well_under_policy_Always_backs_off_too() => Run(async node =>
    {
        node.Engine.Exits("web", code: 0, after: TimeSpan.Zero);
        await node.CreateAsync("web", PodSpecs.Of("Always", PodSpecs.Container("web")));
        await node.UntilAsync("back-off", Soon, () => node.StatusOf("web", "web")?.State.Waiting?.Reason == "CrashLoopBackOff");
        node.StatusOf("web", "web")!.LastState.Terminated!.Reason.ShouldBe("Completed");
        node.Find("web")!.Status.Phase.ShouldBe("Running");
    });

    [Fact]
    [Trait("spec", "PL-48")]
    public void The_third_failure_of_a_liveness_probe_kills_and_all_three_are_told() => Run(async node =>
    {
        node.Engine.Behaves("web", ContainerBehaviour.Answers(r => new ExecOutcome(r.Container.Attempt > 0 ? 0 : 1, "no file\n")));
        var probe = new Probe { Exec = new ExecAction { Command = ["x"] }, PeriodSeconds = 5, TimeoutSeconds = 1, FailureThreshold = 3, SuccessThreshold = 1 };
        var start = node.Now;
        await node.CreateAsync("web", PodSpecs.Of("Always", PodSpecs.Container("web") with { LivenessProbe = probe }));
        await node.UntilAsync("restarted", TimeSpan.FromSeconds(20), () => node.StatusOf("web", "web")?.RestartCount == 1);
        (node.Engine.Journal.TimesOf("web", RuntimeDeed.Stopping).Single() - start).TotalSeconds.ShouldBe(10);
        await node.SleepAsync(Soon);
        node.Events("web").ShouldContain("Warning Unhealthy spec.containers{web}: Liveness probe failed: no file\n x3");
        node.Events("web").ShouldContain("Normal Killing spec.containers{web}: Container web failed liveness probe, will be restarted");
    });

    [Fact]
    [Trait("spec", "PL-32")]
    public void A_changed_image_restarts_only_that_container_even_with_policy_Never() => Run(async node =>
    {
        await node.CreateAsync("web", PodSpecs.Of("Never", PodSpecs.Container("a"), PodSpecs.Container("b")));
        await node.UntilAsync("ready", Soon, () => node.IsReady("web"));
        await node.SetImageAsync("web", "a", "busybox:1.33.0");
        await node.UntilAsync("restarted", TimeSpan.FromSeconds(5), () => node.StatusOf("web", "a")?.RestartCount == 1 && node.IsReady("web"));
        node.Engine.Journal.StartsOf("b").Length.ShouldBe(1);
        node.Events("web").ShouldContain("Normal Killing spec.containers{a}: Container a definition changed, will be restarted");
    });

    [Fact]
    [Trait("spec", "PL-26")]
    public void A_failing_pull_backs_off_and_the_pod_recovers_when_the_image_appears() => Run(async node =>
    {
        node.Engine.LacksImage("busybox:1.32.0");
        var start = node.Now;
        await node.CreateAsync("web", PodSpecs.Of("Always", PodSpecs.Container("web")));
        await node.UntilAsync("ErrImagePull", Soon, () => node.StatusOf("web", "web")?.State.Waiting?.Reason == "ErrImagePull");
        await node.UntilAsync("ImagePullBackOff", TimeSpan.FromSeconds(10), () => node.StatusOf("web", "web")?.State.Waiting?.Reason == "ImagePullBackOff");
        await node.SleepAsync(TimeSpan.FromSeconds(75));
        node.Engine.PullsOf("busybox:1.32.0").Select(at => (at - start).TotalSeconds).ShouldBe([0, 10, 30, 70]);
        node.Engine.AddImage("busybox:1.32.0");
        await node.UntilAsync("ready", Soon, () => node.IsReady("web"));
    });

    [Fact]
    [Trait("spec", "PL-34")]
    public void OnFailure_repeats_failures_and_ends_in_Succeeded() => Run(async node =>
    {
        node.Engine.Behaves("job", ContainerBehaviour.Exits(1, Soon), ContainerBehaviour.Exits(0, Soon));
        await node.CreateAsync("job", PodSpecs.Of("OnFailure", PodSpecs.Container("job")));
        await node.UntilAsync("succeeded", TimeSpan.FromSeconds(5), () => node.Find("job")!.Status.Phase == "Succeeded");
        node.Engine.Journal.StartsOf("job").Length.ShouldBe(2);
        await node.SleepAsync(TimeSpan.FromMinutes(2));
        var left = node.Engine.Pods.Single();
        left.Sandboxes.ShouldAllBe(s => !s.Ready);
        left.Containers.Length.ShouldBe(1);
    });

    [Fact]
    public void A_container_that_fails_its_liveness_probe_is_restarted_at_once_the_first_time() => Run(async node =>
    {
        node.Engine.Behaves("web", ContainerBehaviour.Answers(r => new ExecOutcome(r.RunningFor < TimeSpan.FromSeconds(25) ? 0 : 1)));
        var probe = new Probe { Exec = new ExecAction { Command = ["true"] }, PeriodSeconds = 5, TimeoutSeconds = 1, FailureThreshold = 3, SuccessThreshold = 1 };
        await node.CreateAsync("web", PodSpecs.Of("Always", PodSpecs.Container("web") with { LivenessProbe = probe }));
        await node.UntilAsync("restarted", TimeSpan.FromSeconds(60), () => node.StatusOf("web", "web")?.RestartCount == 1);
        var journal = node.Engine.Journal;
        (journal.StartsOf("web")[1] - journal.TimesOf("web", RuntimeDeed.Exited)[0]).ShouldBeLessThan(TimeSpan.FromSeconds(1));
    });

    [Fact]
    [Trait("spec", "PL-42")]
    public void A_postStart_hook_delays_the_next_container_and_the_publication_of_Running() => Run(async node =>
    {
        var hook = new Lifecycle { PostStart = new LifecycleHandler { Sleep = new SleepAction { Seconds = 5 } } };
        var start = node.Now;
        await node.CreateAsync("web", PodSpecs.Of("Always", PodSpecs.Container("a") with { Lifecycle = hook }, PodSpecs.Container("b")));
        await node.SleepAsync(TimeSpan.FromSeconds(4));
        node.StatusOf("web", "a")!.State.Waiting!.Reason.ShouldBe("ContainerCreating");
        await node.UntilAsync("ready", TimeSpan.FromSeconds(2), () => node.IsReady("web"));
        (node.Engine.Journal.StartsOf("b").Single() - start).TotalSeconds.ShouldBe(5);
    });

    [Fact]
    [Trait("spec", "PL-43")]
    public void A_failing_postStart_hook_kills_the_container_and_backs_off() => Run(async node =>
    {
        node.Engine.Behaves("a", ContainerBehaviour.Answers(_ => new ExecOutcome(1)));
        var hook = new Lifecycle { PostStart = new LifecycleHandler { Exec = new ExecAction { Command = ["false"] } } };
        await node.CreateAsync("web", PodSpecs.Of("Always", PodSpecs.Container("a") with { Lifecycle = hook }));
        await node.UntilAsync("the reason", Soon, () => node.StatusOf("web", "a")?.State.Waiting?.Reason == "PostStartHookError");
        node.StatusOf("web", "a")!.State.Waiting!.Message.ShouldStartWith("Exec lifecycle hook ([false]) for Container \"a\" in Pod \"web_default(");
        node.StatusOf("web", "a")!.LastState.Terminated!.ExitCode.ShouldBe(143);
        await node.UntilAsync("back-off", TimeSpan.FromSeconds(30), () => node.StatusOf("web", "a")?.State.Waiting?.Reason == "CrashLoopBackOff");
    });

    [Fact]
    [Trait("spec", "PL-46")]
    public void A_preStop_hook_uses_up_the_grace_period_but_two_seconds_are_left() => Run(async node =>
    {
        node.Engine.Behaves("a", ContainerBehaviour.IgnoresTerm());
        static Lifecycle Sleep(long seconds) => new() { PreStop = new LifecycleHandler { Sleep = new SleepAction { Seconds = seconds } } };
        await node.CreateAsync("short", PodSpecs.Of("Always", PodSpecs.Container("a") with { Lifecycle = Sleep(5) }));
        await node.CreateAsync("long", PodSpecs.Of("Always", PodSpecs.Container("a") with { Lifecycle = Sleep(99) }));
        await node.UntilAsync("ready", Soon, () => node.IsReady("short") && node.IsReady("long"));
        var start = node.Now;
        await node.DeleteAsync("short", 30);
        await node.DeleteAsync("long", 10);
        await node.SleepAsync(TimeSpan.FromSeconds(40));
        double[] At(RuntimeDeed deed) => [.. node.Engine.Journal.TimesOf("a", deed).Select(at => (at - start).TotalSeconds)];
        At(RuntimeDeed.Stopping).ShouldBe([5, 10]);
        At(RuntimeDeed.Killed).ShouldBe([12, 30]);
        node.Engine.IsEmpty.ShouldBeTrue();
    });

    [Fact]
    public void Init_containers_run_one_after_another_before_the_others() => Run(async node =>
    {
        node.Engine.Exits("first", 0, Soon);
        node.Engine.Exits("second", 0, Soon);
        var spec = PodSpecs.Of("Always", PodSpecs.Container("web")) with { InitContainers = [PodSpecs.Container("first"), PodSpecs.Container("second")] };
        var start = node.Now;
        await node.CreateAsync("web", spec);
        await node.SleepAsync(TimeSpan.FromSeconds(5));
        new[] { "first", "second", "web" }.Select(name => (node.Engine.Journal.StartsOf(name).Single() - start).TotalSeconds).ShouldBe([0, 1, 2]);
    });

    [Fact]
    public void An_engine_that_was_away_is_served_again_when_it_returns() => Run(async node =>
    {
        await node.CreateAsync("web", PodSpecs.Of("Always", PodSpecs.Container("web")));
        await node.UntilAsync("ready", Soon, () => node.IsReady("web"));
        node.Engine.EngineDown(containersDie: true);
        await node.SleepAsync(TimeSpan.FromMinutes(3));
        var late = node.CreateAsync("late", PodSpecs.Of("Always", PodSpecs.Container("late")));
        await late;
        await node.SleepAsync(TimeSpan.FromSeconds(20));
        node.Engine.EngineUp();
        await node.UntilAsync("both ready", TimeSpan.FromSeconds(2), () => node.IsReady("web") && node.IsReady("late") && node.StatusOf("web", "web")!.RestartCount == 1);
    });

    private static void Run(Func<SimulatedNode, Task> scenario) => SimulatedNode.Run(scenario);
}
