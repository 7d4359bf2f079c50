using System.Text.Json.Nodes;

namespace LocalPods.Api.Merging;

/// <summary>The fields of a configuration that is applied: those its applier has an opinion about.</summary>
public sealed class AppliedFields
{
    private readonly FieldSetBuilder _fields = new();
    private readonly List<string> _faults = [];

    private AppliedFields()
    {
    }

    /// <summary>The fields of a value.</summary>
    public static FieldSet Of(ITypeSchema schema, JsonObject value) => Of(schema, value, out _);

    /// <summary>
    /// The fields of a value, and its faults in the words of an API server: fields that its type does not have, items that cannot be told apart.
    /// </summary>
    public static FieldSet Of(ITypeSchema schema, JsonObject value, out IReadOnlyList<string> faults)
    {
        var walk = new AppliedFields();
        walk.Visit(schema, value, null);
        faults = walk._faults;
        return walk._fields.Build();
    }

    private void Visit(ITypeSchema schema, JsonNode? value, ElementPath? path)
    {
        switch (schema.Kind)
        {
            case SchemaKind.Object or SchemaKind.Map:
            case SchemaKind.Untyped when value is JsonObject:
                VisitFields(schema, value as JsonObject ?? [], path);
                break;
            case SchemaKind.Set or SchemaKind.KeyedList:
                VisitItems(schema, value as JsonArray ?? [], path);
                break;
            default:
                _fields.Add(path);
                CheckWhole(schema, value, path);
                break;
        }
    }

    private void VisitFields(ITypeSchema schema, JsonObject fields, ElementPath? path)
    {
        foreach (var (name, value) in fields)
        {
            var inner = ElementPath.Field(path, name);
            CheckDeclared(schema, name, inner);
            Visit(schema.OfField(name), value, inner);
            if (value is null or JsonObject { Count: 0 } || schema.Field(name) is null)
            {
                _fields.Add(inner);
            }
        }
    }

    private void VisitItems(ITypeSchema schema, JsonArray items, ElementPath? path)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < items.Count; i++)
        {
            var element = PathElement.OfItem(schema, items[i]);
            if (element is null)
            {
                _faults.Add($"{ElementPath.Show(path)}: element {i}: {Missing(schema, items[i])}");
            }
            else if (!seen.Add(element))
            {
                _faults.Add($"{ElementPath.Show(path)}: duplicate entries for key {PathElement.Show(element)}");
            }

            var inner = ElementPath.Item(path, element ?? PathElement.Index(i));
            Visit(schema.Element ?? UntypedSchema.Instance, items[i], inner);
            _fields.Add(inner);
        }
    }

    // What is inside a value that has one owner is checked all the same.
    private void CheckWhole(ITypeSchema schema, JsonNode? value, ElementPath? path)
    {
        foreach (var (name, inner) in value as JsonObject ?? [])
        {
            var at = ElementPath.Field(path, name);
            CheckDeclared(schema, name, at);
            CheckWhole(schema.OfField(name), inner, at);
        }

        for (var i = 0; i < ((value as JsonArray)?.Count ?? 0); i++)
        {
            CheckWhole(schema.Element ?? UntypedSchema.Instance, value![i], ElementPath.Item(path, PathElement.Index(i)));
        }
    }

    private void CheckDeclared(ITypeSchema schema, string name, ElementPath path)
    {
        if (schema.IsClosed && schema.Field(name) is null && schema.Element is null)
        {
            _faults.Add($"{ElementPath.Show(path)}: field not declared in schema");
        }
    }

    private static string Missing(ITypeSchema schema, JsonNode? item)
    {
        if (schema.Kind == SchemaKind.Set)
        {
            return "associative list with keys may not have non-scalar elements";
        }

        return item is JsonObject fields && schema.Keys.FirstOrDefault(k => (fields[k] ?? schema.KeyDefault(k)) is not JsonValue) is { } key
            ? $"associative list with keys has an element that omits key field \"{key}\" (and doesn't have default value)"
            : "associative list with keys may not have non-map elements";
    }
}
