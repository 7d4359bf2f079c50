using System.Text.Json.Serialization;

namespace LocalPods.Runtime.Docker.Engine.Wire;

/// <summary>What is at a path of a container's files. Bits of the mode are those of Go's <c>FileMode</c>.</summary>
internal sealed record PathStat
{
    private const uint Directory = 1u << 31;
    private const uint Link = 1u << 27;
    private const uint AnyExecute = 0b001_001_001;

    [JsonPropertyName("mode")]
    public uint Mode { get; set; }

    /// <summary>Where a link leads to in the end, from the container's root.</summary>
    [JsonPropertyName("linkTarget")]
    public string LinkTarget { get; set; } = "";

    public bool IsLink => (Mode & Link) != 0 && LinkTarget.Length > 0;

    public bool IsExecutable => (Mode & (Directory | Link)) == 0 && (Mode & AnyExecute) != 0;
}
