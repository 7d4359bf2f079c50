using System.Text.Json.Nodes;
using System.Text.Json;
using LocalPods.Api.Merging;
using LocalPods.Api.Quantities;
using LocalPods.Api.Serialization;
using LocalPods.Orchestrator.Resources;

namespace LocalPods.Orchestrator.Server.OpenApi;

/// <summary>Writes schemas as JSON, in the words of either version of OpenAPI.</summary>
/// <param name="writer">Where to.</param>
/// <param name="version">2 or 3.</param>
internal sealed class SchemaWriter(Utf8JsonWriter writer, int version)
{
    private const string IntOrStringNote = "A number or a text.";
    private const string QuantityNote = "An amount such as 500m, 1.5 or 128Mi.";

    /// <summary>Members for every type, the lists of kinds and the scalars with a name.</summary>
    public void WriteAll(IEnumerable<ObjectSchema> schemas)
    {
        foreach (var schema in schemas)
        {
            Write(schema);
            if (schema.Kind is { } kind)
            {
                WriteList(schema, kind);
            }
        }

        writer.WriteStartObject(SchemaCatalog.NameOf(typeof(Quantity)));
        writer.WriteString("description", QuantityNote);
        writer.WriteString("type", "string");
        writer.WriteEndObject();
        writer.WriteStartObject(SchemaCatalog.NameOf(typeof(IntOrString)));
        writer.WriteString("description", IntOrStringNote);
        writer.WriteString("format", "int-or-string");
        if (version == 2)
        {
            writer.WriteString("type", "string");
        }
        else
        {
            writer.WriteStartArray("oneOf");
            foreach (var type in (ReadOnlySpan<string>)["integer", "string"])
            {
                writer.WriteStartObject();
                writer.WriteString("type", type);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    /// <summary>A reference to a schema, as the one member of the object being written.</summary>
    public void WriteReference(string name) => writer.WriteString("$ref", (version == 2 ? "#/definitions/" : "#/components/schemas/") + name);

    private void Write(ObjectSchema schema)
    {
        if (schema is { Given: { } given, Kind: { } custom })
        {
            WriteGiven(schema.Name, given, custom);
            return;
        }

        writer.WriteStartObject(schema.Name);
        writer.WriteString("description", schema.Description);
        if (schema.Fields.Any(f => f.Required))
        {
            writer.WriteStartArray("required");
            foreach (var field in schema.Fields.Where(f => f.Required))
            {
                writer.WriteStringValue(field.Name);
            }

            writer.WriteEndArray();
        }

        writer.WriteString("type", "object");
        writer.WriteStartObject("properties");
        foreach (var field in schema.Fields)
        {
            writer.WriteStartObject(field.Name);
            WriteField(field);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        if (MergeRules.IsAtomic(schema.Name[(schema.Name.LastIndexOf('.') + 1)..]))
        {
            writer.WriteString("x-kubernetes-map-type", "atomic");
        }

        if (schema.Kind is { } kind)
        {
            WriteKinds(kind, kind.Kind);
        }

        writer.WriteEndObject();
    }

    private void WriteGiven(string name, JsonObject schema, ResourceNames kind)
    {
        writer.WriteStartObject(name);
        foreach (var (word, value) in CustomSchema.Published(schema, version))
        {
            writer.WritePropertyName(word);
            value!.WriteTo(writer);
        }

        WriteKinds(kind, kind.Kind);
        writer.WriteEndObject();
    }

    private void WriteList(ObjectSchema schema, ResourceNames kind)
    {
        writer.WriteStartObject(SchemaCatalog.ListNameOf(schema));
        writer.WriteString("description", $"A list of objects of kind {kind.Kind}.");
        writer.WriteStartArray("required");
        writer.WriteStringValue("items");
        writer.WriteEndArray();
        writer.WriteString("type", "object");
        writer.WriteStartObject("properties");
        foreach (var (name, description) in (ReadOnlySpan<(string, string)>)[("apiVersion", $"Version of the API that the list is of: {kind.ApiVersion}."), ("kind", $"What this is: {kind.ListKind}.")])
        {
            writer.WriteStartObject(name);
            writer.WriteString("description", description);
            writer.WriteString("type", "string");
            writer.WriteEndObject();
        }

        writer.WriteStartObject("items");
        writer.WriteString("description", $"The objects, each of kind {kind.Kind}.");
        writer.WriteString("type", "array");
        writer.WriteStartObject("items");
        WriteReference(schema.Name);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
        WriteKinds(kind, kind.ListKind);
        writer.WriteEndObject();
    }

    private void WriteField(FieldSchema field)
    {
        if (field.Description.Length > 0)
        {
            writer.WriteString("description", field.Description);
        }

        // In version 3 nothing stands beside a reference.
        if (version == 3 && IsNamed(field.Shape) && field.Description.Length > 0)
        {
            writer.WriteStartArray("allOf");
            writer.WriteStartObject();
            WriteShape(field.Shape);
            writer.WriteEndObject();
            writer.WriteEndArray();
        }
        else
        {
            WriteShape(field.Shape);
        }

        foreach (var (name, values) in Extensions(field))
        {
            if (values is [var one] && name != "x-kubernetes-list-map-keys")
            {
                writer.WriteString(name, one);
                continue;
            }

            writer.WriteStartArray(name);
            foreach (var value in values)
            {
                writer.WriteStringValue(value);
            }

            writer.WriteEndArray();
        }
    }

    /// <summary>What tells clients how a field is merged.</summary>
    public static IEnumerable<(string Name, ImmutableArray<string> Values)> Extensions(FieldSchema field)
    {
        var rule = field.Rule;
        if (field.Shape.Kind == ShapeKind.List)
        {
            yield return ("x-kubernetes-list-type", [rule is { ApplySet: true } ? "set" : rule is { ApplyKeys.IsEmpty: false } ? "map" : "atomic"]);
        }

        if (rule is { ApplyKeys: { IsEmpty: false } keys })
        {
            yield return ("x-kubernetes-list-map-keys", keys);
        }

        if (rule is { ApplyAtomic: true })
        {
            yield return ("x-kubernetes-map-type", ["atomic"]);
        }

        if (rule is { PatchKey: { } key })
        {
            yield return ("x-kubernetes-patch-merge-key", [key]);
        }

        if (rule is { PatchMerges: true })
        {
            yield return ("x-kubernetes-patch-strategy", [rule.RetainsKeys ? "merge,retainKeys" : "merge"]);
        }
    }

    /// <summary>Type and format of a scalar.</summary>
    public static (string Type, string? Format) Scalar(TypeShape shape) => shape.Kind switch
    {
        ShapeKind.Boolean => ("boolean", null),
        ShapeKind.Integer => ("integer", shape.Type == typeof(int) ? "int32" : "int64"),
        ShapeKind.Number => ("number", "double"),
        ShapeKind.Time => ("string", "date-time"),
        ShapeKind.Bytes => ("string", "byte"),
        ShapeKind.Any => ("object", null),
        _ => ("string", null),
    };

    /// <summary>Whether a shape has a schema of its own.</summary>
    public static bool IsNamed(TypeShape shape) => shape.Kind is ShapeKind.Object or ShapeKind.Grammar;

    private void WriteShape(TypeShape shape)
    {
        switch (shape.Kind)
        {
            case ShapeKind.Object or ShapeKind.Grammar:
                WriteReference(SchemaCatalog.NameOf((shape.Alternative ?? shape).Type));
                break;
            case ShapeKind.List:
                writer.WriteString("type", "array");
                WriteElement("items", shape);
                break;
            case ShapeKind.Map:
                writer.WriteString("type", "object");
                WriteElement("additionalProperties", shape);
                break;
            default:
                var (type, format) = Scalar(shape);
                writer.WriteString("type", type);
                if (format is not null)
                {
                    writer.WriteString("format", format);
                }

                break;
        }
    }

    private void WriteElement(string name, TypeShape shape)
    {
        writer.WriteStartObject(name);
        WriteShape(shape.Element!);
        writer.WriteEndObject();
    }

    private void WriteKinds(ResourceNames names, string kind)
    {
        writer.WriteStartArray("x-kubernetes-group-version-kind");
        WriteKind(names, kind);
        writer.WriteEndArray();
    }

    /// <summary>Group, version and kind as an object.</summary>
    public void WriteKind(ResourceNames names, string kind)
    {
        writer.WriteStartObject();
        writer.WriteString("group", names.Group);
        writer.WriteString("kind", kind);
        writer.WriteString("version", names.Version);
        writer.WriteEndObject();
    }
}
