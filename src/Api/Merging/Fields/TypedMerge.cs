using System.Text.Json.Nodes;

namespace LocalPods.Api.Merging;

/// <summary>Lays a configuration over an object: what it says counts, what it does not speak of stays.</summary>
internal static class TypedMerge
{
    /// <summary>A new object; both arguments stay as they are.</summary>
    public static JsonObject Merge(ITypeSchema schema, JsonObject live, JsonObject applied) => MergeFields(schema, live, applied);

    private static JsonNode? MergeValue(ITypeSchema schema, JsonNode? live, JsonNode? applied) => (schema.Kind, live, applied) switch
    {
        (SchemaKind.Object or SchemaKind.Map or SchemaKind.Untyped, JsonObject old, JsonObject wanted) => MergeFields(schema, old, wanted),
        (SchemaKind.Object or SchemaKind.Map, JsonObject { Count: > 0 } old, null) => old.DeepClone(), // no opinion about its fields
        (SchemaKind.Set or SchemaKind.KeyedList, JsonArray old, JsonArray wanted) => MergeItems(schema, old, wanted),
        (SchemaKind.Set or SchemaKind.KeyedList, JsonArray { Count: > 0 } old, null) => old.DeepClone(),
        _ => applied?.DeepClone(),
    };

    private static JsonObject MergeFields(ITypeSchema schema, JsonObject live, JsonObject applied)
    {
        var merged = new JsonObject();
        foreach (var (name, value) in live)
        {
            merged[name] = applied.TryGetPropertyValue(name, out var wanted) ? MergeValue(schema.OfField(name), value, wanted) : value?.DeepClone();
        }

        foreach (var (name, wanted) in applied.Where(a => !live.ContainsKey(a.Key)))
        {
            merged[name] = wanted?.DeepClone();
        }

        return merged;
    }

    /// <summary>
    /// Items stand in the order of the configuration; those it does not name stay behind what they followed, unless what they followed
    /// moved: then they keep their place from the front.
    /// </summary>
    private static JsonArray MergeItems(ITypeSchema schema, JsonArray live, JsonArray applied)
    {
        var (old, wanted) = (Index(schema, live), Index(schema, applied));
        var wantedAt = wanted.Select((w, i) => (w.Element, i)).ToLookup(w => w.Element, w => w.i, StringComparer.Ordinal);
        var inLive = old.ToLookup(o => o.Element, o => o.Item, StringComparer.Ordinal);
        var shared = new Queue<string>(wanted.Select(w => w.Element).Where(inLive.Contains));
        var merged = new JsonArray();
        var next = 0;
        foreach (var (element, item) in old)
        {
            if (!wantedAt.Contains(element))
            {
                merged.Add(item?.DeepClone());
                continue;
            }

            // A shared item out of its turn is placed when its turn comes.
            if (!shared.TryPeek(out var turn) || turn != element)
            {
                continue;
            }

            do
            {
                Take(wanted[next]);
            }
            while (wanted[next++].Element != element);
            shared.Dequeue();
        }

        for (; next < wanted.Count; next++)
        {
            Take(wanted[next]);
        }

        return merged;

        void Take((string Element, JsonNode? Item) one) => merged.Add(
            inLive.Contains(one.Element) ? MergeValue(schema.Element ?? UntypedSchema.Instance, inLive[one.Element].First(), one.Item) : one.Item?.DeepClone());
    }

    private static List<(string Element, JsonNode? Item)> Index(ITypeSchema schema, JsonArray list) =>
        [.. list.Select((item, i) => (PathElement.OfItem(schema, item) ?? PathElement.Index(i), item))];
}
