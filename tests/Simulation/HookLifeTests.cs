using LocalPods.Api.Core;

namespace LocalPods.Simulation;

/// <summary>Lifecycle hooks: when they run, what waits for them, and what users are told (spec 6).</summary>
public sealed class HookLifeTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    private static readonly LifecycleHandler Socket = new() { TcpSocket = new TCPSocketAction { Port = 80 } };

    private static readonly LifecycleHandler Command = new() { Exec = new ExecAction { Command = ["bye"] } };

    [Fact]
    [Trait("spec", "PL-43")]
    public void A_container_whose_postStart_fails_is_killed_after_its_preStop_and_the_events_say_so() => Run(async node =>
    {
        var commands = new List<string>();
        node.Engine.Behaves("a", ContainerBehaviour.Answers(ask =>
        {
            commands.Add(string.Join(' ', ask.Command));
            return new ExecOutcome(ask.Command[0] == "bye" ? 0 : 3, "out\n") { ErrorOutput = "bad\n" };
        }));
        var hooks = new Lifecycle { PostStart = new LifecycleHandler { Exec = new ExecAction { Command = ["hello", "you"] } }, PreStop = Command };
        var uid = await node.CreateAsync("web", PodSpecs.Of("Always", PodSpecs.Container("a") with { Lifecycle = hooks }));
        await node.UntilAsync("the reason", Soon, () => node.StatusOf("web", "a")?.State.Waiting?.Reason == "PostStartHookError");
        commands.ShouldBe(["hello you", "bye"]);
        node.StatusOf("web", "a")!.State.Waiting!.Message.ShouldBe(
            $"Exec lifecycle hook ([hello you]) for Container \"a\" in Pod \"web_default({uid})\" failed - error: command 'hello you' exited with 3: bad\n, message: \"out\\nbad\\n\"");
        node.Column("web").ShouldBe("PostStartHookError");
        node.Events("web").ShouldBe(
        [
            "Normal Scheduled Successfully assigned default/web to sim",
            "Normal Pulled spec.containers{a}: Container image \"busybox:1.32.0\" already present on machine and can be accessed by the pod",
            "Normal Created spec.containers{a}: Container created",
            "Normal Started spec.containers{a}: Container started",
            "Warning FailedPostStartHook spec.containers{a}: PostStartHook failed",
            "Normal Killing spec.containers{a}: FailedPostStartHook",
        ]);
    });

    [Fact]
    [Trait("spec", "PL-44")]
    public void TcpSocket_as_postStart_always_fails_and_kills_the_container() => Run(async node =>
    {
        await node.CreateAsync("web", PodSpecs.Of("Always", PodSpecs.Container("a") with { Lifecycle = new Lifecycle { PostStart = Socket } }));
        await node.UntilAsync("the reason", Soon, () => node.StatusOf("web", "a")?.State.Waiting?.Reason == "PostStartHookError");
        await node.UntilAsync("a second try", TimeSpan.FromSeconds(30), () => node.Engine.Journal.TimesOf("a", RuntimeDeed.Exited).Length == 2);
        node.IsReady("web").ShouldBeFalse();
        node.Events("web").ShouldContain("Warning FailedPostStartHook spec.containers{a}: PostStartHook failed x2");
    });

    [Fact]
    [Trait("spec", "PL-44")]
    public void TcpSocket_as_preStop_is_told_as_failed_and_termination_goes_on() => Run(async node =>
    {
        await node.CreateAsync("web", PodSpecs.Of("Always", PodSpecs.Container("a") with { Lifecycle = new Lifecycle { PreStop = Socket } }));
        await node.UntilAsync("ready", Soon, () => node.IsReady("web"));
        await node.DeleteAsync("web", 30);
        await node.UntilAsync("gone", Soon, () => node.Find("web") is null);
        node.Events("web").ShouldContain("Warning FailedPreStopHook spec.containers{a}: PreStopHook failed");
        node.Engine.Journal.TimesOf("a", RuntimeDeed.Stopping).Length.ShouldBe(1);
    });

    [Fact]
    [Trait("spec", "PL-47")]
    public void PreStop_is_not_run_when_the_container_ends_by_itself() => Run(async node =>
    {
        node.Engine.Behaves("a", ContainerBehaviour.Exits(1, Soon), ContainerBehaviour.RunsForEver);
        await node.CreateAsync("web", PodSpecs.Of("Always", PodSpecs.Container("a") with { Lifecycle = new Lifecycle { PreStop = Command } }));
        await node.UntilAsync("restarted", TimeSpan.FromSeconds(3), () => node.StatusOf("web", "a")?.RestartCount == 1 && node.IsReady("web"));
        node.Engine.Execs.ShouldBe(0);
        await node.DeleteAsync("web", 30);
        await node.UntilAsync("gone", Soon, () => node.Find("web") is null);
        node.Engine.Execs.ShouldBe(1, "but it is when it is stopped");
    });

    [Fact]
    public void A_pod_deleted_during_a_postStart_sleep_does_not_wait_for_it() => Run(async node =>
    {
        var hook = new Lifecycle { PostStart = new LifecycleHandler { Sleep = new SleepAction { Seconds = 29 } } };
        await node.CreateAsync("web", PodSpecs.Of("Always", PodSpecs.Container("a") with { Lifecycle = hook }));
        await node.UntilAsync("started", Soon, () => node.Engine.Journal.StartsOf("a").Length == 1);
        await node.DeleteAsync("web", 30);
        await node.UntilAsync("gone", Soon, () => node.Find("web") is null);
        node.Events("web").ShouldNotContain(e => e.Contains("FailedPostStartHook", StringComparison.Ordinal));
    });

    [Fact]
    public void A_second_delete_shortens_the_time_of_a_preStop_hook_and_TERM_still_comes_after_it() => Run(async node =>
    {
        node.Engine.Behaves("a", ContainerBehaviour.IgnoresTerm());
        var hook = new Lifecycle { PreStop = new LifecycleHandler { Sleep = new SleepAction { Seconds = 25 } } };
        await node.CreateAsync("web", PodSpecs.Of("Always", PodSpecs.Container("a") with { Lifecycle = hook }));
        await node.UntilAsync("ready", Soon, () => node.IsReady("web"));
        var start = node.Now;
        await node.DeleteAsync("web", 30);
        await node.SleepAsync(TimeSpan.FromSeconds(4));
        await node.DeleteAsync("web", 3);
        await node.UntilAsync("gone", TimeSpan.FromSeconds(20), () => node.Find("web") is null);
        double At(RuntimeDeed deed) => (node.Engine.Journal.TimesOf("a", deed).Single() - start).TotalSeconds;
        (At(RuntimeDeed.Stopping), At(RuntimeDeed.Killed)).ShouldBe((7, 9));
    });

    [Fact]
    public void A_second_delete_shortens_the_time_of_a_sidecars_preStop_hook_too() => Run(async node =>
    {
        node.Engine.Behaves("a", ContainerBehaviour.IgnoresTerm());
        var hook = new Lifecycle { PreStop = new LifecycleHandler { Sleep = new SleepAction { Seconds = 25 } } };
        var spec = PodSpecs.Of("Always", PodSpecs.Container("a")) with { InitContainers = [PodSpecs.Container("s") with { RestartPolicy = "Always", Lifecycle = hook }] };
        await node.CreateAsync("web", spec);
        await node.UntilAsync("ready", Soon, () => node.IsReady("web"));
        var start = node.Now;
        await node.DeleteAsync("web", 30);
        await node.SleepAsync(TimeSpan.FromSeconds(4));
        await node.DeleteAsync("web", 5);
        await node.UntilAsync("gone", TimeSpan.FromSeconds(20), () => node.Find("web") is null);
        (node.Engine.Journal.TimesOf("s", RuntimeDeed.Stopping).Single() - start).TotalSeconds.ShouldBe(9);
    });

    private static void Run(Func<SimulatedNode, Task> scenario) => SimulatedNode.Run(scenario);
}
