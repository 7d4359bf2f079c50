using System.Collections.Immutable;
using System.Text.Json.Nodes;
using LocalPods.Api.ApiExtensions;
using LocalPods.Api.Schemas;

namespace LocalPods.Api.Validation;

/// <summary>Defaults must be what their own schema allows.</summary>
internal static class SchemaDefaultsValidation
{
    public static void Validate(JSONSchemaProps schema, string path, FieldErrors errors)
    {
        if (schema.Default is { } given)
        {
            var at = $"{path}.default";
            var value = JsonNode.Parse(given.GetRawText());
            if (SchemaPruning.PrunePart(value?.DeepClone(), schema) is [var unknown, ..])
            {
                errors.InvalidObject(at, given, $"must not have fields that the schema does not specify: {unknown}");
            }

            var completed = value?.DeepClone();
            SchemaDefaulting.Apply(completed, schema);
            errors.AddRange(SchemaValidator.Validate(schema, completed, null).Select(e => e with { Path = e.Path.Length == 0 ? at : $"{at}.{e.Path}" }));
        }

        foreach (var (name, property) in schema.Properties ?? ImmutableSortedDictionary<string, JSONSchemaProps>.Empty)
        {
            Validate(property, $"{path}.properties[{name}]", errors);
        }

        if (schema.Items is { } items)
        {
            Validate(items, $"{path}.items", errors);
        }

        if (schema.AdditionalProperties?.Schema is { } element)
        {
            Validate(element, $"{path}.additionalProperties", errors);
        }
    }
}
