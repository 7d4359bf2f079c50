namespace LocalPods.Api.Coverage;

/// <summary>What becomes of a field.</summary>
/// <param name="Kind">In one word.</param>
/// <param name="Note">How, why or with what; empty where the word says all.</param>
public sealed record FieldCoverage(CoverageKind Kind, string Note)
{
    /// <summary>The test that shows it, <c>Class.Method</c>; empty for fields that do nothing here.</summary>
    public string Test { get; init; } = "";

    /// <summary>Whether who sets it is warned: its absence changes what a pod can rely on.</summary>
    public bool Warns { get; init; }

    /// <summary>The kind as people read it.</summary>
    public string Word => Words(Kind);

    /// <summary>A kind as people read it.</summary>
    public static string Words(CoverageKind kind) => kind switch
    {
        CoverageKind.Honoured => "honoured",
        CoverageKind.Emulated => "emulated",
        CoverageKind.NoEffect => "no effect",
        CoverageKind.Refused => "refused",
    };
}
