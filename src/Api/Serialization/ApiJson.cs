using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using LocalPods.Api.Meta;

namespace LocalPods.Api.Serialization;

/// <summary>Reads and writes the object model as the JSON of the Kubernetes API.</summary>
/// <remarks>
/// Reading is lenient: unknown fields are skipped, and null means absent for lists too, but no list
/// may hold null. Writing leaves out what Kubernetes
/// leaves out: null, empty lists and maps, and zero values of the fields listed in <see cref="OmittedZeros"/>.
/// </remarks>
public static partial class ApiJson
{
    /// <summary>Options that know every kind of the object model.</summary>
    public static JsonSerializerOptions Options { get; } = MakeOptions();

    /// <summary>How one type of the object model is read and written.</summary>
    /// <exception cref="NotSupportedException">The type is not part of the object model.</exception>
    public static JsonTypeInfo<T> TypeInfo<T>() => (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T));

    /// <summary>The object as a JSON tree, which the caller may change.</summary>
    public static JsonObject ToJson<T>(T value) =>
        JsonSerializer.SerializeToNode(value, TypeInfo<T>()) as JsonObject
        ?? throw new JsonException($"{typeof(T).Name} is not written as a JSON object");

    /// <summary>The object as JSON text in UTF-8.</summary>
    public static byte[] ToBytes<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, TypeInfo<T>());

    /// <summary>Reads an object from a JSON tree.</summary>
    /// <exception cref="JsonException">A value has the wrong type, or a list holds null.</exception>
    public static T FromJson<T>(JsonNode json)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(text))
        {
            json.WriteTo(writer);
        }

        return FromJson<T>(text.WrittenSpan);
    }

    /// <summary>Reads an object from a parsed document.</summary>
    /// <exception cref="JsonException">A value has the wrong type, or a list holds null.</exception>
    public static T FromJson<T>(JsonElement json) => FromJson<T>(JsonMarshal.GetRawUtf8Value(json));

    /// <summary>Reads an object from JSON text in UTF-8.</summary>
    /// <exception cref="JsonException">The text is not JSON, a value has the wrong type, or a list holds null.</exception>
    public static T FromJson<T>(ReadOnlySpan<byte> json)
    {
        var hasNull = json.IndexOf("null"u8) >= 0;
        if (hasNull && typeof(T) != typeof(Table) && typeof(T) != typeof(WatchEvent) && MayHoldNullItem(json))
        {
            RefuseNullItems(json);
        }

        try
        {
            return NotNull(JsonSerializer.Deserialize(json, TypeInfo<T>()));
        }
        catch (JsonException) when (hasNull)
        {
            // A list cannot be read from null, so the nulls are taken out; that is rare enough to be tried only now.
            var tree = JsonNode.Parse(json) ?? throw new JsonException("the document is null");
            return NotNull(WithoutNulls(tree).Deserialize(TypeInfo<T>()));
        }
    }

    // Before the value of a field there is a colon, before an item of a list there is none.
    private static bool MayHoldNullItem(ReadOnlySpan<byte> json)
    {
        for (var at = json.IndexOf("null"u8); at >= 0;)
        {
            var before = at - 1;
            while (before >= 0 && json[before] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            {
                before--;
            }

            if (before < 0 || json[before] != (byte)':')
            {
                return true;
            }

            json = json[(at + 1)..];
            at = json.IndexOf("null"u8);
        }

        return false;
    }

    /// <summary>No list of the model has room for null but the cells of a table, so nobody need look for it later.</summary>
    private static void RefuseNullItems(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        var inList = new Stack<bool>();
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    inList.Push(reader.TokenType == JsonTokenType.StartArray);
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    inList.Pop();
                    break;
                case JsonTokenType.Null when inList.TryPeek(out var list) && list:
                    throw new JsonException($"a list holds null at byte {reader.TokenStartIndex}");
            }
        }
    }

    private static T NotNull<T>(T? value) => value ?? throw new JsonException("the document is null");

    private static JsonNode WithoutNulls(JsonNode json)
    {
        if (json is JsonObject o)
        {
            foreach (var (name, value) in o.ToList())
            {
                if (value is null)
                {
                    o.Remove(name);
                }
                else
                {
                    WithoutNulls(value);
                }
            }
        }
        else if (json is JsonArray a)
        {
            foreach (var item in a)
            {
                _ = item is null ? null : WithoutNulls(item);
            }
        }

        return json;
    }

    private static JsonSerializerOptions MakeOptions()
    {
        var options = new JsonSerializerOptions(ApiJsonContext.Default.Options)
        {
            TypeInfoResolver = ApiJsonContext.Default.WithAddedModifier(LeaveOutWhatIsEmpty),
        };
        options.MakeReadOnly();
        return options;
    }
}
