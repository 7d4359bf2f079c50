using System.Collections.Concurrent;
using LocalPods.Runtime.Docker.Containers;
using LocalPods.Runtime.Docker.Engine.Wire;

namespace LocalPods.Runtime.Docker;

public sealed partial class DockerRuntime
{
    /// <summary>Of processor time; zero would leave it as it is.</summary>
    private const long Unlimited = -1;

    // Created by this process and not started since: their first start needs no look at them before.
    private readonly ConcurrentDictionary<string, bool> _fresh = new(StringComparer.Ordinal);

    public async Task<ContainerId> CreateContainerAsync(SandboxId sandbox, ContainerConfig config, CancellationToken cancellationToken)
    {
        var doing = $"create container {config.Name} of {config.Pod}";
        var image = await _images.FindAsync(config.Image, cancellationToken)
            ?? throw new ContainerRuntimeException(RuntimeFailure.NotFound, $"{doing}: there is no image {config.Image}");
        var api = await _engine.GetApiVersionAsync(cancellationToken);
        var wanted = config.Resources.OomScoreAdjust;
        if (wanted < 0 && !_oomScore.IsKnown)
        {
            await LearnOomScoreAsync(sandbox, doing, cancellationToken);
        }

        var body = ContainerBody.Of(config, sandbox, image.Config?.User ?? "", _instance, _oomScore.Granted(wanted), _cgroups.PathOf(config.Pod.Uid), api);
        var created = true;
        try
        {
            var id = await CreateOrFindAsync(EngineName.Of(config.Pod, config.Name, config.Attempt), body, _ => !(created = false), doing, cancellationToken);
            if (created)
            {
                _fresh[id] = true;
            }

            return new ContainerId(id);
        }
        catch (ContainerRuntimeException e) when (e.Failure == RuntimeFailure.Refused)
        {
            // An engine refuses the namespaces of a container that is not there as it refuses any bad value.
            throw await _engine.FindContainerAsync(sandbox.Value, doing, cancellationToken) is null
                ? new ContainerRuntimeException(RuntimeFailure.NotFound, e.Message, e)
                : e;
        }
    }

    public async Task StartContainerAsync(ContainerId id, CancellationToken cancellationToken)
    {
        var doing = $"start container {id}";
        if (!_fresh.TryRemove(id.Value, out _) && await IsStartedAsync(id, doing, cancellationToken))
        {
            return;
        }

        try
        {
            await _engine.StartContainerAsync(id.Value, doing, cancellationToken);
        }
        catch (ContainerRuntimeException e) when (e.Failure is not (RuntimeFailure.Unavailable or RuntimeFailure.Timeout))
        {
            _facts.Drop(id.Value);
            // The engine's status says too little: a program that is missing can be a 400, 404 or 500, a stopped sandbox a 409.
            var seen = e.Failure == RuntimeFailure.NotFound ? await _engine.FindContainerAsync(id.Value, doing, cancellationToken) : null;
            throw e.Failure == RuntimeFailure.NotFound && seen is null ? e : new ContainerRuntimeException(RuntimeFailure.Refused, e.Message, e);
        }
    }

    public async Task StopContainerAsync(ContainerId id, TimeSpan grace, CancellationToken cancellationToken)
    {
        var doing = $"stop container {id}";
        if (grace <= TimeSpan.Zero)
        {
            await KillAsync(id.Value, doing, cancellationToken);
            return;
        }

        try
        {
            await _engine.StopContainerAsync(id.Value, (int)Math.Min(Math.Ceiling(grace.TotalSeconds), int.MaxValue / 2), doing, cancellationToken);
        }
        catch (ContainerRuntimeException e) when (e.Failure == RuntimeFailure.NotFound)
        {
            // gone counts as stopped
        }
    }

    public Task RemoveContainerAsync(ContainerId id, CancellationToken cancellationToken) =>
        RemoveAsync(id.Value, $"remove container {id}", cancellationToken);

    public async Task UpdateResourcesAsync(ContainerId id, ContainerResources resources, CancellationToken cancellationToken)
    {
        var doing = $"limit container {id} otherwise";
        var body = new UpdateContainerBody
        {
            CpuShares = resources.CpuShares,
            CpuQuota = resources.CpuQuota == 0 ? Unlimited : resources.CpuQuota,
            CpuPeriod = resources.CpuQuota == 0 ? null : resources.CpuPeriod,
            Memory = resources.MemoryBytes == 0 ? null : resources.MemoryBytes, // the engine cannot take a limit away
            MemorySwap = resources.MemoryBytes == 0 ? null : resources.MemoryBytes,
        };
        try
        {
            await _engine.UpdateContainerAsync(id.Value, body, doing, cancellationToken);
        }
        catch (ContainerRuntimeException e) when (e.Failure == RuntimeFailure.Conflict)
        {
            throw new ContainerRuntimeException(RuntimeFailure.Refused, e.Message, e);
        }
        finally
        {
            _facts.Drop(id.Value);
        }
    }

    private async Task KillAsync(string id, string doing, CancellationToken cancellationToken)
    {
        try
        {
            await _engine.KillContainerAsync(id, doing, cancellationToken);
        }
        catch (ContainerRuntimeException e) when (e.Failure is RuntimeFailure.NotFound or RuntimeFailure.Conflict)
        {
            // gone, or not running: it counts as stopped
        }
    }

    private async Task RemoveAsync(string id, string doing, CancellationToken cancellationToken)
    {
        _fresh.TryRemove(id, out _);
        try
        {
            await _engine.RemoveContainerAsync(id, doing, cancellationToken);
        }
        catch (ContainerRuntimeException e) when (e.Failure == RuntimeFailure.NotFound)
        {
            // gone is what was wanted
        }
        catch (ContainerRuntimeException e) when (e.Failure == RuntimeFailure.Conflict)
        {
            await WaitRemovedAsync(id, doing, cancellationToken); // somebody else is removing it just now
        }

        _facts.Forget(id);
    }

    private async Task WaitRemovedAsync(string id, string doing, CancellationToken cancellationToken)
    {
        try
        {
            await _engine.WaitRemovedAsync(id, doing, cancellationToken);
        }
        catch (ContainerRuntimeException e) when (e.Failure == RuntimeFailure.NotFound)
        {
            // gone meanwhile
        }
    }

    /// <summary>False when it can be started; a container runs once, so one that has ended cannot.</summary>
    private async Task<bool> IsStartedAsync(ContainerId id, string doing, CancellationToken cancellationToken)
    {
        var seen = await _engine.FindContainerAsync(id.Value, doing, cancellationToken)
            ?? throw new ContainerRuntimeException(RuntimeFailure.NotFound, $"{doing}: no such container");
        return seen.State.Running
            || (ContainerFacts.From(seen).HasRun
                ? throw new ContainerRuntimeException(RuntimeFailure.Conflict, $"{doing}: it has already run")
                : false);
    }

    /// <summary>
    /// Reads from the sandbox what an earlier process found out: it asked for a negative score, and kept it only where the host grants it.
    /// </summary>
    private async Task LearnOomScoreAsync(SandboxId sandbox, string doing, CancellationToken cancellationToken)
    {
        if (await _engine.FindContainerAsync(sandbox.Value, doing, cancellationToken) is not { } seen)
        {
            return;
        }

        if (seen.HostConfig.OomScoreAdj < 0)
        {
            _oomScore.Allowed();
        }
        else if (!_oomScore.IsKnown)
        {
            _oomScore.Refused();
            LogOomScoreClamped(_logger);
        }
    }
}
