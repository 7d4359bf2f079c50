using System.Text.Json;
using System.Text.Json.Nodes;

namespace LocalPods.Orchestrator.Resources;

/// <summary>Reads single fields of objects that are kept as JSON.</summary>
internal static class JsonFields
{
    /// <summary>The element at a dotted path of object fields; undefined when there is none.</summary>
    public static JsonElement At(JsonElement document, string path)
    {
        var at = document;
        foreach (var name in path.AsSpan().Split('.'))
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(path.AsSpan()[name], out at))
            {
                return default;
            }
        }

        return at;
    }

    /// <summary>A field as selectors compare it: strings as they are, numbers and booleans as JSON writes them, else empty.</summary>
    public static string Text(JsonElement document, string path)
    {
        var at = At(document, path);
        return at.ValueKind switch
        {
            JsonValueKind.String => at.GetString()!,
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => at.GetRawText(),
            _ => "",
        };
    }

    /// <summary>The labels of an object.</summary>
    public static IReadOnlyDictionary<string, string> Labels(JsonElement document)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        if (At(document, "metadata.labels") is { ValueKind: JsonValueKind.Object } given)
        {
            foreach (var label in given.EnumerateObject())
            {
                labels[label.Name] = label.Value.GetString() ?? "";
            }
        }

        return labels;
    }

    /// <summary>A time field, or null.</summary>
    public static DateTimeOffset? Time(JsonElement document, string path) =>
        At(document, path) is { ValueKind: JsonValueKind.String } text && text.TryGetDateTimeOffset(out var time) ? time : null;

    /// <summary>A string member, or null when it is absent or something else.</summary>
    public static string? Text(this JsonObject content, string name) =>
        content.TryGetPropertyValue(name, out var node) && node is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    /// <summary>A whole number member, or null.</summary>
    public static long? Number(this JsonObject content, string name) =>
        content.TryGetPropertyValue(name, out var node) && node is JsonValue value && value.TryGetValue(out long number) ? number : null;

    /// <summary>An object member, made when it is not there or something else.</summary>
    public static JsonObject Object(this JsonObject content, string name)
    {
        if (content[name] is not JsonObject found)
        {
            content[name] = found = [];
        }

        return found;
    }

    /// <summary>The strings of a list member; empty when there is none.</summary>
    public static ImmutableArray<string> Texts(this JsonObject content, string name) =>
        content[name] is JsonArray items ? [.. items.Select(i => i is JsonValue v && v.TryGetValue(out string? text) ? text : null).OfType<string>()] : [];

    /// <summary>Takes a member over from another object: absent there is absent here.</summary>
    public static void Keep(this JsonObject content, string name, JsonObject from)
    {
        content.Remove(name);
        if (from[name] is { } value)
        {
            content[name] = value.DeepClone();
        }
    }
}
