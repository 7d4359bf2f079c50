using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using LocalPods.Api.Meta;

namespace LocalPods.Api.ApiExtensions;

/// <summary>What a value must look like, in the words of JSON schema.</summary>
public sealed record JSONSchemaProps
{
    /// <summary>Not allowed in definitions.</summary>
    public string? Id { get; init; }

    /// <summary>Not allowed in definitions.</summary>
    [JsonPropertyName("$schema")]
    public string? Schema { get; init; }

    /// <summary>Not allowed in definitions.</summary>
    [JsonPropertyName("$ref")]
    public string? Ref { get; init; }

    /// <summary>What the value is for, as <c>explain</c> tells it.</summary>
    public string? Description { get; init; }

    /// <summary>string, number, integer, boolean, array or object.</summary>
    public string? Type { get; init; }

    /// <summary>What a text or number stands for: date-time, int32, ipv4 and others. Unknown ones are ignored.</summary>
    public string? Format { get; init; }

    /// <summary>A name for people.</summary>
    public string? Title { get; init; }

    /// <summary>Stands in for a value that is not given.</summary>
    public JsonElement? Default { get; init; }

    /// <summary>The largest number.</summary>
    public double? Maximum { get; init; }

    /// <summary>Whether the maximum itself is too large.</summary>
    public bool? ExclusiveMaximum { get; init; }

    /// <summary>The smallest number.</summary>
    public double? Minimum { get; init; }

    /// <summary>Whether the minimum itself is too small.</summary>
    public bool? ExclusiveMinimum { get; init; }

    /// <summary>Most characters of a text.</summary>
    public long? MaxLength { get; init; }

    /// <summary>Fewest characters of a text.</summary>
    public long? MinLength { get; init; }

    /// <summary>A regular expression that a text must match somewhere.</summary>
    public string? Pattern { get; init; }

    /// <summary>Most items of a list.</summary>
    public long? MaxItems { get; init; }

    /// <summary>Fewest items of a list.</summary>
    public long? MinItems { get; init; }

    /// <summary>Not allowed in definitions; x-kubernetes-list-type: set is.</summary>
    public bool? UniqueItems { get; init; }

    /// <summary>A number must be a multiple of this one.</summary>
    public double? MultipleOf { get; init; }

    /// <summary>The only values allowed.</summary>
    public ImmutableArray<JsonElement> Enum { get => field.OrEmpty(); init; }

    /// <summary>Most fields of an object.</summary>
    public long? MaxProperties { get; init; }

    /// <summary>Fewest fields of an object.</summary>
    public long? MinProperties { get; init; }

    /// <summary>Fields an object must have.</summary>
    public ImmutableArray<string> Required { get => field.OrEmpty(); init; }

    /// <summary>What the items of a list look like.</summary>
    public JSONSchemaProps? Items { get; init; }

    /// <summary>Conditions that must all hold.</summary>
    public ImmutableArray<JSONSchemaProps> AllOf { get => field.OrEmpty(); init; }

    /// <summary>Conditions of which exactly one must hold.</summary>
    public ImmutableArray<JSONSchemaProps> OneOf { get => field.OrEmpty(); init; }

    /// <summary>Conditions of which at least one must hold.</summary>
    public ImmutableArray<JSONSchemaProps> AnyOf { get => field.OrEmpty(); init; }

    /// <summary>A condition that must not hold.</summary>
    public JSONSchemaProps? Not { get; init; }

    /// <summary>Fields of an object, by name.</summary>
    public ImmutableSortedDictionary<string, JSONSchemaProps>? Properties { get; init; }

    /// <summary>What the values of a map look like; or whether fields that properties does not name are allowed.</summary>
    public JSONSchemaPropsOrBool? AdditionalProperties { get; init; }

    /// <summary>Not allowed in definitions.</summary>
    public ImmutableSortedDictionary<string, JSONSchemaProps>? PatternProperties { get; init; }

    /// <summary>Not allowed in definitions.</summary>
    public JsonElement? Dependencies { get; init; }

    /// <summary>Not allowed in definitions.</summary>
    public JSONSchemaPropsOrBool? AdditionalItems { get; init; }

    /// <summary>Not allowed in definitions.</summary>
    public ImmutableSortedDictionary<string, JSONSchemaProps>? Definitions { get; init; }

    /// <summary>Where more is told.</summary>
    public ExternalDocumentation? ExternalDocs { get; init; }

    /// <summary>An example of a value.</summary>
    public JsonElement? Example { get; init; }

    /// <summary>Whether null is a value of its own here.</summary>
    public bool? Nullable { get; init; }

    /// <summary>Keeps fields that the schema does not name, from here on down; fields it names are still checked and pruned.</summary>
    [JsonPropertyName("x-kubernetes-preserve-unknown-fields")]
    public bool? XPreserveUnknownFields { get; init; }

    /// <summary>The value is a whole object of the API, with apiVersion, kind and metadata.</summary>
    [JsonPropertyName("x-kubernetes-embedded-resource")]
    public bool? XEmbeddedResource { get; init; }

    /// <summary>The value is a whole number or a text.</summary>
    [JsonPropertyName("x-kubernetes-int-or-string")]
    public bool? XIntOrString { get; init; }

    /// <summary>Fields that tell the items of a list apart, when its type is map.</summary>
    [JsonPropertyName("x-kubernetes-list-map-keys")]
    public ImmutableArray<string> XListMapKeys { get => field.OrEmpty(); init; }

    /// <summary>How apply merges a list: atomic as a whole, set by value, map by its keys.</summary>
    [JsonPropertyName("x-kubernetes-list-type")]
    public string? XListType { get; init; }

    /// <summary>How apply merges an object: granular field by field, atomic as a whole.</summary>
    [JsonPropertyName("x-kubernetes-map-type")]
    public string? XMapType { get; init; }

    /// <summary>Rules in the CEL language.</summary>
    [JsonPropertyName("x-kubernetes-validations")]
    public ImmutableArray<ValidationRule> XValidations { get => field.OrEmpty(); init; }
}

/// <summary>Where more is told about a schema.</summary>
public sealed record ExternalDocumentation
{
    /// <summary>What is told there.</summary>
    public string? Description { get; init; }

    /// <summary>Its address.</summary>
    public string? Url { get; init; }
}

/// <summary>A rule in the CEL language.</summary>
public sealed record ValidationRule
{
    /// <summary>The expression, which must be true.</summary>
    public string Rule { get => field ?? ""; init; }

    /// <summary>What is said when it is not.</summary>
    public string? Message { get; init; }

    /// <summary>An expression for what is said.</summary>
    public string? MessageExpression { get; init; }

    /// <summary>Kind of fault to report: FieldValueInvalid, FieldValueForbidden, FieldValueRequired or FieldValueDuplicate.</summary>
    public string? Reason { get; init; }

    /// <summary>The field to report it at.</summary>
    public string? FieldPath { get; init; }

    /// <summary>Whether a rule about changes also holds for new values.</summary>
    public bool? OptionalOldSelf { get; init; }
}
