using LocalPods.Runtime.Docker.Engine.Wire;
using LocalPods.Runtime.Docker.Containers;
using LocalPods.Runtime.Docker.Pause;
using LocalPods.Runtime.Docker.Sandboxes;

namespace LocalPods.Runtime.Docker;

public sealed partial class DockerRuntime
{
    /// <summary>Names tried for one container before the conflict is given up on.</summary>
    private const int NamesTried = 3;

    private const int PauseImportsTried = 3;

    public async Task<SandboxStatus> RunSandboxAsync(SandboxConfig config, CancellationToken cancellationToken)
    {
        if (_oomScore.IsKnown)
        {
            return await RunSandboxOnceAsync(config, cancellationToken);
        }

        await _oomScore.Gate.WaitAsync(cancellationToken);
        try
        {
            return _oomScore.IsKnown
                ? await RunSandboxOnceAsync(config, cancellationToken)
                : await RunFirstSandboxAsync(config, cancellationToken);
        }
        finally
        {
            _oomScore.Gate.Release();
        }
    }

    public async Task StopSandboxAsync(SandboxId id, CancellationToken cancellationToken)
    {
        // The pause program has nothing to save, so it is killed: one call, and no time for a signal to be handled.
        await _stops.WaitAsync(cancellationToken);
        try
        {
            await KillAsync(id.Value, $"stop sandbox {id}", cancellationToken);
        }
        finally
        {
            _stops.Release();
        }

        _facts.Drop(id.Value);
    }

    public async Task RemoveSandboxAsync(SandboxId id, CancellationToken cancellationToken)
    {
        var members = await _engine.ListContainersAsync([InstanceLabel, $"{Labels.SandboxId}={id}"], $"list containers of sandbox {id}", cancellationToken);
        await System.Threading.Tasks.Parallel.ForEachAsync(
            members.Select(m => (m.Id, Doing: $"remove container {m.Id} of sandbox {id}")).Append((Id: id.Value, Doing: $"remove sandbox {id}")),
            new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellationToken },
            async (one, token) => await RemoveAsync(one.Id, one.Doing, token));
    }

    /// <summary>
    /// Finds out whether the host grants a negative out-of-memory score: where the first start fails with one and then works
    /// without, it does not.
    /// </summary>
    private async Task<SandboxStatus> RunFirstSandboxAsync(SandboxConfig config, CancellationToken cancellationToken)
    {
        try
        {
            var status = await RunSandboxOnceAsync(config, cancellationToken);
            _oomScore.Allowed();
            return status;
        }
        catch (ContainerRuntimeException first) when (first.Failure == RuntimeFailure.Refused)
        {
            var status = await RunSandboxOnceAsync(config, cancellationToken, oomScoreAdjust: 0);
            _oomScore.Refused();
            LogOomScoreClamped(_logger);
            return status;
        }
    }

    private async Task<SandboxStatus> RunSandboxOnceAsync(SandboxConfig config, CancellationToken cancellationToken, int? oomScoreAdjust = null)
    {
        var doing = $"run sandbox of {config.Pod}";
        var body = SandboxBody.Of(config, PauseImage.Name, _instance, oomScoreAdjust ?? _oomScore.Granted(SandboxBody.OomScoreAdjust), _cgroups.PathOf(config.Pod.Uid));
        var id = await CreateSandboxAsync(config, body, doing, cancellationToken);
        try
        {
            await _engine.StartContainerAsync(id, doing, cancellationToken);
        }
        catch (ContainerRuntimeException e) when (e.Failure is not (RuntimeFailure.Unavailable or RuntimeFailure.Timeout))
        {
            await RemoveFailedAsync(id, doing, cancellationToken);
            // A port in use and the like: it is the start that was refused, whatever status the engine gives it.
            throw new ContainerRuntimeException(RuntimeFailure.Refused, e.Message, e);
        }

        var seen = await _engine.FindContainerAsync(id, doing, cancellationToken)
            ?? throw new ContainerRuntimeException(RuntimeFailure.NotFound, $"{doing}: it was removed while it started");
        return StatusReader.Sandbox(seen);
    }

    private async Task<string> CreateSandboxAsync(SandboxConfig config, CreateContainerBody body, string doing, CancellationToken cancellationToken)
    {
        var name = EngineName.Of(config.Pod, Labels.SandboxContainerName, config.Attempt);
        for (var tried = 1; ; tried++)
        {
            try
            {
                return await CreateOrFindAsync(name, body, IsUsableSandbox, doing, cancellationToken);
            }
            catch (ContainerRuntimeException e) when (e.Failure == RuntimeFailure.NotFound && tried < PauseImportsTried)
            {
                await _pause.EnsureAsync(cancellationToken); // never there, or another instance's purge has just taken it away
            }
        }
    }

    /// <summary>One that runs, or was never started because the answer to its creation got lost.</summary>
    private static bool IsUsableSandbox(ContainerInspect seen) => seen.State.Running || seen.State is { Status: "created", ExitCode: 0 };

    /// <summary>
    /// Creates a container, or returns the one that has its name and is ours. One that is ours but of no use is removed first;
    /// another's, or a name that the engine holds for nothing that can be found, is left alone and the name made longer.
    /// </summary>
    private async Task<string> CreateOrFindAsync(string name, CreateContainerBody body, Func<ContainerInspect, bool> isUsable, string doing, CancellationToken cancellationToken)
    {
        for (var tried = 1; ; tried++)
        {
            try
            {
                return await _engine.CreateContainerAsync(name, body, doing, cancellationToken);
            }
            catch (ContainerRuntimeException e) when (e.Failure == RuntimeFailure.Conflict && tried < NamesTried)
            {
                var holder = await _engine.FindContainerAsync(name, doing, cancellationToken);
                if (holder is null || !IsSame(holder.Config.Labels, body.Labels))
                {
                    name = EngineName.Another(name, _clock.GetTimestamp());
                }
                else if (isUsable(holder))
                {
                    return holder.Id;
                }
                else
                {
                    await RemoveAsync(holder.Id, doing, cancellationToken);
                }
            }
        }
    }

    private static bool IsSame(IReadOnlyDictionary<string, string>? held, IReadOnlyDictionary<string, string> wanted) =>
        held is not null
        && new[] { Labels.Instance, Labels.PodUid, Labels.ContainerName, Labels.Type }.All(l => held.GetValueOrDefault(l) == wanted[l]);

    private async Task RemoveFailedAsync(string id, string doing, CancellationToken cancellationToken)
    {
        try
        {
            await RemoveAsync(id, doing, cancellationToken);
        }
        catch (ContainerRuntimeException e)
        {
            LogLeftBehind(_logger, e.Message); // the failure to start is what the caller must hear of
        }
    }
}
