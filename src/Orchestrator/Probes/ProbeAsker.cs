using LocalPods.Orchestrator.Events;
using LocalPods.Orchestrator.Runtime;
using Microsoft.Extensions.Logging;

namespace LocalPods.Orchestrator.Probes;

/// <summary>Carries out attempts: resolves what to ask, asks, asks again when the question failed, and tells users what came of it.</summary>
internal sealed partial class ProbeAsker(IProber prober, IEventRecorder events, string nodeIp, ILogger logger)
{
    /// <summary>An attempt that could not be made is repeated at once, this many times in all.</summary>
    private const int TriesOnError = 3;

    /// <summary>Asks.</summary>
    /// <param name="worker">Whose probe.</param>
    /// <param name="view">The pod.</param>
    /// <param name="instance">Which instance of the container.</param>
    /// <param name="abandoned">Nobody wants the answer any more.</param>
    public async Task<ProbeOutcome> AskAsync(ProbeWorker worker, PodView view, ContainerId instance, CancellationToken abandoned)
    {
        if (!ProbeTargets.TryResolve(worker.Probe, worker.Container, instance, view.Ip(nodeIp), out var target, out var error))
        {
            return ProbeOutcome.Error(error);
        }

        for (var tries = 1; ; tries++)
        {
            var outcome = await AskOnceAsync(worker, target, abandoned);
            if (outcome.Kind != ProbeOutcomeKind.Error || tries == TriesOnError)
            {
                return outcome;
            }
        }
    }

    /// <summary>Tells what is worth telling.</summary>
    /// <param name="worker">Whose probe.</param>
    /// <param name="view">The pod.</param>
    /// <param name="outcome">The answer.</param>
    /// <param name="stillThere">The instance still runs; one that has ended could not be asked, and need not.</param>
    public void Tell(ProbeWorker worker, PodView view, ProbeOutcome outcome, bool stillThere)
    {
        var about = worker.Target with { ResourceVersion = view.Pod.Metadata.ResourceVersion ?? "" };
        switch (outcome.Kind)
        {
            case ProbeOutcomeKind.Failure:
                events.Warning(about, "Unhealthy", $"{worker.Type} probe failed: {outcome.Text}");
                break;
            case ProbeOutcomeKind.Error when stillThere:
                events.Warning(about, "Unhealthy", $"{worker.Type} probe errored and resulted in unknown state: {outcome.Text}");
                break;
            case ProbeOutcomeKind.Warning:
                events.Warning(about, "ProbeWarning", $"{worker.Type} probe warning: {outcome.Text}");
                break;
        }
    }

    /// <summary>Something of ours threw: the probe goes on, and the log says so.</summary>
    public void Broke(ProbeWorker worker, Exception e) => LogBroken(logger, e, worker.Type, worker.Pod, worker.Container.Name);

    private async Task<ProbeOutcome> AskOnceAsync(ProbeWorker worker, ProbeTarget target, CancellationToken abandoned)
    {
        try
        {
            return await prober.ProbeAsync(target, worker.Timeout, abandoned);
        }
        catch (Exception e) when (e is not OperationCanceledException || !abandoned.IsCancellationRequested)
        {
            Broke(worker, e);
            return ProbeOutcome.Error(e.Message);
        }
    }

    [LoggerMessage(2001, LogLevel.Error, "{ProbeType} probe of {Pod} container {Container} broke down")]
    private static partial void LogBroken(ILogger logger, Exception exception, ProbeType probeType, PodIdentity pod, string container);
}
