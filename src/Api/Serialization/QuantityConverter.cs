using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using LocalPods.Api.Quantities;

namespace LocalPods.Api.Serialization;

/// <summary>Quantities: read from a text or a plain number, written as their canonical text.</summary>
internal sealed class QuantityConverter : JsonConverter<Quantity>
{
    public override Quantity Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.TokenType switch
        {
            JsonTokenType.String => reader.GetString()!.Trim(),
            JsonTokenType.Number => Encoding.UTF8.GetString(reader.HasValueSequence ? System.Buffers.BuffersExtensions.ToArray(reader.ValueSequence) : reader.ValueSpan),
            _ => throw new JsonException($"a quantity must be a string or a number, not {reader.TokenType}"),
        };
        return Quantity.TryParse(text, out var quantity) ? quantity : throw new JsonException(Quantity.Malformed);
    }

    public override void Write(Utf8JsonWriter writer, Quantity value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
