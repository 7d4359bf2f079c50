using System.Collections.Immutable;

namespace LocalPods.Simulation;

/// <summary>Waits that users see and end.</summary>
public sealed class BackoffTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_crash_loop_tells_its_next_try_and_a_retry_starts_it_at_once_and_afresh() => Run(async node =>
    {
        node.Engine.Exits("web", code: 1, after: TimeSpan.Zero);
        var start = node.Now;
        var uid = await node.CreateAsync("web", PodSpecs.Of("Always", PodSpecs.Container("web")));
        await node.SleepAsync(TimeSpan.FromSeconds(40));
        var wait = node.Agent!.Backoffs.Of(uid).ShouldHaveSingleItem();
        (wait.Container, wait.Reason, (wait.NextTry - start).TotalSeconds).ShouldBe(("web", "CrashLoopBackOff", 70));

        node.Agent!.Backoffs.Retry(uid, "other").ShouldBeEmpty();
        node.Agent!.Backoffs.Retry(uid, "web").ShouldBe([wait]);
        await node.SleepAsync(TimeSpan.FromSeconds(25));
        node.Engine.Journal.StartsOf("web").Select(at => (at - start).TotalSeconds).ShouldBe([0, 0, 10, 30, 40, 40, 50]);
    });

    [Fact]
    public void A_retry_pulls_an_image_at_once() => Run(async node =>
    {
        node.Engine.Pulls("localhost/late:1", failures: 3, takes: TimeSpan.Zero);
        var start = node.Now;
        var uid = await node.CreateAsync("web", PodSpecs.Of("Always", PodSpecs.Container("web") with { Image = "localhost/late:1" }));
        await node.UntilAsync("it failed", Soon, () => node.StatusOf("web", "web")?.State.Waiting?.Reason == "ErrImagePull");
        (node.Agent!.Backoffs.Of(uid).ShouldHaveSingleItem().NextTry - start).TotalSeconds.ShouldBe(10, tolerance: 0.5);
        await node.SleepAsync(TimeSpan.FromSeconds(15)); // the second failed at 10 s: the next would come at 30 s
        node.StatusOf("web", "web")!.State.Waiting!.Reason.ShouldBe("ErrImagePull");
        node.Agent!.Backoffs.Retry(uid, null).ShouldHaveSingleItem();
        await node.SleepAsync(Soon);
        node.Engine.PullsOf("localhost/late:1").Length.ShouldBe(3);
        await node.UntilAsync("ready", TimeSpan.FromSeconds(11), () => node.IsReady("web")); // 10 s after the third: begun anew
        node.Agent!.Backoffs.Of(uid).ShouldBeEmpty();
    });

    [Fact]
    public void Another_image_ends_both_kinds_of_wait_at_once() => Run(async node =>
    {
        node.Engine.Behaves("web", ContainerBehaviour.Exits(1, TimeSpan.Zero), ContainerBehaviour.Exits(1, TimeSpan.Zero), ContainerBehaviour.RunsForEver);
        node.Engine.LacksImage("localhost/none:1");
        await node.CreateAsync("web", PodSpecs.Of("Always", PodSpecs.Container("web"), PodSpecs.Container("other") with { Image = "localhost/none:1" }));
        await node.SleepAsync(TimeSpan.FromSeconds(5));
        await node.SetImageAsync("web", "web", "busybox:1.33.0");
        await node.UntilAsync("one runs", Soon, () => node.StatusOf("web", "web")?.State.Running is not null);
        await node.SetImageAsync("web", "other", "busybox:1.33.0");
        await node.UntilAsync("both run", Soon, () => node.IsReady("web"));
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Another_spec_ends_the_wait_of_a_crash_loop_and_other_labels_do_not(bool spec) => Run(async node =>
    {
        node.Engine.Exits("web", code: 1, after: TimeSpan.Zero);
        node.Engine.Exits("prepare", code: 0, after: TimeSpan.Zero);
        var start = node.Now;
        await node.CreateAsync("web", PodSpecs.Of("Always", PodSpecs.Container("web")) with { InitContainers = [PodSpecs.Container("prepare")] });
        await node.SleepAsync(TimeSpan.FromSeconds(15));
        await node.ChangeAsync("web", pod => spec
            ? pod with { Spec = pod.Spec with { ActiveDeadlineSeconds = 1000 } }
            : pod with { Metadata = pod.Metadata with { Labels = ImmutableSortedDictionary<string, string>.Empty.Add("app", "x") } });
        await node.SleepAsync(TimeSpan.FromSeconds(20));
        double[] expected = spec ? [0, 0, 10, 15, 15, 25] : [0, 0, 10, 30];
        node.Engine.Journal.StartsOf("web").Select(at => (at - start).TotalSeconds).ShouldBe(expected);
        node.Engine.Journal.StartsOf("prepare").Length.ShouldBe(1);
    });

    private static void Run(Func<SimulatedNode, Task> scenario) => SimulatedNode.Run(scenario);
}
