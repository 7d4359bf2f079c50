using System.Collections.Immutable;
using System.Text.Json.Nodes;
using LocalPods.Api.ApiExtensions;
using LocalPods.Api.Meta;
using LocalPods.Api.Serialization;

namespace LocalPods.Api.Merging;

/// <summary>The schema of a custom resource, from its structural schema: list types, map types, and what may have fields nobody named.</summary>
public sealed class StructuralTypeSchema : ITypeSchema
{
    private readonly JSONSchemaProps _schema;
    private readonly ImmutableDictionary<string, ITypeSchema> _fields;

    private StructuralTypeSchema(JSONSchemaProps schema)
    {
        _schema = schema;
        var (open, atomic) = (schema.XPreserveUnknownFields == true || schema.XEmbeddedResource == true, schema.XMapType == "atomic");
        _fields = (schema.Properties ?? ImmutableSortedDictionary<string, JSONSchemaProps>.Empty).ToImmutableDictionary(p => p.Key, p => (ITypeSchema)new StructuralTypeSchema(p.Value), StringComparer.Ordinal);
        Keys = schema.XListType == "map" ? schema.XListMapKeys : [];
        Element = schema.Items is { } items ? new StructuralTypeSchema(items)
            : schema.AdditionalProperties?.Schema is { } values ? new StructuralTypeSchema(values)
            : open || schema.AdditionalProperties is { Allows: true } ? UntypedSchema.Instance
            : null;
        IsClosed = schema.Type == "object" && Element is null;
        Kind = schema switch
        {
            { Type: "array", XListType: "set" } => SchemaKind.Set,
            { Type: "array" } when !Keys.IsEmpty => SchemaKind.KeyedList,
            { Type: "object" } when atomic => SchemaKind.Leaf,
            { Type: "object" } when !_fields.IsEmpty || IsClosed => SchemaKind.Object,
            { Type: "object" } => SchemaKind.Map,
            { Type: null } when open => SchemaKind.Untyped,
            _ => SchemaKind.Leaf,
        };
    }

    public SchemaKind Kind { get; }

    public ITypeSchema? Element { get; }

    public ImmutableArray<string> Keys { get; }

    public bool IsClosed { get; }

    /// <summary>The schema of the objects of a kind.</summary>
    public static ITypeSchema ForObjects(JSONSchemaProps schema) => new StructuralTypeSchema(schema, ModelSchema.For(ApiJson.TypeInfo<PartialObjectMetadata>()));

    public ITypeSchema? Field(string name) => _fields.GetValueOrDefault(name);

    public JsonNode? KeyDefault(string name) =>
        _schema.Items?.Properties?.GetValueOrDefault(name)?.Default is { } value ? JsonNode.Parse(value.GetRawText()) : null;

    private StructuralTypeSchema(JSONSchemaProps schema, ModelSchema header)
        : this(schema)
    {
        foreach (var name in (ReadOnlySpan<string>)["apiVersion", "kind", "metadata"])
        {
            _fields = _fields.SetItem(name, header.Field(name)!);
        }
    }
}
