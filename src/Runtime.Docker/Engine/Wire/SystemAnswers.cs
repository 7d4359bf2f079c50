using System.Text.Json.Serialization;

namespace LocalPods.Runtime.Docker.Engine.Wire;

internal sealed record VersionAnswer
{
    public string Version { get; set; } = "";
    public string Os { get; set; } = "";

    /// <summary>As Go names it: <c>amd64</c>, <c>arm64</c>.</summary>
    public string Arch { get; set; } = "";
    public string KernelVersion { get; set; } = "";
}

internal sealed record InfoAnswer
{
    public string OperatingSystem { get; set; } = "";
    public string CgroupVersion { get; set; } = "";

    /// <summary>Who makes control groups: <c>cgroupfs</c> (the engine), <c>systemd</c>, or <c>none</c>.</summary>
    public string CgroupDriver { get; set; } = "";
    public int NCPU { get; set; }
    public long MemTotal { get; set; }

    /// <summary>As <c>name=seccomp,profile=default</c>.</summary>
    public IReadOnlyList<string>? SecurityOptions { get; set; }

    /// <summary>The folder with all that the engine keeps, images too.</summary>
    public string DockerRootDir { get; set; } = "";
}

internal sealed record ErrorAnswer
{
    [JsonPropertyName("message")]
    public string? Message { get; set; }
}

internal sealed record CreatedAnswer
{
    public string Id { get; set; } = "";
}

internal sealed record NetworkSummary
{
    public string Id { get; set; } = "";
    public string Name { get; set; } = "";
}

internal sealed record VolumeList
{
    public IReadOnlyList<VolumeSummary>? Volumes { get; set; }
}

internal sealed record VolumeSummary
{
    public string Name { get; set; } = "";
}
