using System.Text.Json;

namespace LocalPods.Cli.Client;

/// <summary>Walks served objects: what is absent reads as undefined, empty or zero, never as a failure.</summary>
internal static class JsonFields
{
    public static JsonElement Field(this JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var value) ? value : default;

    /// <summary>The field several levels down.</summary>
    public static JsonElement Field(this JsonElement of, string first, string second) => of.Field(first).Field(second);

    public static string Text(this JsonElement of, string name) => of.Field(name).Text();

    /// <summary>Strings as they are, other scalars as JSON writes them, everything else empty.</summary>
    public static string Text(this JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.Object or JsonValueKind.Array => "",
    };

    public static bool IsTrue(this JsonElement value) => value.ValueKind == JsonValueKind.True;

    /// <summary>Whether the field is there and is not null.</summary>
    public static bool Exists(this JsonElement value) => value.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null);

    /// <summary>The whole number, or null when it is none.</summary>
    public static long? Number(this JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : null;

    /// <summary>The time, or null when it is none.</summary>
    public static DateTimeOffset? Time(this JsonElement value) =>
        value.ValueKind == JsonValueKind.String && value.TryGetDateTimeOffset(out var time) ? time : null;

    /// <summary>The array's items; none when it is no array.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in value.EnumerateArray())
            {
                yield return item;
            }
        }
    }

    /// <summary>The object's members in the order of their names; none when it is no object.</summary>
    public static IEnumerable<(string Name, JsonElement Value)> Sorted(this JsonElement value) =>
        value.ValueKind != JsonValueKind.Object
            ? []
            : value.EnumerateObject().Select(p => (p.Name, p.Value)).OrderBy(p => p.Name, StringComparer.Ordinal);
}
