namespace LocalPods.Api.Serialization;

/// <summary>How much a reader takes before it refuses.</summary>
public sealed record ReadLimits
{
    public static ReadLimits Default { get; } = new();

    /// <summary>The longest file that is looked at, whatever it holds.</summary>
    public int MaxFileBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>The largest single object, about as JSON; an API server takes no larger request.</summary>
    public int MaxObjectBytes { get; init; } = 3 * 1024 * 1024;

    /// <summary>Nesting of objects and lists.</summary>
    public int MaxDepth { get; init; } = 100;

    /// <summary>Values in one YAML document with its aliases written out.</summary>
    public int MaxNodes { get; init; } = 2_000_000;

    /// <summary>Faults reported; what comes after would only repeat them.</summary>
    public int MaxFaults { get; init; } = 100;
}
