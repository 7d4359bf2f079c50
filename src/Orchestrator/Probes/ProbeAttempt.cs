using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Probes;

/// <summary>One attempt of a probe, from its due time to its answer.</summary>
/// <param name="Worker">The probe.</param>
/// <param name="Probes">All probes of its pod.</param>
/// <param name="Instance">The container asked.</param>
/// <param name="Due">When it should begin.</param>
internal sealed record ProbeAttempt(ProbeWorker Worker, PodProbes Probes, ContainerId Instance, DateTimeOffset Due)
{
    public bool IsExec => Worker.Probe.Exec is not null;
}
