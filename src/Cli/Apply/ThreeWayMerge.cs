using System.Text.Json.Nodes;
using LocalPods.Api.Merging;
using LocalPods.Api.Serialization;

namespace LocalPods.Cli.Apply;

/// <summary>
/// What an object becomes when a manifest is applied over it: what the manifest says now is set, what it said last time and
/// says no more is removed, and everything else (defaults, status, other people's fields) stays.
/// </summary>
internal static class ThreeWayMerge
{
    /// <param name="original">The manifest as it was applied last; empty when it never was.</param>
    /// <param name="modified">The manifest as it is now.</param>
    /// <param name="live">The object as the server has it; not changed.</param>
    /// <param name="shape">Of the object: its lists are merged as apply on a server merges them. Null for a kind that is not known.</param>
    public static JsonObject Merge(JsonObject original, JsonObject modified, JsonObject live, TypeShape? shape)
    {
        var merged = (JsonObject)live.DeepClone();
        foreach (var (name, _) in original)
        {
            if (!modified.ContainsKey(name))
            {
                merged.Remove(name);
            }
        }

        foreach (var (name, wanted) in modified)
        {
            merged[name] = MergeValue(shape, name, original[name], wanted, live[name]);
        }

        return merged;
    }

    private static JsonNode? MergeValue(TypeShape? parent, string name, JsonNode? original, JsonNode? modified, JsonNode? live)
    {
        var shape = parent is { Kind: ShapeKind.Object } ? parent.Fields.GetValueOrDefault(name) : null;
        return (modified, live) switch
        {
            (JsonObject wanted, JsonObject there) => Merge(original as JsonObject ?? [], wanted, there, shape),
            (JsonArray wanted, JsonArray there) when parent is not null && MergeRules.Find(parent.Name, name) is { } rule =>
                MergeList(rule, original as JsonArray ?? [], wanted, there, shape?.Element),
            _ => modified?.DeepClone(),
        };
    }

    private static JsonArray MergeList(MergeRule rule, JsonArray original, JsonArray modified, JsonArray live, TypeShape? element)
    {
        Func<JsonNode?, string?> key = rule.KeyOf;
        if (modified.Concat(live).Any(i => key(i) is null) || HasRepeats(modified.Select(key)) || HasRepeats(live.Select(key)))
        {
            return (JsonArray)modified.DeepClone();
        }

        var wanted = modified.Select(i => key(i)!).ToList();
        var removed = original.Select(key).Where(k => k is not null && !wanted.Contains(k)).ToHashSet();
        var before = original.Where(i => key(i) is not null).DistinctBy(key).ToDictionary(i => key(i)!);
        var there = live.ToDictionary(i => key(i)!);
        var asked = modified.ToDictionary(i => key(i)!);
        var merged = new JsonArray();
        foreach (var name in Order(wanted, [.. live.Select(i => key(i)!).Where(k => !removed.Contains(k))]))
        {
            merged.Add(asked.TryGetValue(name, out var item)
                ? MergeItem(before.GetValueOrDefault(name), item, there.GetValueOrDefault(name), element)
                : there[name]?.DeepClone());
        }

        return merged;
    }

    private static JsonNode? MergeItem(JsonNode? original, JsonNode? modified, JsonNode? live, TypeShape? element) => (modified, live) switch
    {
        (JsonObject wanted, JsonObject there) => Merge(original as JsonObject ?? [], wanted, there, element),
        _ => modified?.DeepClone(),
    };

    /// <summary>The live order with new items at the end, as long as that is the manifest's order; else the manifest's, then the rest.</summary>
    private static IEnumerable<string> Order(List<string> wanted, List<string> live)
    {
        var liveFirst = live.Concat(wanted.Except(live)).ToList();
        return liveFirst.Where(wanted.Contains).SequenceEqual(wanted) ? liveFirst : wanted.Concat(live.Except(wanted));
    }

    private static bool HasRepeats(IEnumerable<string?> keys)
    {
        var seen = new HashSet<string?>();
        return keys.Any(k => !seen.Add(k));
    }
}
