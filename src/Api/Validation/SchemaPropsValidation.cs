using System.Collections.Immutable;
using LocalPods.Api.ApiExtensions;

namespace LocalPods.Api.Validation;

/// <summary>Which words of JSON schema a definition may use, and how. What makes a schema structural is checked after it.</summary>
internal sealed class SchemaPropsValidation
{
    private static readonly string[] s_header = ["apiVersion", "kind", "metadata"];
    private readonly FieldErrors _errors;

    private SchemaPropsValidation(FieldErrors errors) => _errors = errors;

    /// <summary>Checks the schema of whole objects.</summary>
    public static void ValidateRoot(JSONSchemaProps schema, string path, bool hasStatus, FieldErrors errors)
    {
        var before = errors.Count;
        if (hasStatus && schema.Type is not (null or "" or "object"))
        {
            errors.Invalid($"{path}.type", schema.Type, "only \"object\" is allowed as the type at the root of the schema if the status subresource is enabled");
        }

        if (schema.Nullable == true)
        {
            errors.Forbidden($"{path}.nullable", "nullable cannot be true at the root");
        }

        new SchemaPropsValidation(errors).Validate(schema, path, new Place(IsRoot: true, InMetadata: false, NoDefaults: null));
        StructuralSchemaValidation.Validate(schema, path, errors);
        if (errors.Count == before)
        {
            SchemaDefaultsValidation.Validate(schema, path, errors);
        }
    }

    private void Validate(JSONSchemaProps schema, string path, Place place)
    {
        ValidateWords(schema, path, place);
        foreach (var (child, at, inner) in Parts(schema, path, place))
        {
            Validate(child, at, inner);
        }

        ValidateExtensions(schema, path);
        ListTypeValidation.Validate(schema, path, _errors);
        for (var i = 0; i < schema.XValidations.Length; i++)
        {
            ValidateRule(schema.XValidations[i], $"{path}.x-kubernetes-validations[{i}]");
        }
    }

    private void ValidateWords(JSONSchemaProps schema, string path, Place place)
    {
        if (schema.Type is { Length: > 0 } type)
        {
            if (type == "null")
            {
                _errors.Forbidden($"{path}.type", "type cannot be set to null, use nullable as an alternative");
            }
            else if (type is not ("array" or "boolean" or "integer" or "number" or "object" or "string"))
            {
                _errors.NotSupported($"{path}.type", type, "array", "boolean", "integer", "number", "object", "string");
            }
        }

        if (schema.Default is not null && place.NoDefaults is { } because)
        {
            _errors.Forbidden($"{path}.default", "must not be set " + because);
        }

        (string Word, bool Used)[] forbidden =
        [
            ("id", !string.IsNullOrEmpty(schema.Id)), ("additionalItems", schema.AdditionalItems is not null), ("patternProperties", schema.PatternProperties is { Count: > 0 }),
            ("definitions", schema.Definitions is { Count: > 0 }), ("dependencies", schema.Dependencies is not null), ("$ref", schema.Ref is not null),
        ];
        foreach (var (word, _) in forbidden.Where(f => f.Used))
        {
            _errors.Forbidden($"{path}.{word}", $"{word} is not supported");
        }

        if (place.InMetadata && schema.XEmbeddedResource == true)
        {
            _errors.Forbidden($"{path}.x-kubernetes-embedded-resource", "must not be used inside of resource meta");
        }

        if (schema.UniqueItems == true)
        {
            _errors.Forbidden($"{path}.uniqueItems", "uniqueItems cannot be set to true since the runtime complexity becomes quadratic");
        }

        if (schema is { AdditionalProperties: { } additional, Properties.Count: > 0 } && (!additional.Allows || additional.Schema is not null))
        {
            _errors.Forbidden($"{path}.additionalProperties", "additionalProperties and properties are mutual exclusive");
        }
    }

