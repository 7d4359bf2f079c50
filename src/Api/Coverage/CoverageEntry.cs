namespace LocalPods.Api.Coverage;

/// <summary>One field of the table, alternatives written out.</summary>
/// <param name="Path">Such as <c>spec.containers[].image</c>; <c>.**</c> at its end stands for all below.</param>
/// <param name="Coverage">What becomes of it.</param>
public sealed record CoverageEntry(string Path, FieldCoverage Coverage)
{
    /// <summary>The one value it is about; null for any.</summary>
    public string? Value { get; init; }

    /// <summary>The one key of a map it is about, where <c>*</c> ends any; null for the whole map.</summary>
    public string? Key { get; init; }
}
