namespace LocalPods.Orchestrator.Probes;

/// <summary>How one attempt ended.</summary>
/// <param name="Kind">What it counts as.</param>
/// <param name="Text">What to tell users about it, as a kubelet words it.</param>
public sealed record ProbeOutcome(ProbeOutcomeKind Kind, string Text)
{
    /// <summary>Of a probe by command that ran to its end; null otherwise.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Somebody took the connection, and what came of it was not the protocol of the probe.</summary>
    public bool OtherProtocol { get; init; }

    public static ProbeOutcome Success(string text) => new(ProbeOutcomeKind.Success, text);

    public static ProbeOutcome Warning(string text) => new(ProbeOutcomeKind.Warning, text);

    public static ProbeOutcome Failure(string text) => new(ProbeOutcomeKind.Failure, text);

    public static ProbeOutcome Error(string text) => new(ProbeOutcomeKind.Error, text);
}

public enum ProbeOutcomeKind
{
    Success,

    /// <summary>Counts as success, and users are told.</summary>
    Warning,
    Failure,

    /// <summary>The question could not be asked; says nothing about the container and counts for nothing.</summary>
    Error,
}
