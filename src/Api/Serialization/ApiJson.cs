using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace LocalPods.Api.Serialization;

/// <summary>Reads and writes the object model as the JSON of the Kubernetes API.</summary>
/// <remarks>
/// Reading is lenient: unknown fields are skipped, and null means absent for lists too. Writing leaves out what Kubernetes
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
    /// <exception cref="JsonException">A value has the wrong type.</exception>
    public static T FromJson<T>(JsonNode json)
    {
        try
        {
            return NotNull(json.Deserialize(TypeInfo<T>()));
        }
        catch (JsonException) when (HasNull(json))
        {
            return NotNull(WithoutNulls(json.DeepClone()).Deserialize(TypeInfo<T>()));
        }
    }

    /// <summary>Reads an object from a parsed document.</summary>
    /// <exception cref="JsonException">A value has the wrong type.</exception>
    public static T FromJson<T>(JsonElement json)
    {
        try
        {
            return NotNull(json.Deserialize(TypeInfo<T>()));
        }
        catch (JsonException) when (json.ValueKind == JsonValueKind.Object)
        {
            return FromJson<T>(JsonObject.Create(json)!);
        }
    }

    /// <summary>Reads an object from JSON text in UTF-8.</summary>
    /// <exception cref="JsonException">The text is not JSON, or a value has the wrong type.</exception>
    public static T FromJson<T>(ReadOnlySpan<byte> json)
    {
        try
        {
            return NotNull(JsonSerializer.Deserialize(json, TypeInfo<T>()));
        }
        catch (JsonException)
        {
            return FromJson<T>(JsonNode.Parse(json) ?? throw new JsonException("the document is null"));
        }
    }

    private static T NotNull<T>(T? value) => value ?? throw new JsonException("the document is null");

    private static bool HasNull(JsonNode json) => json switch
    {
        JsonObject o => o.Any(p => p.Value is null || HasNull(p.Value)),
        JsonArray a => a.Any(i => i is not null && HasNull(i)),
        _ => false,
    };

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
