using System.Text.Json.Serialization;

namespace LocalPods.Api.Meta;

/// <summary>One statement about an object, in the form that newer kinds share.</summary>
public sealed record Condition
{
    /// <summary>What the statement is about.</summary>
    public string Type { get => field ?? ""; init; }

    /// <summary>True, False or Unknown.</summary>
    public string Status { get => field ?? ""; init; }

    /// <summary>Generation of the object that the statement is about.</summary>
    public long? ObservedGeneration { get; init; }

    /// <summary>When status changed last.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public DateTimeOffset? LastTransitionTime { get; init; }

    /// <summary>Why, in one word.</summary>
    public string Reason { get => field ?? ""; init; }

    /// <summary>Why, for people.</summary>
    public string Message { get => field ?? ""; init; }
}
