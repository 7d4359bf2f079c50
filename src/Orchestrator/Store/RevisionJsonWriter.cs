using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LocalPods.Orchestrator.Store;

/// <summary>Turns objects into the bytes that are kept, with their revision in them. One user at a time.</summary>
internal sealed class RevisionJsonWriter
{
    private const int LargestKeptBuffer = 1 << 20;

    // Kept as it is read by people and programs that look into the file: text stays text.
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private ArrayBufferWriter<byte> _buffer = new();

    /// <summary>UTF-8 of the content with <c>metadata.resourceVersion</c> set. The content is changed.</summary>
    public byte[] Write(JsonObject content, long revision)
    {
        if (content["metadata"] is not JsonObject metadata)
        {
            content["metadata"] = metadata = [];
        }

        metadata["resourceVersion"] = revision.ToString(CultureInfo.InvariantCulture);
        _buffer.ResetWrittenCount();
        using (var writer = new Utf8JsonWriter(_buffer, s_options))
        {
            content.WriteTo(writer);
        }

        var json = _buffer.WrittenSpan.ToArray();
        if (_buffer.Capacity > LargestKeptBuffer)
        {
            _buffer = new();
        }

        return json;
    }
}
