namespace LocalPods.Simulation;

/// <summary>One life of a node with random pods: trouble for a minute or so, then peace, and everything comes to its fate.</summary>
internal sealed class RandomLife
{
    private static readonly TimeSpan LongestPeace = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(30);

    private readonly SimulatedNode _node;
    private readonly Random _random;
    private readonly List<RandomPod> _pods = [];
    private readonly List<DateTimeOffset> _agentKills = [];
    private readonly bool _engineDies;

    private RandomLife(SimulatedNode node, TestKit.Simulation sim) =>
        (_node, _random, _engineDies) = (node, sim.Random, sim.Seed % 5 == 0);

    /// <summary>Lives it; throws when an invariant does not hold.</summary>
    /// <returns>All that happened on the engine, in words.</returns>
    public static string Run(int seed)
    {
        var journal = "";
        TestKit.Simulation.Run(seed, async sim =>
        {
            using var node = new SimulatedNode(sim);
            await new RandomLife(node, sim).LiveAsync(seed);
            journal = string.Join('\n', node.Engine.Journal.Entries);
        });
        return journal;
    }

    private async Task LiveAsync(int seed)
    {
        _node.Engine.Faults = (seed % 4) switch { 0 => FaultPlan.Slow, 1 => FaultPlan.None, _ => FaultPlan.Hostile };
        _node.StartAgent();
        Watch();
        var draw = new RandomPods(_node.Engine.Behaves, _random);
        for (var i = 0; i < 5; i++)
        {
            var pod = draw.Draw($"pod-{i}");
            pod.Uid = await _node.CreateAsync(pod.Name, pod.Spec);
            _pods.Add(pod);
            await _node.SleepAsync(TimeSpan.FromMilliseconds(_random.Next(3000)));
        }

        for (var trouble = 0; trouble < 8; trouble++)
        {
            await MakeTroubleAsync();
            await _node.SleepAsync(TimeSpan.FromMilliseconds(_random.Next(1, 8000)));
        }

        _node.Engine.Faults = FaultPlan.None;
        _node.Engine.EngineUp();
        await SettleAsync();
        Check();
        await _node.KillAgentAsync();
    }

    // Until everything has been for half a minute as it is to stay: a probe may still kill what is well, or an end come late.
    private async Task SettleAsync()
    {
        var (end, settledAt) = (_node.Now + LongestPeace, (DateTimeOffset?)null);
        while (settledAt is null || _node.Now - settledAt < Settled)
        {
            if (_node.Now >= end)
            {
                CheckInvariants(); // the one that is broken says more than that nothing comes to its end
                throw new InvariantException($"not settled within {LongestPeace}\n{_node.Describe()}");
            }

            await _node.SleepAsync(TimeSpan.FromSeconds(3));
            settledAt = _pods.All(p => p.DeletedAt is null ? IsAtItsFate(p) : IsGone(p)) ? settledAt ?? _node.Now : null;
        }
    }

    private async Task MakeTroubleAsync()
    {
        switch (_random.Next(_engineDies ? 7 : 6))
        {
            case 0:
                await KillAgentAsync();
                _node.StartAgent();
                break;
            case 1:
                await KillAgentAsync();
                await _node.SleepAsync(TimeSpan.FromMilliseconds(_random.Next(6000)));
                _node.StartAgent();
                break;
            case 2 or 3:
                await DeleteAsync();
                break;
            case 4:
                await DisturbAsync();
                break;
            case 5:
                await EngineAwayAsync(containersDie: false);
                break;
            case 6:
                _pods.ForEach(p => p.Disturbed = true);
                await EngineAwayAsync(containersDie: true);
                break;
        }
    }

    private async Task KillAgentAsync()
    {
        _agentKills.Add(_node.Now);
        await _node.KillAgentAsync();
    }

    private async Task EngineAwayAsync(bool containersDie)
    {
        _node.Engine.EngineDown(containersDie);
        await _node.SleepAsync(TimeSpan.FromMilliseconds(_random.Next(4000)));
        _node.Engine.EngineUp();
    }

    // Also of one that is on its way out already, and by force.
    private async Task DeleteAsync()
    {
        var pod = Any(_pods.Where(p => p.ForcedAt is null));
        var grace = _random.Next(5) == 0 ? 0 : _random.Next(1, 25);
        if (pod is null || _node.Find(pod.Name) is not { } now || grace > (now.Metadata.DeletionGracePeriodSeconds ?? long.MaxValue))
        {
            return;
        }

        pod.DeletedAt ??= _node.Now;
        pod.LeastGrace = Math.Min(pod.LeastGrace, grace);
        if (grace == 0 || now.Status.Phase is "Succeeded" or "Failed")
        {
            pod.ForcedAt = _node.Now;
        }

        await _node.DeleteAsync(pod.Name, grace);
    }

    // What users and the kernel do: only to pods that come to their fate all the same.
    private async Task DisturbAsync()
    {
        if (Any(_pods.Where(p => p is { Lasting: true, DeletedAt: null })) is not { } pod)
        {
            return;
        }

        pod.Disturbed = true;
        var container = Any(pod.Spec.Containers)!.Name;
        switch (_random.Next(3))
        {
            case 0:
                _node.Engine.Die(pod.Uid, "", 137);
                break;
            case 1:
                _node.Engine.Die(pod.Uid, container, 1);
                break;
            case 2:
                await _node.SetImageAsync(pod.Name, container, $"busybox:{_random.Next(3)}");
                break;
        }
    }

    private T? Any<T>(IEnumerable<T> all)
        where T : class => all.ToList() is { Count: > 0 } some ? some[_random.Next(some.Count)] : null;

    private bool IsGone(RandomPod pod) =>
        _node.Find(pod.Name) is null && !_node.PodFolders.Contains(pod.Uid) && !_node.Engine.Pods.Any(p => p.Pod.Uid == pod.Uid);

    private bool IsAtItsFate(RandomPod pod) => pod switch
    {
        { Lasting: false, Disturbed: true } => true,
        { Fate: Fate.Ready } => _node.IsReady(pod.Name),
        { Fate: Fate.Succeeded or Fate.Failed } => _node.Find(pod.Name)!.Status.Phase == pod.Fate.ToString(),
        _ => true,
    };

    private void Check()
    {
        CheckInvariants();
        foreach (var pod in _pods)
        {
            (pod.DeletedAt is null ? IsAtItsFate(pod) : IsGone(pod)).ShouldBeTrue(_node.Describe());
        }

        // One for each pod that still runs, and none is left behind.
        var running = _pods.Where(p => _node.Find(p.Name) is { } pod && pod.Status.Phase is not ("Succeeded" or "Failed")).Select(p => p.Uid);
        _node.Engine.PodCgroups.Keys.ShouldBe(running, ignoreOrder: true);
    }

    private void CheckInvariants()
    {
        var journal = _node.Engine.Journal;
        journal.StartedTwice().ShouldBeEmpty();
        journal.RanTwiceAtOnce().ShouldBeEmpty();
        _node.Engine.StartedOutsideCgroups.ShouldBeEmpty();
        foreach (var pod in _pods)
        {
            var invariants = new LifeInvariants(journal, pod, _agentKills);
            invariants.Check();
            if (pod.DeletedAt is null)
            {
                invariants.RestartsAreCounted(_node.Find(pod.Name)!);
            }
        }
    }

    private void Watch() => _node.Watch(pod => _pods.Find(p => p.Name == pod.Metadata.Name)?.States.Add((_node.Now, pod)));
}
