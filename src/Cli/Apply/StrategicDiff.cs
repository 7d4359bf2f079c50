using System.Text.Json.Nodes;
using LocalPods.Api.Merging;
using LocalPods.Api.Serialization;

namespace LocalPods.Cli.Apply;

/// <summary>
/// The strategic merge patch that makes one object another: items of lists that patches merge by a key are changed, removed and ordered one by
/// one, so that what others change beside them stays.
/// </summary>
internal static class StrategicDiff
{
    /// <param name="before">The object as it is; not changed.</param>
    /// <param name="after">The object as it is to be; not changed.</param>
    /// <param name="shape">Of the object. Null for a kind that is not known: then this is a JSON merge patch.</param>
    /// <returns>Empty when they are the same.</returns>
    public static JsonObject Between(JsonObject before, JsonObject after, TypeShape? shape)
    {
        var patch = new JsonObject();
        foreach (var (name, _) in before)
        {
            if (!after.ContainsKey(name))
            {
                patch[name] = null;
            }
        }

        foreach (var (name, wanted) in after)
        {
            var there = before[name];
            if (before.ContainsKey(name) && JsonNode.DeepEquals(there, wanted))
            {
                continue;
            }

            var field = shape is { Kind: ShapeKind.Object } ? shape.Fields.GetValueOrDefault(name) : null;
            switch (there, wanted)
            {
                case (JsonObject old, JsonObject now):
                    patch[name] = Between(old, now, field);
                    break;
                case (JsonArray old, JsonArray now) when shape is not null && MergeRules.Find(shape.Name, name) is { PatchMerges: true } rule:
                    AddList(patch, name, old, now, rule, field?.Element);
                    break;
                default:
                    patch[name] = wanted?.DeepClone();
                    break;
            }
        }

        return patch;
    }

    private static void AddList(JsonObject patch, string name, JsonArray before, JsonArray after, MergeRule rule, TypeShape? element)
    {
        if (rule.PatchKey is not { } key)
        {
            AddSet(patch, name, before, after);
            return;
        }

        if (before.Concat(after).Any(i => i?[key] is null))
        {
            patch[name] = after.DeepClone();
            return;
        }

        var old = before.DistinctBy(i => Text(i, key)).ToDictionary(i => Text(i, key), i => (JsonObject)i!);
        var items = new JsonArray();
        foreach (var item in after.OfType<JsonObject>())
        {
            if (!old.Remove(Text(item, key), out var there))
            {
                items.Add(item.DeepClone());
            }
            else if (Between(there, item, element) is { Count: > 0 } changes)
            {
                changes[key] = item[key]!.DeepClone();
                items.Add(changes);
            }
        }

        foreach (var gone in old.Values)
        {
            items.Add(new JsonObject { ["$patch"] = "delete", [key] = gone[key]!.DeepClone() });
        }

        patch["$setElementOrder/" + name] = new JsonArray([.. after.Select(i => new JsonObject { [key] = i![key]!.DeepClone() })]);
        if (items.Count > 0)
        {
            patch[name] = items;
        }
    }

    private static void AddSet(JsonObject patch, string name, JsonArray before, JsonArray after)
    {
        var (old, now) = (before.Select(Json).ToHashSet(), after.Select(Json).ToHashSet());
        var (added, gone) = (after.Where(i => !old.Contains(Json(i))).ToList(), before.Where(i => !now.Contains(Json(i))).ToList());
        patch["$setElementOrder/" + name] = after.DeepClone();
        if (gone.Count > 0)
        {
            patch["$deleteFromPrimitiveList/" + name] = new JsonArray([.. gone.Select(i => i?.DeepClone())]);
        }

        if (added.Count > 0)
        {
            patch[name] = new JsonArray([.. added.Select(i => i?.DeepClone())]);
        }
    }

    private static string Text(JsonNode? item, string key) => Json(item![key]);

    private static string Json(JsonNode? value) => value?.ToJsonString() ?? "null";
}
