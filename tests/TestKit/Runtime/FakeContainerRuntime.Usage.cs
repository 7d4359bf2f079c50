using LocalPods.Orchestrator.Runtime;

namespace LocalPods.TestKit;

public sealed partial class FakeContainerRuntime
{
    /// <summary>Whether the engine is on this machine, so that the node's use can be seen.</summary>
    public bool KnowsNode { get; set; } = true;

    public async Task<UsageSample?> SampleAsync(ContainerId id, CancellationToken cancellationToken)
    {
        await RequestAsync($"measure container {id}", cancellationToken);
        UsageSample? sample;
        lock (_gate)
        {
            sample = Find(id.Value) is { IsRunning: true } container ? Sample(container) : null;
        }

        await ReplyAsync($"measure container {id}", cancellationToken);
        return sample;
    }

    /// <summary>How often somebody asked what containers hold on the disk.</summary>
    public int DiskMeasurements { get; private set; }

    public async Task<ImmutableDictionary<string, long>> MeasureDiskAsync(string podUid, CancellationToken cancellationToken)
    {
        var doing = $"measure the disk of pod {podUid}";
        await RequestAsync(doing, cancellationToken);
        ImmutableDictionary<string, long> used;
        lock (_gate)
        {
            DiskMeasurements++;
            used = _all.Where(c => c is { IsSandbox: false, IsRunning: true } && c.Pod.Uid == podUid)
                .ToImmutableDictionary(c => c.Name, c => c.Behaviour.DiskBytes + c.Log.Sum(l => (long)l.Content.Length), StringComparer.Ordinal);
        }

        await ReplyAsync(doing, cancellationToken);
        return used;
    }

    public async Task<UsageSample?> SampleNodeAsync(CancellationToken cancellationToken)
    {
        await RequestAsync("measure the node", cancellationToken);
        lock (_gate)
        {
            var samples = _all.Where(c => c is { IsSandbox: false, IsRunning: true }).Select(Sample).ToList();
            return KnowsNode
                ? new UsageSample(clock.GetUtcNow(), TimeSpan.FromTicks(samples.Sum(s => s.CpuTime.Ticks)), samples.Sum(s => s.WorkingSetBytes))
                : null;
        }
    }

    private UsageSample Sample(FakeContainer container)
    {
        var now = clock.GetUtcNow();
        return new UsageSample(now, (now - container.StartedAt!.Value) * container.Behaviour.Cores, container.Behaviour.MemoryBytes);
    }
}
