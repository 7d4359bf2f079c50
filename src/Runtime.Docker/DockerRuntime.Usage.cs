using LocalPods.Runtime.Docker.Engine;
using LocalPods.Runtime.Docker.Processes;

namespace LocalPods.Runtime.Docker;

public sealed partial class DockerRuntime
{
    public async Task<UsageSample?> SampleAsync(ContainerId id, CancellationToken cancellationToken) =>
        await _engine.FindStatsAsync(id.Value, $"measure container {id}", cancellationToken) is { } stats && stats.Read.Year > 1 && stats.MemoryStats.Usage > 0
            ? new UsageSample(stats.Read, TimeSpan.FromMicroseconds(stats.CpuStats.CpuUsage.TotalUsage / 1000.0), stats.MemoryStats.WorkingSet)
            : null;

    // Only an engine on this machine has this machine's use.
    public Task<UsageSample?> SampleNodeAsync(CancellationToken cancellationToken) =>
        Task.FromResult(_engine.Address is EngineAddress.UnixSocket ? NodeUsage.Read(_clock.GetUtcNow()) : null);
}
