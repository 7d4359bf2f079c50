using System.Text.Json.Nodes;
using LocalPods.Api.Merging;
using LocalPods.Api.Serialization;

namespace LocalPods.Orchestrator.Server.Patching;

/// <summary>
/// Strategic merge patch: a merge patch that merges the lists of the object model item by item, with directives (spec: api 10):
/// <c>$patch</c>, <c>$retainKeys</c>, <c>$setElementOrder/list</c>, <c>$deleteFromPrimitiveList/list</c>.
/// </summary>
internal static class StrategicMergePatch
{
    private const string Patch = "$patch";
    private const string RetainKeys = "$retainKeys";
    private const string SetOrder = "$setElementOrder/";
    private const string DeleteFromList = "$deleteFromPrimitiveList/";

    /// <summary>Applies a patch; the target is changed and must not be used on.</summary>
    /// <param name="target">The object.</param>
    /// <param name="patch">Is left as it is.</param>
    /// <param name="shape">Of the object; null for one whose fields are not known, which has no lists to merge.</param>
    /// <exception cref="PatchException">The patch cannot be applied.</exception>
    public static JsonObject Apply(JsonObject target, JsonObject patch, TypeShape? shape)
    {
        switch (Directive(patch))
        {
            case "replace":
                return Apply([], Without(patch, Patch), shape);
            case "delete":
                return [];
            case null or "merge":
                break;
            case var unknown:
                throw new PatchException($"unknown patch type found: {unknown}");
        }

        Retain(target, patch);
        var before = patch.Where(p => p.Key.StartsWith(SetOrder, StringComparison.Ordinal)).Select(p => p.Key[SetOrder.Length..])
            .ToDictionary(name => name, name => target[name]?.DeepClone() as JsonArray ?? []);
        foreach (var (name, value) in patch)
        {
            if (name is Patch or RetainKeys || name.StartsWith(SetOrder, StringComparison.Ordinal))
            {
                continue;
            }

            if (name.StartsWith(DeleteFromList, StringComparison.Ordinal))
            {
                DeleteValues(target, name[DeleteFromList.Length..], value);
            }
            else
            {
                Set(target, name, value, patch[SetOrder + name] as JsonArray, shape);
            }
        }

        foreach (var (name, old) in before)
        {
            if (patch[SetOrder + name] is JsonArray order && target[name] is JsonArray list && Rule(shape, name) is { PatchMerges: true } rule)
            {
                target[name] = Ordered(list, order, old, rule.PatchKey);
            }
        }

        return target;
    }

    private static void Set(JsonObject target, string name, JsonNode? value, JsonArray? order, TypeShape? shape)
    {
        if (value is null)
        {
            target.Remove(name);
            return;
        }

        var existing = target[name];
        target[name] = null; // lets go of the old parent
        target[name] = (value, existing) switch
        {
            (JsonObject inner, _) => Apply(existing as JsonObject ?? [], inner, Field(shape, name)),
            (JsonArray list, _) when Rule(shape, name) is { PatchMerges: true } rule =>
                rule.PatchKey is { } key
                    ? MergeObjects(existing as JsonArray ?? [], list, order, key, Field(shape, name)?.Element)
                    : MergeValues(existing as JsonArray ?? [], list, order),
            _ => value.DeepClone(),
        };
    }

    private static JsonArray MergeObjects(JsonArray existing, JsonArray patch, JsonArray? order, string key, TypeShape? element)
    {
        var items = patch.Select(i => i as JsonObject ?? throw new PatchException($"an item of a list merged by {key} is not an object")).ToList();
        var replaces = items.RemoveAll(i => Directive(i) == "replace") > 0;
        var merged = replaces ? [] : existing.Select(i => i?.DeepClone()).ToList();
        foreach (var item in items)
        {
            var wanted = item[key] ?? throw new PatchException($"map: {item.ToJsonString()} does not contain declared merge key: {key}");
            var at = merged.FindIndex(i => JsonNode.DeepEquals((i as JsonObject)?[key], wanted));
            if (Directive(item) == "delete")
            {
                merged.RemoveAll(i => JsonNode.DeepEquals((i as JsonObject)?[key], wanted));
            }
            else if (at < 0)
            {
                merged.Add(Apply([], item, element));
            }
            else
            {
                merged[at] = Apply((JsonObject)merged[at]!, item, element);
            }
        }

        CheckOrder([.. items.Where(i => Directive(i) != "delete").Select(i => i[key])], order is null ? null : [.. order.Select(o => (o as JsonObject)?[key])]);
        return [.. merged];
    }

