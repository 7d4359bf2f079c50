using System.Text.Json.Serialization;

namespace LocalPods.Runtime.Docker.Engine.Wire;

internal sealed record VersionAnswer
{
    public string Version { get; init; } = "";
    public string Os { get; init; } = "";

    /// <summary>As Go names it: <c>amd64</c>, <c>arm64</c>.</summary>
    public string Arch { get; init; } = "";
    public string KernelVersion { get; init; } = "";
}

internal sealed record InfoAnswer
{
    public string OperatingSystem { get; init; } = "";
    public string CgroupVersion { get; init; } = "";
    public int NCPU { get; init; }
    public long MemTotal { get; init; }
}

internal sealed record ErrorAnswer
{
    [JsonPropertyName("message")]
    public string? Message { get; init; }
}

internal sealed record CreatedAnswer
{
    public string Id { get; init; } = "";
}

internal sealed record NetworkSummary
{
    public string Id { get; init; } = "";
    public string Name { get; init; } = "";
}

internal sealed record VolumeList
{
    public IReadOnlyList<VolumeSummary>? Volumes { get; init; }
}

internal sealed record VolumeSummary
{
    public string Name { get; init; } = "";
}
