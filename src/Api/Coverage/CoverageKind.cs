namespace LocalPods.Api.Coverage;

/// <summary>What becomes of a field that a manifest sets.</summary>
public enum CoverageKind
{
    /// <summary>It does what Kubernetes has it do.</summary>
    Honoured,

    /// <summary>It does nearly that, by other means; the note says how.</summary>
    Emulated,

    /// <summary>It is kept and shown and changes nothing; the note says why.</summary>
    NoEffect,

    /// <summary>Whoever sets it is told no, by the API or by a container that waits; the note says which.</summary>
    Refused,
}
