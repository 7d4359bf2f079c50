namespace LocalPods.Orchestrator.Probes;

/// <summary>What a user may want to change about probing.</summary>
public sealed record ProbeOptions
{
    /// <summary>
    /// Commands run in containers at one time for probes. Each costs tens of milliseconds of processor time, so that more
    /// at once would only make all of them late; a due one waits its turn, and its time-out begins when it runs.
    /// </summary>
    public int ConcurrentExecs { get; init; } = 16;

    /// <summary>
    /// Address of pods that use the node's network, which is what their probes connect to.
    /// </summary>
    public string NodeIp { get; init; } = "127.0.0.1";
}
