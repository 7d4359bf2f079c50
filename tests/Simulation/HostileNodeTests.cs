using LocalPods.Api.Core;

namespace LocalPods.Simulation;

/// <summary>
/// Many lives of a node on which everything goes wrong: calls and answers get lost, events come late, twice or never, the
/// daemon is killed at any step and the engine goes away. Once it is well again, everything must be as asked for.
/// </summary>
public sealed class HostileNodeTests
{
    private const int Lives = 200;

    private static readonly Lifecycle Hooks = new()
    {
        PostStart = new LifecycleHandler { Sleep = new SleepAction { Seconds = 2 } },
        PreStop = new LifecycleHandler { Exec = new ExecAction { Command = ["true"] } },
    };

    private static readonly Probe Asks = new()
    {
        Exec = new ExecAction { Command = ["true"] },
        PeriodSeconds = 1,
        TimeoutSeconds = 1,
        FailureThreshold = 2,
        SuccessThreshold = 1,
    };

    // A start that failed counts as ended when its container was created.
    private static readonly TimeSpan FailedStartTakes = TimeSpan.FromMilliseconds(150);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, Lives)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Whatever_goes_wrong_pods_end_up_as_asked_for(int seed) => TestKit.Simulation.Run(seed, async sim =>
    {
        using var node = new SimulatedNode(sim);
        var engineDies = seed % 3 == 0;
        Script(node, sim.Random);
        node.Engine.Faults = seed % 4 == 0 ? FaultPlan.Slow : FaultPlan.Hostile;
        node.StartAgent();

        var uids = await CreatePodsAsync(node, sim.Random);
        for (var trouble = 0; trouble < 8; trouble++)
        {
            await node.SleepAsync(TimeSpan.FromMilliseconds(sim.Random.Next(1, 4000)));
            await MakeTroubleAsync(node, sim.Random, engineDies);
            await MeddleAsync(node, sim.Random, uids["victim"]);
        }

        var restartsBefore = node.Engine.Journal.StartsOf("steady").Length;
        await DeletePodsAsync(node, sim.Random);
        node.Engine.Faults = FaultPlan.None;
        node.Engine.EngineUp();
        await node.UntilAsync("deleted pods are gone", TimeSpan.FromMinutes(3), () => DeletedAreGone(node, uids));
        await node.UntilAsync("wanted pods are well", TimeSpan.FromMinutes(6), () => WantedAreWell(node));
        await node.SleepAsync(TimeSpan.FromMinutes(1));

        var journal = node.Engine.Journal;

        // What somebody else removes before anybody saw it run cannot be counted.
        journal.StartedTwice().Where(attempt => !attempt.StartsWith(uids["victim"], StringComparison.Ordinal)).ShouldBeEmpty(History(node, uids));
        journal.RanTwiceAtOnce().ShouldBeEmpty();
        DeletedAreGone(node, uids).ShouldBeTrue(node.Describe());
        WantedAreWell(node).ShouldBeTrue(node.Describe());
        if (!engineDies)
        {
            journal.StartsOf("steady").Length.ShouldBe(1, "neither faults nor a new daemon restart what runs");
            restartsBefore.ShouldBeLessThanOrEqualTo(1);
        }

        RestartsAreCounted(node, uids);
        BackoffIsKept(node, uids["crasher"]);
        await node.KillAgentAsync();
    });

    private static void Script(SimulatedNode node, Random random)
    {
        var engine = node.Engine;
        engine.Behaves("crash", ContainerBehaviour.Exits(1, TimeSpan.FromMilliseconds(random.Next(300))));
        engine.Behaves("job", ContainerBehaviour.Exits(1, TimeSpan.FromSeconds(1)), ContainerBehaviour.Exits(0, TimeSpan.FromSeconds(random.Next(3))));
        engine.Behaves("stubborn", ContainerBehaviour.IgnoresTerm());
        engine.Behaves("slow", ContainerBehaviour.TrapsTerm(TimeSpan.FromSeconds(2), code: 0));
        engine.Behaves("live", ContainerBehaviour.Answers(ask => new ExecOutcome(ask.RunningFor.TotalSeconds is > 5 and < 9 && ask.Container.Attempt == 0 ? 1 : 0)));
        engine.Pulls("far:1", failures: random.Next(3), takes: TimeSpan.FromSeconds(random.Next(4)));
        engine.Behaves("init", ContainerBehaviour.Exits(0, TimeSpan.FromMilliseconds(random.Next(2000))));
    }

    private static async Task<Dictionary<string, string>> CreatePodsAsync(SimulatedNode node, Random random)
    {
        var specs = new Dictionary<string, PodSpec>
        {
            ["steady"] = PodSpecs.Of("Always", PodSpecs.Container("steady"), PodSpecs.Container("second")),
            ["crasher"] = PodSpecs.Of("Always", PodSpecs.Container("crash"), PodSpecs.Container("beside")),
            ["job"] = PodSpecs.Of("OnFailure", PodSpecs.Container("job")),
            ["deleted"] = PodSpecs.Of("Always", PodSpecs.Container("stubborn"), PodSpecs.Container("slow")),
            ["forced"] = PodSpecs.Of("Always", PodSpecs.Container("stubborn"), PodSpecs.Container("slow")),
            ["victim"] = PodSpecs.Of("Always", PodSpecs.Container("one"), PodSpecs.Container("two")),
            ["pulled"] = PodSpecs.Of("Always", PodSpecs.Container("puller") with { Image = "far:1" }, PodSpecs.Container("near")),
            ["hooked"] = PodSpecs.Of("Always", PodSpecs.Container("first") with { Lifecycle = Hooks }, PodSpecs.Container("next")),
            ["probed"] = PodSpecs.Of("Always", PodSpecs.Container("live") with { LivenessProbe = Asks, ReadinessProbe = Asks }),
            ["prepared"] = PodSpecs.Of("Always", PodSpecs.Container("main")) with { InitContainers = [PodSpecs.Container("init")] },
        };
        var uids = new Dictionary<string, string>();
        foreach (var (name, spec) in specs.OrderBy(_ => random.Next()))
        {
            uids[name] = await node.CreateAsync(name, spec);
            await node.SleepAsync(TimeSpan.FromMilliseconds(random.Next(200)));
        }

        return uids;
    }

    private static async Task MakeTroubleAsync(SimulatedNode node, Random random, bool engineDies)
    {
        switch (random.Next(engineDies ? 4 : 3))
        {
            case 0:
                await node.RestartAgentAsync();
                break;
            case 1:
                await node.KillAgentAsync();
                await node.SleepAsync(TimeSpan.FromMilliseconds(random.Next(3000)));
                node.StartAgent();
                break;
            case 2:
                node.Engine.EngineDown(containersDie: false);
                await node.SleepAsync(TimeSpan.FromMilliseconds(random.Next(3000)));
                node.Engine.EngineUp();
                break;
            case 3:
                node.Engine.EngineDown(containersDie: true);
                await node.SleepAsync(TimeSpan.FromMilliseconds(random.Next(3000)));
                node.Engine.EngineUp();
                break;
        }
    }

    // What users and their other tools do meanwhile.
    private static async Task MeddleAsync(SimulatedNode node, Random random, string victim)
    {
        switch (random.Next(6))
        {
            case 0:
                node.Engine.RemoveBehindOurBack(victim, "one");
                break;
            case 1:
                node.Engine.RemoveBehindOurBack(victim, "");
                break;
            case 2:
                node.Engine.Die(victim, "", exitCode: 137);
                break;
            case 3:
                node.Engine.Die(victim, "two", exitCode: 1);
                break;
            case 4:
                await node.SetImageAsync("victim", "two", $"busybox:{random.Next(3)}");
                break;
            case 5:
                await node.Store.CompactAsync(node.Store.Revision, CancellationToken.None);
                break;
        }
    }

    private static async Task DeletePodsAsync(SimulatedNode node, Random random)
    {
        await node.DeleteAsync("deleted", random.Next(1, 20));
        await node.DeleteAsync("forced", 0);
        for (var kills = 0; kills < 3; kills++)
        {
            await node.SleepAsync(TimeSpan.FromMilliseconds(random.Next(1500)));
            await node.RestartAgentAsync();
        }
    }

    private static bool DeletedAreGone(SimulatedNode node, Dictionary<string, string> uids) =>
        new[] { "deleted", "forced" }.All(name =>
            node.Find(name) is null && !node.PodFolders.Contains(uids[name]) && !node.Engine.Pods.Any(p => p.Pod.Uid == uids[name]));

    private static bool WantedAreWell(SimulatedNode node) =>
        node.IsReady("steady")
        && node.IsReady("prepared")
        && node.IsReady("victim")
        && node.IsReady("pulled")
        && node.IsReady("hooked")
        && node.IsReady("probed")
        && node.Find("job")!.Status.Phase == "Succeeded"
        && node.StatusOf("crasher", "beside")?.State.Running is not null;

    private static void RestartsAreCounted(SimulatedNode node, Dictionary<string, string> uids)
    {
        foreach (var (pod, container) in new[] { ("steady", "steady"), ("crasher", "crash"), ("job", "job") })
        {
            var starts = node.Engine.Journal.Entries.Count(e => e.Deed is RuntimeDeed.Started or RuntimeDeed.StartFailed && e.PodUid == uids[pod] && e.Container == container);
            node.StatusOf(pod, container)!.RestartCount.ShouldBe(starts - 1, $"{pod}/{container}\n{History(node, uids)}");
        }
    }

    private static string History(SimulatedNode node, Dictionary<string, string> uids)
    {
        var names = uids.ToDictionary(u => u.Value, u => u.Key);
        return string.Join('\n', node.Engine.Journal.Entries.Select(e =>
            $"{e.At:mm:ss.fff} {names[e.PodUid]}/{(e.IsSandbox ? "POD" : e.Container)} {e.Attempt} {e.Deed} {e.Id[..12]} {e.ExitCode}"));
    }

    // Between the end of one instance and the start of the next: nothing, then at least 10 s, 20 s and so on.
    private static void BackoffIsKept(SimulatedNode node, string uid)
    {
        var entries = node.Engine.Journal.Entries.Where(e => e.PodUid == uid && e.Container == "crash").ToList();
        var starts = entries.Where(e => e.Deed == RuntimeDeed.Started).ToList();
        foreach (var start in starts.Where(s => s.Attempt >= 2))
        {
            var ended = entries.Last(e => e.Deed is RuntimeDeed.Exited or RuntimeDeed.StartFailed && e.Attempt == start.Attempt - 1).At;
            var nominal = TimeSpan.FromSeconds(Math.Min(300, 10 * Math.Pow(2, start.Attempt - 2)));
            (start.At - ended + FailedStartTakes).ShouldBeGreaterThanOrEqualTo(nominal, $"attempt {start.Attempt}\n{string.Join('\n', entries)}");
        }
    }
}
