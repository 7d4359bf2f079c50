using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LocalPods.Api.Merging;

/// <summary>
/// One step of a path in a set of fields, as FieldsV1 writes it: <c>f:name</c> a field, <c>k:{"name":"c"}</c> an item by its keys,
/// <c>v:"x"</c> an item by its value, <c>i:0</c> an item by its place.
/// </summary>
internal static class PathElement
{
    private const string Kinds = "fkvi";

    /// <summary>Elements whose compared form is remembered: objects of one kind have the same ones.</summary>
    private const int MostNormalized = 4096;

    private static readonly ConcurrentDictionary<string, string> s_normalized = new(StringComparer.Ordinal);

    public static string Field(string name) => "f:" + name;

    public static string Value(JsonNode? value) => "v:" + JsonLine.Of(value);

    public static string Index(int index) => "i:" + index.ToString(CultureInfo.InvariantCulture);

    /// <summary>What tells an item of a list from the others; null when it lacks a key.</summary>
    public static string? OfItem(ITypeSchema list, JsonNode? item)
    {
        if (list.Kind == SchemaKind.Set)
        {
            return item is JsonValue ? Value(item) : null;
        }

        if (list.Keys.Length == 1)
        {
            return item is JsonObject one && (one[list.Keys[0]] ?? list.KeyDefault(list.Keys[0])) is JsonValue key ? $"k:{{\"{list.Keys[0]}\":{JsonLine.Of(key)}}}" : null;
        }

        return item is JsonObject fields ? Keyed(list.Keys.ToDictionary(k => k, k => fields[k] ?? list.KeyDefault(k))) : null;
    }

    /// <summary>The element as it is compared; null when the text is none.</summary>
    public static string? Normalized(string text)
    {
        if (text.Length < 2 || text[1] != ':')
        {
            return null;
        }

        if (text[0] == 'f')
        {
            return text;
        }

        if (s_normalized.TryGetValue(text, out var known))
        {
            return known;
        }

        var normalized = Normalize(text);
        if (normalized is not null && s_normalized.Count < MostNormalized)
        {
            s_normalized.TryAdd(text, normalized);
        }

        return normalized;
    }

    private static string? Normalize(string text)
    {
        try
        {
            return text[0] switch
            {
                'k' => JsonNode.Parse(text[2..]) is JsonObject { Count: > 0 } keys ? Keyed(keys) : null,
                'v' => Value(JsonNode.Parse(text[2..])),
                'i' => int.TryParse(text.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? Index(index) : null,
                _ => null,
            };
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return null; // not JSON, or a key written twice
        }
    }

    /// <summary>The element as messages show it: <c>.name</c>, <c>[name="c"]</c>.</summary>
    public static string Show(string element) => element[0] switch
    {
        'f' => "." + element[2..],
        'k' => $"[{string.Join(',', JsonNode.Parse(element[2..])!.AsObject().Select(k => $"{k.Key}={JsonLine.Of(k.Value)}"))}]",
        'v' => $"[={element[2..]}]",
        _ => $"[{element[2..]}]",
    };

    /// <summary>Fields first, then keys, values and places.</summary>
    public static int Compare(string left, string right) =>
        left[0] == right[0] ? string.CompareOrdinal(left, right) : Kinds.IndexOf(left[0], StringComparison.Ordinal) - Kinds.IndexOf(right[0], StringComparison.Ordinal);

    private static string? Keyed(IEnumerable<KeyValuePair<string, JsonNode?>> keys)
    {
        var text = new StringBuilder("k:{");
        foreach (var (name, value) in keys.OrderBy(k => k.Key, StringComparer.Ordinal))
        {
            if (value is not JsonValue)
            {
                return null;
            }

            text.Append(text.Length > 3 ? "," : "").Append('"').Append(name).Append("\":").Append(JsonLine.Of(value));
        }

        return text.Append('}').ToString();
    }
}