    private static IEnumerable<(JSONSchemaProps Schema, string Path, Place Place)> Parts(JSONSchemaProps schema, string path, Place place)
    {
        var inner = place with { IsRoot = false };
        if (schema.AdditionalProperties?.Schema is { } element)
        {
            yield return (element, $"{path}.additionalProperties", place.InMetadata ? inner with { NoDefaults = "inside additionalProperties applying to object metadata" } : inner);
        }

        foreach (var (name, property) in schema.Properties ?? ImmutableSortedDictionary<string, JSONSchemaProps>.Empty)
        {
            var header = (place.IsRoot || schema.XEmbeddedResource == true) && s_header.Contains(name);
            var at = header && place.IsRoot ? inner with { InMetadata = true, NoDefaults = $"in top-level {name}" } : header ? inner with { InMetadata = true } : inner;
            yield return (property, $"{path}.properties[{name}]", at);
        }

        foreach (var (junctor, at) in Junctors(schema, path))
        {
            yield return (junctor, at, inner);
        }

        if (schema.Items is { } items)
        {
            yield return (items, $"{path}.items", inner);
        }
    }

    /// <summary>The schemas that only add conditions.</summary>
    public static IEnumerable<(JSONSchemaProps Schema, string Path)> Junctors(JSONSchemaProps schema, string path)
    {
        if (schema.Not is { } not)
        {
            yield return (not, $"{path}.not");
        }

        foreach (var (name, all) in ((string, ImmutableArray<JSONSchemaProps>)[])[("allOf", schema.AllOf), ("oneOf", schema.OneOf), ("anyOf", schema.AnyOf)])
        {
            for (var i = 0; i < all.Length; i++)
            {
                yield return (all[i], $"{path}.{name}[{i}]");
            }
        }
    }

    private void ValidateExtensions(JSONSchemaProps schema, string path)
    {
        if (schema.XPreserveUnknownFields == false)
        {
            _errors.Invalid($"{path}.x-kubernetes-preserve-unknown-fields", false, "must be true or undefined");
        }

        if (schema.XMapType is { } mapType)
        {
            RequireType(schema, "object", path, "must be object if x-kubernetes-map-type is specified");
            if (mapType is not ("atomic" or "granular"))
            {
                _errors.NotSupported($"{path}.x-kubernetes-map-type", mapType, "atomic", "granular");
            }
        }

        if (schema.XListType is not null)
        {
            RequireType(schema, "array", path, "must be array if x-kubernetes-list-type is specified");
        }
    }

    private void RequireType(JSONSchemaProps schema, string type, string path, string detail)
    {
        if (string.IsNullOrEmpty(schema.Type))
        {
            _errors.Required($"{path}.type", detail);
        }
        else if (schema.Type != type)
        {
            _errors.Invalid($"{path}.type", schema.Type, detail);
        }
    }

    private void ValidateRule(ValidationRule rule, string path)
    {
        var message = rule.Message?.Trim() ?? "";
        if (rule.Rule.Trim().Length == 0)
        {
            _errors.Required($"{path}.rule", "rule is not specified");
        }
        else if (!string.IsNullOrEmpty(rule.Message) && message.Length == 0)
        {
            _errors.Invalid($"{path}.message", rule.Message, "message must be non-empty if specified");
        }
        else if (message.AsSpan().IndexOfAny('\n', '\r') >= 0)
        {
            _errors.Invalid($"{path}.message", rule.Message, "message must not contain line breaks");
        }
        else if (message.Length == 0 && rule.Rule.Trim().AsSpan().IndexOfAny('\n', '\r') >= 0)
        {
            _errors.Required($"{path}.message", "message must be specified if rule contains line breaks");
        }
    }

    /// <summary>Where in the schema of an object a part of it stands.</summary>
    /// <param name="IsRoot">The whole.</param>
    /// <param name="InMetadata">Inside of the header of an object.</param>
    /// <param name="NoDefaults">Why there may be no defaults; null when there may.</param>
    private sealed record Place(bool IsRoot, bool InMetadata, string? NoDefaults);
}
