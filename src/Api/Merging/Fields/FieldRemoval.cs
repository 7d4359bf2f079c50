using System.Text.Json.Nodes;

namespace LocalPods.Api.Merging;

/// <summary>Takes fields out of objects.</summary>
internal static class FieldRemoval
{
    /// <summary>A copy without the members of a set and what lies below them. A value all of whose parts go goes too.</summary>
    public static JsonObject From(ITypeSchema schema, JsonObject value, FieldSet set) => (Remove(schema, value, set) as JsonObject) ?? [];

    private static JsonNode? Remove(ITypeSchema schema, JsonNode? value, FieldSet set) => (schema.Kind, value) switch
    {
        _ when set.IsEmpty => value?.DeepClone(),
        (SchemaKind.Object or SchemaKind.Map or SchemaKind.Untyped, JsonObject { Count: > 0 } fields) => RemoveFields(schema, fields, set),
        (SchemaKind.Set or SchemaKind.KeyedList, JsonArray { Count: > 0 } items) => RemoveItems(schema, items, set),
        _ => value?.DeepClone(),
    };

    private static JsonObject? RemoveFields(ITypeSchema schema, JsonObject fields, FieldSet set)
    {
        var kept = new JsonObject();
        foreach (var (name, value) in fields)
        {
            var step = set.Find(PathElement.Field(name));
            if (step is null)
            {
                kept[name] = value?.DeepClone();
            }
            else if (step is { IsMember: false } && Remove(schema.OfField(name), value, step.Value.Below) is { } rest)
            {
                kept[name] = rest;
            }
        }

        return kept.Count > 0 ? kept : null;
    }

    private static JsonArray? RemoveItems(ITypeSchema schema, JsonArray items, FieldSet set)
    {
        var kept = new JsonArray();
        for (var i = 0; i < items.Count; i++)
        {
            var step = set.Find(PathElement.OfItem(schema, items[i]) ?? PathElement.Index(i));
            if (step is null)
            {
                kept.Add(items[i]?.DeepClone());
            }
            else if (step is { IsMember: false })
            {
                kept.Add(Remove(schema.Element ?? UntypedSchema.Instance, items[i], step.Value.Below));
            }
        }

        return kept.Count > 0 ? kept : null;
    }
}
