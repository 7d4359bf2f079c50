using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using LocalPods.Api.ApiExtensions;

namespace LocalPods.Api.Serialization;

/// <summary>
/// What JSON a type of the object model takes, read off its serialization metadata. Shapes refer to one another and may be circular,
/// so fields and elements are looked up on first use; making out a type costs far more than reading most objects.
/// </summary>
public sealed class TypeShape
{
    private static readonly ConditionalWeakTable<JsonSerializerOptions, ConcurrentDictionary<Type, TypeShape>> _shapes = [];

    private readonly JsonSerializerOptions _options;
    private object? _kind; // boxed, so that it is there as a whole or not at all

    private TypeShape(JsonSerializerOptions options, Type type) => (_options, Type) = (options, type);

    public ShapeKind Kind => (ShapeKind)(_kind ??= FindKind());

    public Type Type { get; }

    public JsonTypeInfo Info => field ??= _options.GetTypeInfo(Type);

    /// <summary>Of lists and maps.</summary>
    public TypeShape? Element => Info.ElementType is { } element ? field ??= For(_options, element) : null;

    /// <summary>Of objects, by their JSON names.</summary>
    public FrozenDictionary<string, TypeShape> Fields => field ??= Info.Properties
        .Where(property => !property.IsExtensionData)
        .ToFrozenDictionary(property => property.Name, property => For(_options, property.PropertyType), StringComparer.Ordinal);

    /// <summary>The object that may stand where else a scalar does; null when none may.</summary>
    public TypeShape? Alternative => Type == typeof(JSONSchemaPropsOrBool) ? field ??= For(_options, typeof(JSONSchemaProps)) : null;

    /// <summary>The name of the type in messages and in Go's errors: Container.</summary>
    public string Name => Type.Name;

    /// <summary>What the field takes, for people: <c>a list of Container</c>.</summary>
    public string Expected => Kind switch
    {
        ShapeKind.Object => $"an object ({Name})",
        ShapeKind.List => $"a list of {Element!.Plural}",
        ShapeKind.Map => $"a map of {Element!.Plural}",
        ShapeKind.String => "a string",
        ShapeKind.Boolean => "true or false",
        ShapeKind.Integer => "a whole number",
        ShapeKind.Number => "a number",
        ShapeKind.Time => "a time such as 2030-01-31T12:00:00Z",
        ShapeKind.Bytes => "base64",
        ShapeKind.Grammar => GrammarWords,
        ShapeKind.Any => "any value",
    };

    /// <summary>The type as Go's decoder names it: <c>[]v1.Container</c>.</summary>
    public string GoName => Kind switch
    {
        ShapeKind.Object => "v1." + Name,
        ShapeKind.List => "[]" + Element!.GoName,
        ShapeKind.Map => "map[string]" + Element!.GoName,
        ShapeKind.String => "string",
        ShapeKind.Boolean => "bool",
        ShapeKind.Integer => Type == typeof(int) ? "int32" : "int64",
        ShapeKind.Number => "float64",
        ShapeKind.Time => "v1.Time",
        ShapeKind.Bytes => "[]uint8",
        ShapeKind.Grammar => Name == "Quantity" ? "resource.Quantity" : "intstr." + Name,
        ShapeKind.Any => "interface {}",
    };

    private string Plural => Kind switch
    {
        ShapeKind.Object => Name,
        ShapeKind.String => "strings",
        ShapeKind.Integer or ShapeKind.Number => "numbers",
        ShapeKind.Grammar when Name == "Quantity" => "quantities",
        _ => Expected,
    };

    private string GrammarWords => Name switch
    {
        "Quantity" => "a quantity such as 500m or 128Mi",
        "IntOrString" => "a number or a string",
        "JSONSchemaPropsOrBool" => "a schema, true or false",
        _ => "a " + Name,
    };

    public static TypeShape For(JsonTypeInfo info) => For(info.Options, info.Type);

    private static TypeShape For(JsonSerializerOptions options, Type type)
    {
        var known = Nullable.GetUnderlyingType(type) ?? type;
        return _shapes.GetOrCreateValue(options).GetOrAdd(known, static (t, o) => new TypeShape(o, t), options);
    }

    private ShapeKind FindKind() => Type switch
    {
        _ when Type == typeof(string) => ShapeKind.String,
        _ when Type == typeof(bool) => ShapeKind.Boolean,
        _ when Type == typeof(int) || Type == typeof(long) => ShapeKind.Integer,
        _ when Type == typeof(double) => ShapeKind.Number,
        _ when Type == typeof(DateTimeOffset) => ShapeKind.Time,
        _ when Type == typeof(byte[]) || Type == typeof(ImmutableArray<byte>) => ShapeKind.Bytes,
        _ when Type == typeof(JsonElement) || Type == typeof(object) || typeof(JsonNode).IsAssignableFrom(Type) => ShapeKind.Any,
        _ => Info.Kind switch
        {
            JsonTypeInfoKind.Object => ShapeKind.Object,
            JsonTypeInfoKind.Enumerable => ShapeKind.List,
            JsonTypeInfoKind.Dictionary => ShapeKind.Map,
            _ => ShapeKind.Grammar,
        },
    };
}
