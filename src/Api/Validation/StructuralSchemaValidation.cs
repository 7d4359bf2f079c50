using System.Collections.Immutable;
using LocalPods.Api.ApiExtensions;
using LocalPods.Api.Schemas;

namespace LocalPods.Api.Validation;

/// <summary>
/// Whether a schema is structural: every field, item and map value has one type of its own, and what stands below allOf, anyOf, oneOf
/// and not only adds conditions to fields that are there without it.
/// </summary>
internal sealed class StructuralSchemaValidation
{
    private readonly FieldErrors _found = new();

    private StructuralSchemaValidation()
    {
    }

    private enum Level
    {
        Root,
        Item,
        Field,
    }

    /// <summary>Adds every fault, sorted by text as an API server does.</summary>
    public static void Validate(JSONSchemaProps schema, string path, FieldErrors errors)
    {
        var validation = new StructuralSchemaValidation();
        validation.Check(schema, Level.Root, path);
        validation.CheckComplete(schema, path);
        errors.AddRange(validation._found.ToImmutable().OrderBy(e => e.ToString(), StringComparer.Ordinal));
    }

    private void Check(JSONSchemaProps schema, Level level, string path)
    {
        if (schema is { Type: "array", Items: null })
        {
            _found.Required($"{path}.items", "must be specified");
        }

        CheckParts(schema, level, path);
        CheckType(schema, level, path);
        if (schema is { XIntOrString: true, XPreserveUnknownFields: true })
        {
            _found.Invalid($"{path}.x-kubernetes-preserve-unknown-fields", true, "must be false if x-kubernetes-int-or-string is true");
        }

        if (schema is { XIntOrString: true, XEmbeddedResource: true })
        {
            _found.Invalid($"{path}.x-kubernetes-embedded-resource", true, "must be false if x-kubernetes-int-or-string is true");
        }

        CheckPattern(schema, path);
        foreach (var (junctor, at) in SchemaPropsValidation.Junctors(schema, path))
        {
            CheckCondition(junctor, at, maySayType: IsIntOrString(schema, junctor));
        }

        if (level == Level.Root || schema.XEmbeddedResource == true)
        {
            CheckHeader(schema, level, path);
        }

        if (schema is { XEmbeddedResource: true, XPreserveUnknownFields: not true, Properties: null or { Count: 0 } })
        {
            _found.Required($"{path}.properties", "must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields");
        }
    }

    private void CheckParts(JSONSchemaProps schema, Level level, string path)
    {
        if (schema.Items is { } items)
        {
            Check(items, Level.Item, $"{path}.items");
        }

        foreach (var (name, property) in schema.Properties ?? ImmutableSortedDictionary<string, JSONSchemaProps>.Empty)
        {
            Check(property, Level.Field, $"{path}.properties[{name}]");
        }

        if (schema.AdditionalProperties is not { } additional)
        {
            return;
        }

        if (level == Level.Root)
        {
            _found.Forbidden($"{path}.additionalProperties", "must not be used at the root");
        }

        if (schema.XEmbeddedResource == true)
        {
            _found.Forbidden($"{path}.additionalProperties", "must not be used if x-kubernetes-embedded-resource is set");
        }

        if (additional.Schema is { } element)
        {
            Check(element, Level.Field, $"{path}.additionalProperties");
        }
    }

    private void CheckType(JSONSchemaProps schema, Level level, string path)
    {
        var type = schema.Type ?? "";
        if (schema.XEmbeddedResource == true && type != "object")
        {
            const string detail = "must be object if x-kubernetes-embedded-resource is true";
            if (type.Length == 0)
            {
                _found.Required($"{path}.type", detail);
            }
            else
            {
                _found.Invalid($"{path}.type", type, detail);
            }
        }
        else if (type.Length == 0 && schema.XIntOrString != true && schema.XPreserveUnknownFields != true)
        {
            _found.Required($"{path}.type", level switch
            {
                Level.Root => "must not be empty at the root",
                Level.Item => "must not be empty for specified array items",
                Level.Field => "must not be empty for specified object fields",
            });
        }

        if (level == Level.Root && type.Length > 0 && type != "object")
        {
            _found.Invalid($"{path}.type", type, "must be object at the root");
        }
    }

    private void CheckHeader(JSONSchemaProps schema, Level level, string path)
    {
        foreach (var (name, type) in ((string, string)[])[("kind", "string"), ("apiVersion", "string"), ("metadata", "object")])
        {
            if (schema.Properties?.GetValueOrDefault(name) is { } property && property.Type != type)
            {
                _found.Invalid($"{path}.properties[{name}].type", property.Type, $"must be {type}");
            }
        }

        if (level == Level.Root && schema.Properties?.GetValueOrDefault("metadata") is { } metadata && SaysMore(metadata))
        {
            _found.Forbidden($"{path}.properties[metadata]", "must not specify anything other than name and generateName, but metadata is implicitly specified");
        }
    }

