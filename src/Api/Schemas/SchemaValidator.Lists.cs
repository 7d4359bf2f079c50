using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using LocalPods.Api.ApiExtensions;
using LocalPods.Api.Names;
using LocalPods.Api.Validation;

namespace LocalPods.Api.Schemas;

public static partial class SchemaValidator
{
    /// <summary>Items of sets and of lists with keys that are there twice.</summary>
    private static void ListTypes(JSONSchemaProps schema, JsonNode? value, JsonNode? old, string path, ImmutableArray<FieldError>.Builder errors)
    {
        if (old is not null && JsonNode.DeepEquals(value, old))
        {
            return;
        }

        if (value is JsonArray list)
        {
            Unique(schema, list, path, errors);
        }

        foreach (var (child, inner, at) in Children(schema, value, path))
        {
            ListTypes(child, inner, null, at, errors);
        }
    }

    private static void Unique(JSONSchemaProps schema, JsonArray list, string path, ImmutableArray<FieldError>.Builder errors)
    {
        if (schema.XListType is not ("set" or "map"))
        {
            return;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < list.Count; i++)
        {
            var key = schema.XListType == "set" ? Normal(list[i]) : KeyOf(schema, list[i]);
            if (key is not null && !seen.Add(key))
            {
                errors.Add(new(SchemaPath.Item(path, i), FieldErrorType.Duplicate, key, ""));
            }
        }
    }

    /// <summary>The keys of an item as JSON; a key that is not there has its default. Null when it is no object.</summary>
    private static string? KeyOf(JSONSchemaProps schema, JsonNode? item) =>
        item is not JsonObject members
            ? null
            : "{" + string.Join(',', schema.XListMapKeys.Order(StringComparer.Ordinal).Where(members.ContainsKey).Select(k => $"{Quote(k)}:{Normal(members[k])}")) + "}";

    private static string Normal(JsonNode? value) => value switch
    {
        null => "null",
        JsonObject members => "{" + string.Join(',', members.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => $"{Quote(m.Key)}:{Normal(m.Value)}")) + "}",
        JsonArray items => "[" + string.Join(',', items.Select(Normal)) + "]",
        JsonValue text when text.GetValueKind() == JsonValueKind.String => Quote(text.GetValue<string>()),
        _ => value.ToJsonString(),
    };

    /// <summary>Whole objects inside of an object must say what they are.</summary>
    private static void Embedded(JSONSchemaProps schema, JsonNode? value, string path, ImmutableArray<FieldError>.Builder errors)
    {
        if (schema.XEmbeddedResource == true && value is JsonObject resource)
        {
            if (TextOf(resource, "apiVersion").Length == 0)
            {
                errors.Add(new(SchemaPath.Field(path, "apiVersion"), FieldErrorType.Required, null, "must not be empty"));
            }

            var kind = TextOf(resource, "kind");
            if (kind.Length == 0)
            {
                errors.Add(new(SchemaPath.Field(path, "kind"), FieldErrorType.Required, null, "must not be empty"));
            }
            else
            {
                errors.AddRange(ValidNames.Label1035(kind.ToLowerInvariant())
                    .Select(f => new FieldError(SchemaPath.Field(path, "kind"), FieldErrorType.Invalid, Quote(kind), "may have mixed case, but should otherwise match: " + f)));
            }
        }

        foreach (var (child, inner, at) in Children(schema, value, path))
        {
            Embedded(child, inner, at, errors);
        }
    }

    private static string TextOf(JsonObject members, string name) => members[name] is JsonValue text && text.TryGetValue(out string? found) ? found : "";

    /// <summary>The parts of a value with their schemas.</summary>
    private static IEnumerable<(JSONSchemaProps Schema, JsonNode? Value, string Path)> Children(JSONSchemaProps schema, JsonNode? value, string path)
    {
        if (value is JsonArray list && schema.Items is { } items)
        {
            for (var i = 0; i < list.Count; i++)
            {
                yield return (items, list[i], SchemaPath.Item(path, i));
            }
        }
        else if (value is JsonObject members)
        {
            foreach (var (name, inner) in members)
            {
                if ((schema.Properties?.GetValueOrDefault(name) ?? schema.AdditionalProperties?.Schema) is { } child)
                {
                    yield return (child, inner, SchemaPath.Field(path, name));
                }
            }
        }
    }
}
