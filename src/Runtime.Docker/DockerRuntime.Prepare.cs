using LocalPods.Runtime.Docker.Engine.Wire;
using LocalPods.Runtime.Docker.Pause;
using LocalPods.Runtime.Docker.Sandboxes;

namespace LocalPods.Runtime.Docker;

public sealed partial class DockerRuntime
{
    /// <summary>How long the removal of a trial may take when the daemon is stopping.</summary>
    private static readonly TimeSpan s_trialCleanup = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Does ahead of time what the first sandbox would otherwise wait for: agrees on a version, brings in the pause image, and
    /// finds out whether the host grants negative out-of-memory scores and control groups of pods; removes what a daemon that was
    /// killed left of its trials. Never needed, and safe to repeat.
    /// </summary>
    /// <exception cref="ContainerRuntimeException">The engine could not be asked; the first sandbox then does this itself.</exception>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await _pause.EnsureAsync(cancellationToken);
        await RemoveLookerAsync(cancellationToken);
        await _oomScore.Gate.WaitAsync(cancellationToken);
        try
        {
            if (!_podCgroups.IsKnown && await FindCgroupAsync(cancellationToken) is { } parent && !await TryOutAsync(parent, cancellationToken))
            {
                NoCgroups("the engine starts no containers there");
            }

            if (!_oomScore.IsKnown)
            {
                await TryOutAsync(cgroupParent: null, cancellationToken);
            }
        }
        finally
        {
            _oomScore.Gate.Release();
        }
    }

    // True when a container could be started, in one way or the other.
    private async Task<bool> TryOutAsync(string? cgroupParent, CancellationToken cancellationToken)
    {
        if (await CanStartAsync(_oomScore.Granted(SandboxBody.OomScoreAdjust), cgroupParent, cancellationToken))
        {
            _oomScore.Allowed();
            return true;
        }

        if (_oomScore.IsKnown || !await CanStartAsync(0, cgroupParent, cancellationToken))
        {
            return false;
        }

        _oomScore.Refused();
        LogOomScoreClamped(_logger);
        return true;
    }

    // Runs the pause program by itself for a moment. Its name is always the same, so that what a daemon that was killed here
    // left behind is found and removed by the next.
    private async Task<bool> CanStartAsync(int oomScoreAdjust, string? cgroupParent, CancellationToken cancellationToken)
    {
        const string Doing = "try out what the host grants";
        var name = $"localpods_trial_{_instance}";
        var body = new CreateContainerBody
        {
            Image = PauseImage.Name,
            Labels = new Dictionary<string, string>(StringComparer.Ordinal) { [Labels.Instance] = _instance },
            HostConfig = new HostConfigBody { NetworkMode = "none", OomScoreAdj = oomScoreAdjust, CgroupParent = cgroupParent },
        };
        await RemoveAsync(name, Doing, cancellationToken);
        try
        {
            var id = await _engine.CreateContainerAsync(name, body, Doing, cancellationToken);
            await _engine.StartContainerAsync(id, Doing, cancellationToken);
            if (cgroupParent is not null)
            {
                LookForTrial(id);
            }

            return true;
        }
        catch (ContainerRuntimeException e) when (e.Failure == RuntimeFailure.Refused)
        {
            return false;
        }
        finally
        {
            using var limit = new CancellationTokenSource(s_trialCleanup, _clock);
            await RemoveFailedAsync(name, Doing, limit.Token);
        }
    }
}
