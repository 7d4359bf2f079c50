using LocalPods.Runtime.Docker.Pause;

namespace LocalPods.Runtime.Docker;

public sealed partial class DockerRuntime
{
    public async Task<ImmutableArray<string>> PurgeAsync(CancellationToken cancellationToken)
    {
        // App containers before the pause containers whose namespaces they use.
        foreach (var rank in (await OursAsync(cancellationToken)).GroupBy(c => Labels.IsSandbox(c.Labels)).OrderBy(g => g.Key))
        {
            var options = new ParallelOptions { MaxDegreeOfParallelism = rank.Key ? SandboxStops : Parallel, CancellationToken = cancellationToken };
            await System.Threading.Tasks.Parallel.ForEachAsync(rank, options, (c, token) => TryAsync(() => RemoveAsync(c.Id, $"purge container {c.Id}", token)));
        }

        foreach (var network in await _engine.ListNetworksAsync(InstanceLabel, cancellationToken))
        {
            await TryAsync(() => _engine.RemoveNetworkAsync(network.Id, cancellationToken));
        }

        foreach (var volume in await _engine.ListVolumesAsync(InstanceLabel, cancellationToken))
        {
            await TryAsync(() => _engine.RemoveVolumeAsync(volume.Name, cancellationToken));
        }

        await _cgroups.RemoveAllAsync(cancellationToken);
        return [.. await LeftAsync(cancellationToken)];
    }

    private Task<IReadOnlyList<Engine.Wire.ContainerSummary>> OursAsync(CancellationToken cancellationToken) =>
        _engine.ListContainersAsync([InstanceLabel], "list what is left", cancellationToken);

    /// <summary>One that cannot be removed does not keep the others; it shows in what is left.</summary>
    private async ValueTask TryAsync(Func<Task> remove)
    {
        try
        {
            await remove();
        }
        catch (ContainerRuntimeException e)
        {
            LogLeftBehind(_logger, e.Message);
        }
    }

    private async Task<List<string>> LeftAsync(CancellationToken cancellationToken)
    {
        var left = new List<string>();
        left.AddRange((await OursAsync(cancellationToken)).Select(c => $"container {(c.Names is [var name, ..] ? name.TrimStart('/') : c.Id)}"));
        left.AddRange((await _engine.ListNetworksAsync(InstanceLabel, cancellationToken)).Select(n => $"network {n.Name}"));
        left.AddRange((await _engine.ListVolumesAsync(InstanceLabel, cancellationToken)).Select(v => $"volume {v.Name}"));
        left.AddRange(_cgroups.Left().Select(folder => $"control group {folder}"));
        if (await RemovePauseImageAsync(cancellationToken))
        {
            left.Add($"image {PauseImage.Name}");
        }

        return left;
    }

    /// <summary>The pause image belongs to all instances: it goes with the last one's containers. True when it should be gone and is not.</summary>
    private async Task<bool> RemovePauseImageAsync(CancellationToken cancellationToken)
    {
        try
        {
            // Without force the engine keeps an image that any container, of whatever instance, was made of.
            await RemoveImageAsync(PauseImage.Name, cancellationToken);
            return false;
        }
        catch (ContainerRuntimeException e) when (e.Failure == RuntimeFailure.Conflict)
        {
            return false;
        }
        catch (ContainerRuntimeException e)
        {
            LogLeftBehind(_logger, e.Message);
            return true;
        }
    }
}
