using LocalPods.Runtime.Docker.Engine.Wire;
using LocalPods.Runtime.Docker.Pause;
using LocalPods.Runtime.Docker.Sandboxes;

namespace LocalPods.Runtime.Docker;

public sealed partial class DockerRuntime
{
    /// <summary>
    /// Does ahead of time what the first sandbox would otherwise wait for: agrees on a version, brings in the pause image, and
    /// finds out whether the host grants negative out-of-memory scores. Never needed, and safe to repeat.
    /// </summary>
    /// <exception cref="ContainerRuntimeException">The engine could not be asked; the first sandbox then does this itself.</exception>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await _pause.EnsureAsync(cancellationToken);
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

    /// <summary>Runs the pause program by itself for a moment.</summary>
    private async Task<bool> CanStartAsync(int oomScoreAdjust, CancellationToken cancellationToken)
    {
        const string Doing = "try out what the host grants";
        var body = new CreateContainerBody
        {
            Image = PauseImage.Name,
            Labels = new Dictionary<string, string>(StringComparer.Ordinal) { [Labels.Instance] = _instance },
            HostConfig = new HostConfigBody { NetworkMode = "none", OomScoreAdj = oomScoreAdjust },
        };
        var id = await _engine.CreateContainerAsync(EngineName.Another($"localpods_trial_{_instance}", _clock.GetTimestamp()), body, Doing, cancellationToken);
        try
        {
            await _engine.StartContainerAsync(id, Doing, cancellationToken);
            return true;
        }
        catch (ContainerRuntimeException e) when (e.Failure == RuntimeFailure.Refused)
        {
            return false;
        }
        finally
        {
            await RemoveFailedAsync(id, Doing, cancellationToken);
        }
    }
}
