namespace LocalPods.Orchestrator.Resources;

/// <summary>What a strategy may know besides the objects themselves.</summary>
/// <param name="Now">Time of the request.</param>
/// <param name="NodeName">The node that pods are put on.</param>
public sealed record AdmissionContext(DateTimeOffset Now, string NodeName)
{
    /// <summary>Why the node cannot run pods just now, as it last said; null when it can.</summary>
    public string? NodeTrouble { get; init; }
}
