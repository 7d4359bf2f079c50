using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace LocalPods.Api.Merging;

/// <summary>How a list or object of the object model is merged with another, by patches and by apply.</summary>
public sealed record MergeRule
{
    /// <summary>Strategic merge patches merge items by this field; null with <see cref="PatchMerges"/>: by their values.</summary>
    public string? PatchKey { get; init; }

    /// <summary>Strategic merge patches merge the items of the list; otherwise they replace the list.</summary>
    public bool PatchMerges { get; init; }

    /// <summary>Writers of strategic merge patches name the fields that may stay.</summary>
    public bool RetainsKeys { get; init; }

    /// <summary>Apply tells items apart by these fields; empty when it does not look into the list.</summary>
    public ImmutableArray<string> ApplyKeys { get => field.IsDefault ? [] : field; init; } = [];

    /// <summary>Apply tells items apart by their values.</summary>
    public bool ApplySet { get; init; }

    /// <summary>Apply takes an object or map as one value.</summary>
    public bool ApplyAtomic { get; init; }

    /// <summary>What tells an item from the others in apply; null when it has not all that is needed.</summary>
    public string? KeyOf(JsonNode? item)
    {
        if (ApplySet)
        {
            return item is JsonValue value ? value.ToJsonString() : null;
        }

        if (item is not JsonObject fields || ApplyKeys.IsEmpty)
        {
            return null;
        }

        var values = new string?[ApplyKeys.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = KeyField(fields, ApplyKeys[i])?.ToJsonString();
        }

        return values.Contains(null) ? null : string.Join(',', values);
    }

    /// <summary>A key field's value; a protocol that is not given is TCP.</summary>
    public static JsonNode? KeyField(JsonObject item, string name) => item[name] ?? KeyDefault(name);

    /// <summary>What a key field that is not given stands for; null when that is nothing.</summary>
    public static JsonNode? KeyDefault(string name) => name == "protocol" ? JsonValue.Create("TCP") : null;
}
