namespace LocalPods.Runtime.Docker.Engine.Wire;

/// <summary>What a registry has under a name.</summary>
internal sealed record DistributionAnswer
{
    public IReadOnlyList<PlatformAnswer>? Platforms { get; set; }
}

internal sealed record PlatformAnswer
{
    [System.Text.Json.Serialization.JsonPropertyName("architecture")]
    public string Architecture { get; set; } = "";

    [System.Text.Json.Serialization.JsonPropertyName("os")]
    public string Os { get; set; } = "";
}
