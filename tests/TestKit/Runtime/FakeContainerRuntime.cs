using LocalPods.Orchestrator.Runtime;

namespace LocalPods.TestKit;

/// <summary>
/// A runtime in memory that keeps the contract of <see cref="IContainerRuntime"/>, and can be told what its containers do
/// and what goes wrong on the way to it. All time comes from the clock and all chance from the random source, so a run
/// in a <see cref="Simulation"/> is repeatable.
/// </summary>
/// <remarks>
/// What containers do is told by <see cref="Behaves(string, ContainerBehaviour[])"/> and its neighbours, what goes wrong by
/// <see cref="Faults"/>, <see cref="FailLooks"/> and <see cref="EngineDown"/>, and what happened is in <see cref="Journal"/>.
/// </remarks>
public sealed partial class FakeContainerRuntime(TimeProvider clock, Random random) : IContainerRuntime
{
    private readonly Lock _gate = new();
    private readonly List<FakeContainer> _all = []; // oldest first
    private readonly Dictionary<string, ContainerBehaviour[]> _behaviours = new(StringComparer.Ordinal);
    private long _lastId;
    private bool _down;

    public FaultPlan Faults { get; set; } = FaultPlan.None;

    public RuntimeJournal Journal { get; } = new();

    /// <summary>Nothing of any pod is left.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_gate)
            {
                return _all.Count == 0 && _cgroups.Count == 0;
            }
        }
    }

    /// <summary>What containers of this name do: the first time, the second time (by attempt), and so on; the last one stays.</summary>
    public void Behaves(string container, params ContainerBehaviour[] byAttempt) => _behaviours[container] = byAttempt;

    /// <summary>As <see cref="Behaves(string, ContainerBehaviour[])"/>, for the pod of this name only.</summary>
    public void Behaves(string pod, string container, params ContainerBehaviour[] byAttempt) => _behaviours[$"{pod}/{container}"] = byAttempt;

    public void Exits(string container, int code, TimeSpan after) => Behaves(container, ContainerBehaviour.Exits(code, after));

    /// <summary>How looks at single pods fail from now on; null when they do not.</summary>
    public RuntimeFailure? FailLooks { get; set; }

    /// <summary>The engine stops answering.</summary>
    /// <param name="containersDie">All that runs is killed, as when an engine stops without live restore.</param>
    public void EngineDown(bool containersDie)
    {
        lock (_gate)
        {
            _down = true;
            if (containersDie)
            {
                foreach (var container in _all.Where(c => c.IsRunning).ToArray())
                {
                    Exit(container, 137);
                }
            }

            TellAll(new RuntimeEvent.Disconnected("the engine was stopped"));
        }
    }

    public void EngineUp()
    {
        lock (_gate)
        {
            _down = false;
            TellAll(new RuntimeEvent.Connected());
        }
    }

    /// <summary>Somebody else removes a container or sandbox.</summary>
    /// <param name="podUid">Of which pod.</param>
    /// <param name="container">Name in the spec; empty for the sandbox.</param>
    public void RemoveBehindOurBack(string podUid, string container)
    {
        lock (_gate)
        {
            foreach (var found in _all.Where(c => c.Pod.Uid == podUid && c.Name == container).ToArray())
            {
                Remove(found);
            }
        }
    }

    /// <summary>The running instance ends with this code.</summary>
    /// <param name="podUid">Of which pod.</param>
    /// <param name="container">Name in the spec; empty for the sandbox.</param>
    /// <param name="exitCode">Of the process.</param>
    public void Die(string podUid, string container, int exitCode)
    {
        lock (_gate)
        {
            foreach (var found in _all.Where(c => c.Pod.Uid == podUid && c.Name == container && c.IsRunning).ToArray())
            {
                Exit(found, exitCode);
            }
        }
    }

    /// <summary>What the engine holds now, without going through a call: for assertions.</summary>
    public ImmutableArray<RuntimePod> Pods
    {
        get
        {
            lock (_gate)
            {
                return [.. _all.Select(c => c.Pod.Uid).Concat(_cgroups.Keys).Distinct(StringComparer.Ordinal).Select(Look)];
            }
        }
    }

    public async Task<RuntimeVersion> GetVersionAsync(CancellationToken cancellationToken)
    {
        await RequestAsync("ask the engine's version", cancellationToken);
        await ReplyAsync("ask the engine's version", cancellationToken);
        return new RuntimeVersion("fake", "1.0", "1.0", "memory") { PodCgroups = HasPodCgroups ? "one for each pod" : "none", Architecture = "x86_64", OperatingSystem = "linux", CgroupVersion = 2, Cpus = 2, MemoryBytes = 1L << 33 };
    }

    private ContainerBehaviour BehaviourOf(ContainerConfig config)
    {
        var byAttempt = _behaviours.GetValueOrDefault($"{config.Pod.Name}/{config.Name}") ?? _behaviours.GetValueOrDefault(config.Name) ?? [];
        return byAttempt.Length == 0 ? ContainerBehaviour.RunsForEver : byAttempt[Math.Min(config.Attempt, byAttempt.Length - 1)];
    }

    private string NextId() => $"{++_lastId:x12}".PadRight(64, '0');

    private FakeContainer? Find(string id) => _all.Find(c => c.Id == id);

    // The request is lost before it took effect, or the reply after: the caller cannot tell, and must cope with both.
    private Task RequestAsync(string doing, CancellationToken cancellationToken) =>
        PassAsync(doing, Faults.MaxRequestLatency, Faults.LostRequests, cancellationToken);

    private Task ReplyAsync(string doing, CancellationToken cancellationToken) =>
        PassAsync(doing, Faults.MaxReplyLatency, Faults.LostReplies, cancellationToken);

    private async Task PassAsync(string doing, TimeSpan maxLatency, double lost, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (maxLatency > TimeSpan.Zero)
        {
            await Task.Delay(Draw(maxLatency), clock, cancellationToken);
        }

        lock (_gate)
        {
            if (_down)
            {
                throw new ContainerRuntimeException(RuntimeFailure.Unavailable, $"{doing}: the engine is down");
            }

            if (lost > 0 && random.NextDouble() < lost)
            {
                throw new ContainerRuntimeException(RuntimeFailure.Unavailable, $"{doing}: lost on the way (injected)");
            }
        }
    }

    private TimeSpan Draw(TimeSpan max)
    {
        lock (_gate)
        {
            return TimeSpan.FromMilliseconds(random.Next((int)max.TotalMilliseconds + 1));
        }
    }

    private void Note(FakeContainer container, RuntimeDeed deed, int exitCode = 0)
    {
        Journal.Add(new RuntimeJournalEntry(clock.GetUtcNow(), deed, container.Pod.Uid, container.Name, container.Attempt, container.Id, exitCode) { Sandbox = container.SandboxId });
        if (deed is not (RuntimeDeed.Stopping or RuntimeDeed.Killed))
        {
            container.Changed.Beat();
            TellPod(container.Pod.Uid);
        }
    }
}
