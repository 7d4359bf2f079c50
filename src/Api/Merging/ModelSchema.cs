using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using LocalPods.Api.Serialization;

namespace LocalPods.Api.Merging;

/// <summary>The schema of a type of the object model: its shape, with the rules of <see cref="MergeRules"/>.</summary>
public sealed class ModelSchema : ITypeSchema
{
    private static readonly ConcurrentDictionary<(TypeShape Shape, MergeRule? Rule), ModelSchema> s_known = [];

    private readonly TypeShape _shape;
    private FrozenDictionary<string, ModelSchema>? _fields;

    private ModelSchema(TypeShape shape, MergeRule? rule)
    {
        _shape = shape;
        Keys = rule?.ApplyKeys ?? [];
        Kind = shape.Kind switch
        {
            ShapeKind.Object => rule is { ApplyAtomic: true } || MergeRules.IsAtomic(shape.Name) ? SchemaKind.Leaf : SchemaKind.Object,
            ShapeKind.Map => rule is { ApplyAtomic: true } ? SchemaKind.Leaf : SchemaKind.Map,
            ShapeKind.List => rule is { ApplySet: true } ? SchemaKind.Set : Keys.IsEmpty ? SchemaKind.Leaf : SchemaKind.KeyedList,
            _ => SchemaKind.Leaf,
        };
    }

    public SchemaKind Kind { get; }

    public ImmutableArray<string> Keys { get; }

    public bool IsClosed => _shape.Kind == ShapeKind.Object;

    public ITypeSchema? Element => field ??= _shape is { Kind: ShapeKind.List or ShapeKind.Map, Element: { } element } ? For(element, null) : null;

    public ITypeSchema? Field(string name) => Fields.GetValueOrDefault(name);

    public JsonNode? KeyDefault(string name) => MergeRule.KeyDefault(name);

    /// <summary>The schema of a type.</summary>
    public static ModelSchema For(JsonTypeInfo type) => For(TypeShape.For(type), null);

    private FrozenDictionary<string, ModelSchema> Fields => _fields ??= _shape.Kind == ShapeKind.Object
        ? _shape.Fields.ToFrozenDictionary(f => f.Key, f => For(f.Value, MergeRules.Find(_shape.Name, f.Key)), StringComparer.Ordinal)
        : FrozenDictionary<string, ModelSchema>.Empty;

    private static ModelSchema For(TypeShape shape, MergeRule? rule) => s_known.GetOrAdd((shape, rule), static of => new ModelSchema(of.Shape, of.Rule));
}