    // Nothing but conditions on the two names, which the object itself has.
    private static bool SaysMore(JSONSchemaProps metadata) =>
        metadata.Properties?.Keys.Any(k => k is not ("name" or "generateName")) == true
        || metadata is { Items: not null } or { AdditionalProperties: not null } or { XPreserveUnknownFields: not null } or { XEmbeddedResource: not null }
        || metadata is { Nullable: true } or { Description.Length: > 0 } or { Title.Length: > 0 } or { XMapType: not null };

    private void CheckPattern(JSONSchemaProps schema, string path)
    {
        if (schema.Pattern is { Length: > 0 } pattern && SchemaPattern.Fault(pattern) is { } fault)
        {
            _found.Invalid($"{path}.pattern", pattern, $"must be a valid regular expression, but isn't: {fault}");
        }
    }

    private void CheckCondition(JSONSchemaProps schema, string path, bool maySayType)
    {
        CheckPattern(schema, path);
        foreach (var (junctor, at) in SchemaPropsValidation.Junctors(schema, path))
        {
            CheckCondition(junctor, at, maySayType);
        }

        if (schema.Items is { } items)
        {
            CheckCondition(items, $"{path}.items", maySayType: false);
        }

        foreach (var (name, property) in schema.Properties ?? ImmutableSortedDictionary<string, JSONSchemaProps>.Empty)
        {
            CheckCondition(property, $"{path}.properties[{name}]", maySayType: false);
        }

        (string Word, bool Used, string Rule)[] forbidden =
        [
            ("type", !maySayType && schema.Type is { Length: > 0 }, "must be empty to be structural"),
            ("additionalProperties", schema.AdditionalProperties is not null, "must be undefined to be structural"),
            ("default", schema.Default is not null, "must be undefined to be structural"),
            ("title", schema.Title is { Length: > 0 }, "must be empty to be structural"),
            ("description", schema.Description is { Length: > 0 }, "must be empty to be structural"),
            ("nullable", schema.Nullable == true, "must be false to be structural"),
            ("x-kubernetes-preserve-unknown-fields", schema.XPreserveUnknownFields == true, "must be false to be structural"),
            ("x-kubernetes-embedded-resource", schema.XEmbeddedResource == true, "must be false to be structural"),
            ("x-kubernetes-int-or-string", schema.XIntOrString == true, "must be false to be structural"),
            ("x-kubernetes-list-map-keys", !schema.XListMapKeys.IsEmpty, "must be empty to be structural"),
            ("x-kubernetes-list-type", schema.XListType is not null, "must be undefined to be structural"),
            ("x-kubernetes-map-type", schema.XMapType is not null, "must be undefined to be structural"),
            ("properties[metadata]", schema.Properties?.ContainsKey("metadata") == true, "must not be specified in a nested context"),
        ];
        foreach (var (word, _, rule) in forbidden.Where(f => f.Used))
        {
            _found.Forbidden($"{path}.{word}", rule);
        }
    }

    /// <summary>The one way to name types in conditions: "a number or a text", as anyOf or as the first of allOf.</summary>
    private static bool IsIntOrString(JSONSchemaProps schema, JSONSchemaProps junctor) =>
        (IsPair(schema.AnyOf) && schema.AnyOf.Contains(junctor))
        || (schema.AllOf is [{ } first, ..] && ReferenceEquals(first, junctor) && IsPair(first.AnyOf));

    private static bool IsPair(ImmutableArray<JSONSchemaProps> schemas) => schemas is [{ Type: "integer" }, { Type: "string" }];

    /// <summary>What conditions speak of must be specified outside of them.</summary>
    private void CheckComplete(JSONSchemaProps schema, string path)
    {
        foreach (var (junctor, at) in SchemaPropsValidation.Junctors(schema, path))
        {
            CheckSpecified(junctor, at, schema, path);
        }

        foreach (var (name, property) in schema.Properties ?? ImmutableSortedDictionary<string, JSONSchemaProps>.Empty)
        {
            CheckComplete(property, $"{path}.properties[{name}]");
        }

        if (schema.Items is { } items)
        {
            CheckComplete(items, $"{path}.items");
        }

        if (schema.AdditionalProperties?.Schema is { } element)
        {
            CheckComplete(element, $"{path}.additionalProperties");
        }
    }

    private void CheckSpecified(JSONSchemaProps condition, string at, JSONSchemaProps? outside, string outsidePath)
    {
        if (outside is null)
        {
            _found.Required(outsidePath, $"because it is defined in {at}");
            return;
        }

        foreach (var (name, property) in condition.Properties ?? ImmutableSortedDictionary<string, JSONSchemaProps>.Empty)
        {
            CheckSpecified(property, $"{at}.properties[{name}]", outside.Properties?.GetValueOrDefault(name), $"{outsidePath}.properties[{name}]");
        }

        if (condition.Items is { } items)
        {
            CheckSpecified(items, $"{at}.items", outside.Items, $"{outsidePath}.items");
        }

        foreach (var (junctor, inner) in SchemaPropsValidation.Junctors(condition, at))
        {
            CheckSpecified(junctor, inner, outside, outsidePath);
        }
    }
}
