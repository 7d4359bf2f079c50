namespace LocalPods.Api.Serialization;

/// <summary>How a manifest is read.</summary>
public sealed record ManifestOptions
{
    public FieldValidation Validation { get; init; } = FieldValidation.Strict;

    public ReadLimits Limits { get; init; } = ReadLimits.Default;

    /// <summary>The kinds to read; <see cref="KnownKinds.Registry"/> when null.</summary>
    public KindRegistry? Kinds { get; init; }
}
