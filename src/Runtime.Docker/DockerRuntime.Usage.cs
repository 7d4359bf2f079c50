using LocalPods.Runtime.Docker.Containers;
using LocalPods.Runtime.Docker.Engine;
using LocalPods.Runtime.Docker.Processes;

namespace LocalPods.Runtime.Docker;

public sealed partial class DockerRuntime
{
    public async Task<UsageSample?> SampleAsync(ContainerId id, CancellationToken cancellationToken) =>
        await _engine.FindStatsAsync(id.Value, $"measure container {id}", cancellationToken) is { } stats && stats.Read.Year > 1 && stats.MemoryStats.Usage > 0
            ? new UsageSample(stats.Read, TimeSpan.FromMicroseconds(stats.CpuStats.CpuUsage.TotalUsage / 1000.0), stats.MemoryStats.WorkingSet)
            : null;

    public async Task<ImmutableDictionary<string, long>> MeasureDiskAsync(string podUid, CancellationToken cancellationToken)
    {
        var doing = $"measure the disk of pod {podUid}";
        var rows = await _engine.ListSizesAsync([InstanceLabel, $"{Labels.PodUid}={podUid}", $"{Labels.Type}={Labels.TypeContainer}"], doing, cancellationToken);
        var used = ImmutableDictionary.CreateBuilder<string, long>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            // Only an engine on this machine has its logs where its answer says.
            var log = _engine.Address is EngineAddress.UnixSocket && await FactsOfAsync(row, doing, cancellationToken) is { LogPath.Length: > 0 } facts ? LogFiles.Measure(facts.LogPath) : 0;
            used[row.Labels![Labels.ContainerName]] = Math.Max(0, row.SizeRw) + log;
        }

        return used.ToImmutable();
    }

    // Only an engine on this machine has this machine's use.
    public Task<UsageSample?> SampleNodeAsync(CancellationToken cancellationToken) =>
        Task.FromResult(_engine.Address is EngineAddress.UnixSocket ? NodeUsage.Read(_clock.GetUtcNow()) : null);
}
