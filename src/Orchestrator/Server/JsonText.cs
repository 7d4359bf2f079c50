using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using LocalPods.Api.Serialization;

namespace LocalPods.Orchestrator.Server;

/// <summary>Writes JSON the way the store does: compact, with text left as it is.</summary>
internal static class JsonText
{
    public static JsonWriterOptions Options { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>An object of the object model as text.</summary>
    /// <typeparam name="T">Of the object model.</typeparam>
    public static byte[] Of<T>(T value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            JsonSerializer.Serialize(writer, value, ApiJson.TypeInfo<T>());
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>A JSON tree as text.</summary>
    public static byte[] OfTree(JsonNode node)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            node.WriteTo(writer);
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>A text in quotes.</summary>
    public static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";

    /// <summary>One object as bytes.</summary>
    /// <param name="content">Writes its members.</param>
    public static byte[] Object(Action<Utf8JsonWriter> content)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, Options))
        {
            writer.WriteStartObject();
            content(writer);
            writer.WriteEndObject();
        }

        return bytes.ToArray();
    }
}
