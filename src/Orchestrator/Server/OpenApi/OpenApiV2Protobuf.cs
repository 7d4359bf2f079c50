using System.Text.Json.Nodes;
using LocalPods.Api.Merging;
using LocalPods.Api.Quantities;
using LocalPods.Api.Serialization;
using LocalPods.Orchestrator.Resources;

namespace LocalPods.Orchestrator.Server.OpenApi;

/// <summary>
/// The protobuf form of version 2, which kubectl up to 1.28 reads before every write and later ones for lists (spec: api 4): types, and for
/// each kind the one operation that tells what its writes understand.
/// </summary>
internal static class OpenApiV2Protobuf
{
    public static byte[] Write(SchemaCatalog catalog, ImmutableArray<ResourceDefinition> definitions, string title, string version)
    {
        var paths = new ProtobufOutput();
        foreach (var names in definitions.Where(d => d.Verbs.Contains("patch")).Select(d => d.Names))
        {
            paths.Message(2, new ProtobufOutput().Text(1, PathWriter.Collection(names) + "/{name}").Message(2, new ProtobufOutput().Message(8, Patch(names))));
        }

        var types = new ProtobufOutput();
        foreach (var schema in catalog.All)
        {
            types.Message(1, Named(schema.Name, schema is { Given: { } given, Kind: { } custom } ? Given(given, custom) : Type(schema)));
            if (schema.Kind is { } kind)
            {
                types.Message(1, Named(SchemaCatalog.ListNameOf(schema), List(schema, kind)));
            }
        }

        types.Message(1, Named(SchemaCatalog.NameOf(typeof(Quantity)), OfType("string")));
        types.Message(1, Named(SchemaCatalog.NameOf(typeof(IntOrString)), OfType("string").Text(2, "int-or-string")));
        return new ProtobufOutput()
            .Text(1, "2.0")
            .Message(2, new ProtobufOutput().Text(1, title).Text(2, version))
            .Message(8, paths)
            .Message(9, types)
            .ToArray();
    }

    private static ProtobufOutput Patch(ResourceNames names)
    {
        var operation = new ProtobufOutput();
        foreach (var parameter in (ReadOnlySpan<string>)["dryRun", "fieldManager", "fieldValidation", "force"])
        {
            var query = new ProtobufOutput().Text(2, "query").Text(4, parameter).Text(6, parameter == "force" ? "boolean" : "string");
            operation.Message(8, new ProtobufOutput().Message(1, new ProtobufOutput().Message(2, new ProtobufOutput().Message(3, query))));
        }

        return operation.Message(13, Extension("x-kubernetes-group-version-kind", Kind(names, names.Kind, "")));
    }

    private static ProtobufOutput Type(ObjectSchema schema)
    {
        var properties = new ProtobufOutput();
        foreach (var field in schema.Fields)
        {
            var property = Shape(field.Shape);
            if (field.Description.Length > 0)
            {
                property.Text(4, field.Description);
            }

            foreach (var (name, values) in SchemaWriter.Extensions(field))
            {
                var yaml = name == "x-kubernetes-list-map-keys" ? string.Concat(values.Select(v => $"- {v}\n")) : values[0] + "\n";
                property.Message(31, Extension(name, yaml));
            }

            properties.Message(1, Named(field.Name, property));
        }

        var type = OfType("object").Text(4, schema.Description).Message(25, properties);
        foreach (var field in schema.Fields.Where(f => f.Required))
        {
            type.Text(19, field.Name);
        }

        if (MergeRules.IsAtomic(schema.Name[(schema.Name.LastIndexOf('.') + 1)..]))
        {
            type.Message(31, Extension("x-kubernetes-map-type", "atomic\n"));
        }

        return schema.Kind is { } kind ? type.Message(31, Extension("x-kubernetes-group-version-kind", Kind(kind, kind.Kind, "- "))) : type;
    }

    private static ProtobufOutput Given(JsonObject schema, ResourceNames kind) =>
        Given(CustomSchema.Published(schema, 2)).Message(31, Extension("x-kubernetes-group-version-kind", Kind(kind, kind.Kind, "- ")));

    private static ProtobufOutput Given(JsonObject schema)
    {
        var output = new ProtobufOutput();
        foreach (var (field, word) in ((int, string)[])[(1, "$ref"), (2, "format"), (4, "description")])
        {
            if (schema.Text(word) is { Length: > 0 } text)
            {
                output.Text(field, text);
            }
        }

        foreach (var required in schema.Texts("required"))
        {
            output.Text(19, required);
        }

        if (schema["additionalProperties"] is JsonObject element)
        {
            output.Message(21, new ProtobufOutput().Message(1, Given(element)));
        }

        if (schema.Text("type") is { Length: > 0 } type)
        {
            output.Message(22, new ProtobufOutput().Text(1, type));
        }

        if (schema["items"] is JsonObject items)
        {
            output.Message(23, new ProtobufOutput().Message(1, Given(items)));
        }

        if (schema["properties"] is JsonObject { Count: > 0 } properties)
        {
            var named = new ProtobufOutput();
            foreach (var (name, property) in properties)
            {
                named.Message(1, Named(name, Given(property!.AsObject())));
            }

            output.Message(25, named);
        }

        foreach (var (name, value) in schema.Where(m => m.Key.StartsWith("x-kubernetes-", StringComparison.Ordinal)))
        {
            output.Message(31, Extension(name, value!.ToJsonString() + "\n"));
        }

        return output;
    }

    private static ProtobufOutput List(ObjectSchema schema, ResourceNames kind)
    {
        var item = new ProtobufOutput().Text(1, "#/definitions/" + schema.Name);
        var properties = new ProtobufOutput()
            .Message(1, Named("apiVersion", OfType("string")))
            .Message(1, Named("items", OfType("array").Message(23, new ProtobufOutput().Message(1, item))))
            .Message(1, Named("kind", OfType("string")));
        return OfType("object").Message(25, properties).Text(19, "items")
            .Message(31, Extension("x-kubernetes-group-version-kind", Kind(kind, kind.ListKind, "- ")));
    }

    private static ProtobufOutput Shape(TypeShape shape)
    {
        if (SchemaWriter.IsNamed(shape))
        {
            return new ProtobufOutput().Text(1, "#/definitions/" + SchemaCatalog.NameOf((shape.Alternative ?? shape).Type));
        }

        switch (shape.Kind)
        {
            case ShapeKind.List:
                return OfType("array").Message(23, new ProtobufOutput().Message(1, Shape(shape.Element!)));
            case ShapeKind.Map:
                return OfType("object").Message(21, new ProtobufOutput().Message(1, Shape(shape.Element!)));
            default:
                var (type, format) = SchemaWriter.Scalar(shape);
                return format is null ? OfType(type) : OfType(type).Text(2, format);
        }
    }

    private static ProtobufOutput OfType(string type) => new ProtobufOutput().Message(22, new ProtobufOutput().Text(1, type));

    private static ProtobufOutput Named(string name, ProtobufOutput value) => new ProtobufOutput().Text(1, name).Message(2, value);

    private static ProtobufOutput Extension(string name, string yaml) => new ProtobufOutput().Text(1, name).Message(2, new ProtobufOutput().Text(2, yaml));

    private static string Kind(ResourceNames names, string kind, string bullet)
    {
        var indent = new string(' ', bullet.Length);
        return $"{bullet}group: \"{names.Group}\"\n{indent}kind: {kind}\n{indent}version: {names.Version}\n";
    }
}
