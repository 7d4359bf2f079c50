using LocalPods.Api.Core;

namespace LocalPods.Simulation;

/// <summary>Init containers and sidecars in order, and what users see meanwhile (spec 5).</summary>
public sealed class InitLifeTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    [Fact]
    [Trait("spec", "PL-37")]
    public void Init_containers_run_one_after_another_and_a_failure_under_Never_fails_the_pod() => Run(async node =>
    {
        node.Engine.Exits("first", 0, Soon);
        node.Engine.Exits("second", 3, Soon);
        await node.CreateAsync("web", Prepared("Never", PodSpecs.Container("first"), PodSpecs.Container("second")));
        await node.SleepAsync(TimeSpan.FromSeconds(0.5));
        node.Column("web").ShouldBe("Init:0/2");
        await node.SleepAsync(TimeSpan.FromSeconds(1));
        node.Column("web").ShouldBe("Init:1/2");
        await node.UntilAsync("failed", TimeSpan.FromSeconds(2), () => node.Find("web")!.Status.Phase == "Failed");
        node.Column("web").ShouldBe("Init:Error");
        var journal = node.Engine.Journal;
        journal.StartsOf("second").Single().ShouldBeGreaterThanOrEqualTo(journal.TimesOf("first", RuntimeDeed.Exited).Single());
        await node.SleepAsync(TimeSpan.FromMinutes(1));
        journal.StartsOf("main").ShouldBeEmpty();
    });

    [Theory]
    [Trait("spec", "PL-38")]
    [InlineData("Always")]
    [InlineData("OnFailure")]
    public void A_failed_init_container_is_repeated_alone_with_back_off(string policy) => Run(async node =>
    {
        node.Engine.Exits("first", 0, TimeSpan.Zero);
        node.Engine.Exits("second", 1, TimeSpan.Zero);
        var start = node.Now;
        await node.CreateAsync("web", Prepared(policy, PodSpecs.Container("first"), PodSpecs.Container("second")));
        await node.UntilAsync("back-off", TimeSpan.FromSeconds(2), () => node.Column("web") == "Init:CrashLoopBackOff");
        node.Find("web")!.Status.Phase.ShouldBe("Pending");
        await node.SleepAsync(TimeSpan.FromSeconds(35));
        node.Engine.Journal.StartsOf("first").Length.ShouldBe(1);
        node.Engine.Journal.StartsOf("second").Select(at => (at - start).TotalSeconds).ShouldBe([0, 0, 10, 30]);
        node.Engine.Journal.StartsOf("main").ShouldBeEmpty();
    });

    [Fact]
    [Trait("spec", "PL-39")]
    public void A_sidecar_with_a_startup_probe_holds_back_the_next_init_container_and_its_readiness_does_not() => Run(async node =>
    {
        node.Engine.Behaves("proxy", ContainerBehaviour.Answers(ask =>
            new ExecOutcome(ask.Command[0] == "started" && ask.RunningFor >= TimeSpan.FromSeconds(5) ? 0 : 1)));
        node.Engine.Exits("setup", 0, TimeSpan.Zero);
        var proxy = Sidecar("proxy") with { StartupProbe = Asks("started"), ReadinessProbe = Asks("ready") };
        var start = node.Now;
        await node.CreateAsync("web", Prepared("Always", proxy, PodSpecs.Container("setup")));
        await node.SleepAsync(TimeSpan.FromSeconds(10));
        (node.Engine.Journal.StartsOf("setup").Single() - start).TotalSeconds.ShouldBe(5);
        (node.Engine.Journal.StartsOf("main").Single() - start).TotalSeconds.ShouldBe(5);
        node.IsReady("web").ShouldBeFalse("the readiness of a sidecar counts for the pod's");
        node.Find("web")!.Status.Conditions.Single(c => c.Type == "ContainersReady").Message.ShouldBe("containers with unready status: [proxy]");
    });

    [Fact]
    [Trait("spec", "PL-40")]
    public void A_sidecar_that_ends_well_is_restarted_under_policy_Never_while_the_others_run() => Run(async node =>
    {
        node.Engine.Behaves("proxy", ContainerBehaviour.Exits(0, TimeSpan.FromSeconds(5)), ContainerBehaviour.RunsForEver);
        await node.CreateAsync("web", Prepared("Never", Sidecar("proxy")));
        await node.UntilAsync("restarted", TimeSpan.FromSeconds(10), () => node.Engine.Journal.StartsOf("proxy").Length == 2 && node.IsReady("web"));
        node.Engine.Journal.StartsOf("main").Length.ShouldBe(1);
    });

    [Theory]
    [Trait("spec", "PL-41")]
    [InlineData(0, "Succeeded")]
    [InlineData(1, "Failed")]
    public void When_the_others_have_ended_sidecars_are_stopped_last_to_first_and_do_not_count(int code, string phase) => Run(async node =>
    {
        node.Engine.Behaves("one", ContainerBehaviour.TrapsTerm(TimeSpan.FromSeconds(2), code: 9));
        node.Engine.Behaves("two", ContainerBehaviour.TrapsTerm(TimeSpan.FromSeconds(2), code: 0));
        node.Engine.Exits("main", code, TimeSpan.FromSeconds(5));
        await node.CreateAsync("web", Prepared("Never", Sidecar("one"), Sidecar("two")));
        await node.UntilAsync(phase, TimeSpan.FromSeconds(20), () => node.Find("web")!.Status.Phase == phase);
        var journal = node.Engine.Journal;
        journal.TimesOf("two", RuntimeDeed.Stopping).Single().ShouldBeGreaterThanOrEqualTo(journal.TimesOf("main", RuntimeDeed.Exited).Single());
        journal.TimesOf("one", RuntimeDeed.Stopping).Single().ShouldBeGreaterThanOrEqualTo(journal.TimesOf("two", RuntimeDeed.Exited).Single());
        await node.SleepAsync(TimeSpan.FromMinutes(1));
        journal.StartsOf("one").Length.ShouldBe(1);
    });

    [Fact]
    [Trait("spec", "PL-33")]
    public void A_dead_sandbox_makes_init_containers_run_again_and_counts_restarts() => Run(async node =>
    {
        node.Engine.Exits("setup", 0, Soon);
        var uid = await node.CreateAsync("web", Prepared("Always", PodSpecs.Container("setup")));
        await node.UntilAsync("ready", TimeSpan.FromSeconds(2), () => node.IsReady("web"));
        node.Engine.Die(uid, "", 137);
        await node.UntilAsync("ready again", TimeSpan.FromSeconds(5), () => node.IsReady("web") && node.StatusOf("web", "main")!.RestartCount == 1);
        node.Engine.Journal.StartsOf("setup").Length.ShouldBe(2);
        node.Find("web")!.Status.InitContainerStatuses.Single().RestartCount.ShouldBe(1);
        node.Engine.Pods.Single().Sandboxes[0].Attempt.ShouldBe(1);
        node.Events("web").ShouldContain("Normal SandboxChanged Pod sandbox changed, it will be killed and re-created.");
    });

    [Fact]
    public void A_sandbox_that_dies_while_a_pod_that_never_restarts_prepares_fails_the_pod() => Run(async node =>
    {
        node.Engine.Exits("first", 0, Soon);
        var uid = await node.CreateAsync("web", Prepared("Never", PodSpecs.Container("first"), PodSpecs.Container("second")));
        await node.UntilAsync("the second init container", TimeSpan.FromSeconds(2), () => node.Engine.Journal.StartsOf("second").Length == 1);
        node.Engine.Die(uid, "", 137);
        await node.UntilAsync("failed", TimeSpan.FromSeconds(5), () => node.Find("web")!.Status.Phase == "Failed");
        await node.SleepAsync(TimeSpan.FromMinutes(1));
        node.Engine.Journal.StartsOf("first").Length.ShouldBe(1);
        node.Engine.Pods.Single().Sandboxes.ShouldHaveSingleItem().Attempt.ShouldBe(0);
    });

    private static PodSpec Prepared(string policy, params Container[] init) => PodSpecs.Of(policy, PodSpecs.Container("main")) with { InitContainers = [.. init] };

    private static Container Sidecar(string name) => PodSpecs.Container(name) with { RestartPolicy = "Always" };

    private static Probe Asks(string command) => new()
    {
        Exec = new ExecAction { Command = [command] },
        PeriodSeconds = 1,
        TimeoutSeconds = 1,
        FailureThreshold = 100,
        SuccessThreshold = 1,
    };

    private static void Run(Func<SimulatedNode, Task> scenario) => SimulatedNode.Run(scenario);
}
