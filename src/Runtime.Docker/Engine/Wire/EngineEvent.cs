using System.Text.Json.Serialization;

namespace LocalPods.Runtime.Docker.Engine.Wire;

/// <summary>One line of the event stream.</summary>
internal sealed record EngineEvent
{
    /// <summary><c>container</c> or <c>image</c>.</summary>
    public string Type { get; set; } = "";

    /// <summary><c>start</c>, <c>die</c>, <c>pull</c> and so on.</summary>
    public string Action { get; set; } = "";
    public EventActor Actor { get; set; } = new();
}

internal sealed record EventActor
{
    [JsonPropertyName("ID")]
    public string Id { get; set; } = "";

    /// <summary>Labels of the container among them.</summary>
    public IReadOnlyDictionary<string, string>? Attributes { get; set; }

    public string? Attribute(string name) => Attributes?.GetValueOrDefault(name);
}