    private static JsonArray MergeValues(JsonArray existing, JsonArray patch, JsonArray? order)
    {
        CheckOrder([.. patch], order is null ? null : [.. order]);
        var merged = new List<JsonNode?>();
        foreach (var value in existing.Concat(patch))
        {
            if (!merged.Exists(m => JsonNode.DeepEquals(m, value)))
            {
                merged.Add(value?.DeepClone());
            }
        }

        return [.. merged];
    }

    // What is patched stands in the order given, in that order.
    private static void CheckOrder(List<JsonNode?> patched, List<JsonNode?>? order)
    {
        var at = 0;
        foreach (var item in patched)
        {
            at = order is null ? 0 : order.FindIndex(at, o => JsonNode.DeepEquals(o, item)) + 1;
            if (order is not null && at == 0)
            {
                throw new PatchException($"the order in patch list doesn't match {SetOrder}: {item?.ToJsonString()} is not in its place there");
            }
        }
    }

    private static void DeleteValues(JsonObject target, string name, JsonNode? values)
    {
        if (target[name] is JsonArray list && values is JsonArray gone)
        {
            target[name] = new JsonArray([.. list.Where(i => !gone.Any(g => JsonNode.DeepEquals(g, i))).Select(i => i?.DeepClone())]);
        }
    }

    private static void Retain(JsonObject target, JsonObject patch)
    {
        if (!patch.TryGetPropertyValue(RetainKeys, out var value))
        {
            return;
        }

        var kept = value is JsonArray list ? list.Select(k => k?.ToString()).ToHashSet() : throw new PatchException($"invalid {RetainKeys}: not a list");
        if (patch.FirstOrDefault(p => p.Value is not null && p.Key[0] != '$' && !kept.Contains(p.Key)).Key is { } extra)
        {
            throw new PatchException($"{extra} is set by the patch and missing in {RetainKeys}");
        }

        foreach (var name in target.Select(p => p.Key).Where(k => !kept.Contains(k)).ToList())
        {
            target.Remove(name);
        }
    }

    // Items named by the order stand in that order. Others keep their place before what followed them; what is new goes before them.
    private static JsonArray Ordered(JsonArray list, JsonArray order, JsonArray before, string? key)
    {
        JsonNode? Key(JsonNode? item) => key is null ? item : (item as JsonObject)?[key];
        int Place(JsonArray all, JsonNode? item)
        {
            for (var i = 0; i < all.Count; i++)
            {
                if (JsonNode.DeepEquals(Key(all[i]), Key(item)))
                {
                    return i;
                }
            }

            return -1;
        }

        var named = new Queue<JsonNode?>(list.Where(i => Place(order, i) >= 0).OrderBy(i => Place(order, i)));
        var others = new Queue<JsonNode?>(list.Where(i => Place(order, i) < 0));
        var ordered = new JsonArray();
        while (named.Count + others.Count > 0)
        {
            var isOther = named.Count == 0 || (others.Count > 0 && Place(before, others.Peek()) < Place(before, named.Peek()));
            ordered.Add((isOther ? others : named).Dequeue()?.DeepClone());
        }

        return ordered;
    }

    private static string? Directive(JsonObject patch) =>
        !patch.TryGetPropertyValue(Patch, out var value) ? null
        : value is JsonValue text && text.TryGetValue(out string? directive) ? directive
        : throw new PatchException($"invalid {Patch}: not a text");

    private static JsonObject Without(JsonObject patch, string name)
    {
        var rest = patch.DeepClone().AsObject();
        rest.Remove(name);
        return rest;
    }

    private static TypeShape? Field(TypeShape? shape, string name) =>
        shape is { Kind: ShapeKind.Object } ? shape.Fields.GetValueOrDefault(name) : shape is { Kind: ShapeKind.Map } ? shape.Element : null;

    private static MergeRule? Rule(TypeShape? shape, string name) => shape is { Kind: ShapeKind.Object } ? MergeRules.Find(shape.Name, name) : null;
}
