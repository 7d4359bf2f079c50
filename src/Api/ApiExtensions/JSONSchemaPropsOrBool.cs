using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace LocalPods.Api.ApiExtensions;

/// <summary>A schema, or whether there may be anything at all.</summary>
/// <param name="Allows">False only when there may be nothing.</param>
/// <param name="Schema">What there may be; null for anything.</param>
[JsonConverter(typeof(JSONSchemaPropsOrBoolConverter))]
public sealed record JSONSchemaPropsOrBool(bool Allows, JSONSchemaProps? Schema);

/// <summary>Reads and writes it as an object or as true or false.</summary>
internal sealed class JSONSchemaPropsOrBoolConverter : JsonConverter<JSONSchemaPropsOrBool>
{
    public override JSONSchemaPropsOrBool Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.True => new(true, null),
        JsonTokenType.False => new(false, null),
        JsonTokenType.StartObject => new(true, JsonSerializer.Deserialize(ref reader, SchemaOf(options))),
        _ => throw new JsonException("a schema, true or false is expected"),
    };

    public override void Write(Utf8JsonWriter writer, JSONSchemaPropsOrBool value, JsonSerializerOptions options)
    {
        if (value.Schema is { } schema)
        {
            JsonSerializer.Serialize(writer, schema, SchemaOf(options));
        }
        else
        {
            writer.WriteBooleanValue(value.Allows);
        }
    }

    private static JsonTypeInfo<JSONSchemaProps> SchemaOf(JsonSerializerOptions options) => (JsonTypeInfo<JSONSchemaProps>)options.GetTypeInfo(typeof(JSONSchemaProps));
}
