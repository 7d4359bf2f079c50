namespace LocalPods.Orchestrator.Probes;

/// <summary>What a probe decides; the names are those in event messages.</summary>
public enum ProbeType
{
    Liveness,
    Readiness,
    Startup,
}
