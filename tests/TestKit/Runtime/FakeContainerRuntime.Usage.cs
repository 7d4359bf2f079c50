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
