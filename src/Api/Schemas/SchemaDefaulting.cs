using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using LocalPods.Api.ApiExtensions;

namespace LocalPods.Api.Schemas;

/// <summary>Fills in what a schema has a default for.</summary>
public static class SchemaDefaulting
{
    /// <summary>Whether there is a default anywhere in a schema.</summary>
    public static bool HasDefaults(JSONSchemaProps schema) =>
        schema.Default is not null
        || (schema.Items is { } items && HasDefaults(items))
        || (schema.AdditionalProperties?.Schema is { } element && HasDefaults(element))
        || (schema.Properties?.Values.Any(HasDefaults) ?? false);

    /// <summary>Sets defaults below a value. A null where none may stand is taken for not given where there is a default.</summary>
    /// <param name="value">Changed in place.</param>
    /// <param name="schema">Of the value.</param>
    public static void Apply(JsonNode? value, JSONSchemaProps schema)
    {
        if (value is JsonArray list && schema.Items is { } items)
        {
            for (var i = 0; i < list.Count; i++)
            {
                if (list[i] is null && IsReplaced(items))
                {
                    list[i] = Node(items.Default!.Value);
                }

                Apply(list[i], items);
            }
        }
        else if (value is JsonObject members)
        {
            foreach (var (name, property) in schema.Properties ?? ImmutableSortedDictionary<string, JSONSchemaProps>.Empty)
            {
                if (property.Default is { } given && (!members.ContainsKey(name) || (members[name] is null && IsReplaced(property))))
                {
                    members[name] = Node(given);
                }

                Apply(members[name], property);
            }

            if (schema.AdditionalProperties?.Schema is { } element)
            {
                foreach (var (name, inner) in members.Where(m => schema.Properties?.ContainsKey(m.Key) != true).ToList())
                {
                    if (inner is null && IsReplaced(element))
                    {
                        members[name] = Node(element.Default!.Value);
                    }

                    Apply(members[name], element);
                }
            }
        }
    }

    private static bool IsReplaced(JSONSchemaProps schema) => schema.Default is not null && schema.Nullable != true;

    private static JsonNode? Node(JsonElement value) => JsonNode.Parse(value.GetRawText());
}
