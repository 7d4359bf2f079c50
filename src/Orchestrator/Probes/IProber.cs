namespace LocalPods.Orchestrator.Probes;

/// <summary>Makes one attempt of a probe. May be called from any thread and at once.</summary>
public interface IProber
{
    /// <summary>Asks once.</summary>
    /// <param name="target">What to ask.</param>
    /// <param name="timeout">How long the answer may take; later is a failure, not an exception.</param>
    /// <param name="cancellationToken">Abandons the attempt: the daemon stops or the probe was removed.</param>
    Task<ProbeOutcome> ProbeAsync(ProbeTarget target, TimeSpan timeout, CancellationToken cancellationToken);
}
