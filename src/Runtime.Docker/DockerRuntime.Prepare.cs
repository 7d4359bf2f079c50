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
    /// finds out whether the host grants negative out-of-memory scores; removes what a daemon that was killed left of its trials. Never needed, and safe to repeat.
    /// </summary>
    /// <exception cref="ContainerRuntimeException">The engine could not be asked; the first sandbox then does this itself.</exception>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await _pause.EnsureAsync(cancellationToken);
        await RemoveLookerAsync(cancellationToken);
        await _oomScore.Gate.WaitAsync(cancellationToken);
        try
        {
            if (_oomScore.IsKnown)
            {
                return;
            }

            if (await CanStartAsync(SandboxBody.OomScoreAdjust, cancellationToken))
            {
                _oomScore.Allowed();
            }
            else if (await CanStartAsync(0, cancellationToken))
            {
                _oomScore.Refused();
                LogOomScoreClamped(_logger);
            }
        }
        finally
        {
            _oomScore.Gate.Release();
        }
    }

    // Runs the pause program by itself for a moment. Its name is always the same, so that what a daemon that was killed here
    // left behind is found and removed by the next.
    private async Task<bool> CanStartAsync(int oomScoreAdjust, CancellationToken cancellationToken)
    {
        const string Doing = "try out what the host grants";
        var name = $"localpods_trial_{_instance}";
        var body = new CreateContainerBody
        {
            Image = PauseImage.Name,
            Labels = new Dictionary<string, string>(StringComparer.Ordinal) { [Labels.Instance] = _instance },
            HostConfig = new HostConfigBody { NetworkMode = "none", OomScoreAdj = oomScoreAdjust },
        };
        await RemoveAsync(name, Doing, cancellationToken);
        try
        {
            var id = await _engine.CreateContainerAsync(name, body, Doing, cancellationToken);
            await _engine.StartContainerAsync(id, Doing, cancellationToken);
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
