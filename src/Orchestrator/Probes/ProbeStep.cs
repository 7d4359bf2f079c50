namespace LocalPods.Orchestrator.Probes;

/// <summary>What comes of a probe whose time has come.</summary>
internal enum ProbeStep
{
    /// <summary>Not now; it looks again a period later.</summary>
    Wait,
    Run,

    /// <summary>Never again for this container of this pod.</summary>
    End,
}
