using System.Text.Json.Nodes;
using LocalPods.Api.ApiExtensions;

namespace LocalPods.Api.Schemas;

/// <summary>Takes out of an object what its schema does not name.</summary>
public static class SchemaPruning
{
    private static readonly HashSet<string> s_header = ["apiVersion", "kind", "metadata"];

    /// <summary>Prunes a whole object; its apiVersion, kind and metadata stay.</summary>
    /// <param name="value">Changed in place.</param>
    /// <param name="schema">Of the object.</param>
    /// <returns>Paths of what was taken out.</returns>
    public static IReadOnlyList<string> Prune(JsonObject value, JSONSchemaProps schema)
    {
        var pruned = new List<string>();
        Prune(value, schema, isResource: true, "", pruned);
        return pruned;
    }

    /// <summary>Prunes a part of an object.</summary>
    /// <param name="value">Changed in place.</param>
    /// <param name="schema">Of the part.</param>
    /// <returns>Paths of what was taken out, from the part on.</returns>
    public static IReadOnlyList<string> PrunePart(JsonNode? value, JSONSchemaProps schema)
    {
        var pruned = new List<string>();
        Prune(value, schema, schema.XEmbeddedResource == true, "", pruned);
        return pruned;
    }

    private static void Prune(JsonNode? value, JSONSchemaProps schema, bool isResource, string path, List<string> pruned)
    {
        if (value is JsonArray list)
        {
            for (var i = 0; schema.Items is { } items && i < list.Count; i++)
            {
                Prune(list[i], items, items.XEmbeddedResource == true, SchemaPath.Item(path, i), pruned);
            }
        }
        else if (value is JsonObject members)
        {
            foreach (var (name, inner) in members.ToList())
            {
                if (isResource && s_header.Contains(name))
                {
                    continue;
                }

                var at = SchemaPath.Field(path, name);
                if ((schema.Properties?.GetValueOrDefault(name) ?? schema.AdditionalProperties?.Schema) is { } child)
                {
                    Prune(inner, child, child.XEmbeddedResource == true, at, pruned);
                }
                else if (schema.XPreserveUnknownFields != true && schema.AdditionalProperties is not { Allows: true })
                {
                    members.Remove(name);
                    pruned.Add(at);
                }
            }
        }
    }
}
