using System.Text.Json;

namespace LocalPods.Api.Meta;

/// <summary>One change told by a watch.</summary>
public sealed record WatchEvent
{
    /// <summary>What happened: ADDED, MODIFIED, DELETED, BOOKMARK or ERROR.</summary>
    public string Type { get => field ?? ""; init; }

    /// <summary>The object after the change, or before its deletion; a Status when the type is ERROR.</summary>
    public JsonElement? Object { get; init; }
}
