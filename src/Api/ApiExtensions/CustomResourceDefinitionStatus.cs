using System.Collections.Immutable;
using System.Text.Json.Serialization;
using LocalPods.Api.Meta;

namespace LocalPods.Api.ApiExtensions;

/// <summary>Which names of a definition were accepted, and whether its kind is served.</summary>
public sealed record CustomResourceDefinitionStatus
{
    /// <summary>Statements about the definition: NamesAccepted, Established, Terminating.</summary>
    public ImmutableArray<CustomResourceDefinitionCondition> Conditions { get => field.OrEmpty(); init; }

    /// <summary>The names that are used. May differ from those wished for where somebody else has them.</summary>
    public CustomResourceDefinitionNames AcceptedNames { get => field ??= new(); init; }

    /// <summary>Every version that objects were ever stored in. One that is listed here cannot be taken out of the spec.</summary>
    public ImmutableArray<string> StoredVersions { get => field.OrEmpty(); init; }

    /// <summary>The condition of a type; null when there is none.</summary>
    public CustomResourceDefinitionCondition? Find(string type) => Conditions.FirstOrDefault(c => c.Type == type);

    /// <summary>The same with a condition set; its time stays when the status does.</summary>
    /// <param name="condition">Without a time.</param>
    /// <param name="now">When it is said.</param>
    public CustomResourceDefinitionStatus With(CustomResourceDefinitionCondition condition, DateTimeOffset now)
    {
        var old = Find(condition.Type);
        var timed = condition with { LastTransitionTime = old?.Status == condition.Status ? old.LastTransitionTime : now };
        return this with { Conditions = old is null ? Conditions.Add(timed) : Conditions.Replace(old, timed) };
    }
}

/// <summary>One statement about a definition.</summary>
public sealed record CustomResourceDefinitionCondition
{
    /// <summary>What the statement is about: NamesAccepted, Established or Terminating.</summary>
    public string Type { get => field ?? ""; init; }

    /// <summary>True, False or Unknown.</summary>
    public string Status { get => field ?? ""; init; }

    /// <summary>When status changed last.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public DateTimeOffset? LastTransitionTime { get; init; }

    /// <summary>Why, in one word.</summary>
    public string? Reason { get; init; }

    /// <summary>Why, for people.</summary>
    public string? Message { get; init; }
}
