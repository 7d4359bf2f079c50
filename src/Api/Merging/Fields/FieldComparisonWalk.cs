using System.Text.Json.Nodes;

namespace LocalPods.Api.Merging;

/// <summary>One walk of <see cref="FieldComparison"/> over two states of a value.</summary>
internal sealed class FieldComparisonWalk
{
    private readonly FieldSetBuilder _added = new();
    private readonly FieldSetBuilder _modified = new();
    private readonly FieldSetBuilder _removed = new();

    public FieldComparison Result() => new(_added.Build(), _modified.Build(), _removed.Build());

    public void Visit(ITypeSchema schema, JsonNode? before, JsonNode? after, ElementPath? path)
    {
        if (before is null && after is null)
        {
            return;
        }

        switch (schema.Kind)
        {
            case SchemaKind.Object or SchemaKind.Map:
            case SchemaKind.Untyped when before is null or JsonObject && after is null or JsonObject:
                VisitFields(schema, before, after, path);
                break;
            case SchemaKind.Set or SchemaKind.KeyedList:
                VisitItems(schema, before, after, path);
                break;
            default:
                Leaf(before, after, path);
                break;
        }
    }

    private void VisitFields(ITypeSchema schema, JsonNode? before, JsonNode? after, ElementPath? path)
    {
        var (old, now) = (before as JsonObject, after as JsonObject);
        if ((old is null or { Count: 0 }) && (now is null or { Count: 0 }))
        {
            Leaf(before, after, path); // an empty object is a value, too
            return;
        }

        foreach (var (name, value) in old ?? [])
        {
            Visit(schema.OfField(name), value, now?[name], ElementPath.Field(path, name));
        }

        foreach (var (name, value) in now ?? [])
        {
            if (old is null || !old.ContainsKey(name))
            {
                Visit(schema.OfField(name), null, value, ElementPath.Field(path, name));
            }
        }

        Whole(before, after, path);
    }

    private void VisitItems(ITypeSchema schema, JsonNode? before, JsonNode? after, ElementPath? path)
    {
        var (old, now) = (before as JsonArray, after as JsonArray);
        if ((old is null or { Count: 0 }) && (now is null or { Count: 0 }))
        {
            Leaf(before, after, path);
            return;
        }

        var (oldItems, newItems) = (Items(schema, old), Items(schema, now));
        foreach (var (element, items) in oldItems)
        {
            VisitItem(schema, items, newItems.GetValueOrDefault(element), ElementPath.Item(path, element));
        }

        foreach (var (element, items) in newItems.Where(i => !oldItems.ContainsKey(i.Key)))
        {
            VisitItem(schema, null, items, ElementPath.Item(path, element));
        }

        Whole(before, after, path);
    }

    // Items that cannot be told apart are one value together.
    private void VisitItem(ITypeSchema schema, List<JsonNode?>? before, List<JsonNode?>? after, ElementPath path)
    {
        if (before is { Count: > 1 } || after is { Count: > 1 })
        {
            Note(before is null, after is null, before is not null && after is not null && before.SequenceEqual(after, JsonEquality.Instance), path);
            return;
        }

        Visit(schema.Element ?? UntypedSchema.Instance, before?[0], after?[0], path);
        Whole(before?[0], after?[0], path);
    }

    private static Dictionary<string, List<JsonNode?>> Items(ITypeSchema schema, JsonArray? list)
    {
        var found = new Dictionary<string, List<JsonNode?>>(StringComparer.Ordinal);
        for (var i = 0; i < (list?.Count ?? 0); i++)
        {
            var element = PathElement.OfItem(schema, list![i]) ?? PathElement.Index(i);
            if (!found.TryGetValue(element, out var items))
            {
                found.Add(element, items = []);
            }

            items.Add(list[i]);
        }

        return found;
    }

    private void Leaf(JsonNode? before, JsonNode? after, ElementPath? path) =>
        Note(before is null, after is null, JsonNode.DeepEquals(before, after), path);

    // A value with parts is added or removed itself, besides its parts.
    private void Whole(JsonNode? before, JsonNode? after, ElementPath? path) => Note(before is null, after is null, same: true, path);

    private void Note(bool isNew, bool isGone, bool same, ElementPath? path)
    {
        if (isNew && isGone)
        {
            return;
        }

        if (isNew || isGone || !same)
        {
            (isNew ? _added : isGone ? _removed : _modified).Add(path);
        }
    }
}
