using System.Text.Json;

namespace LocalPods.Api.History;

/// <summary>Histories as JSON: on the wire, and a line for each entry in files.</summary>
public static class HistoryJson
{
    /// <summary>One line without its end.</summary>
    public static byte[] ToBytes(HistoryEntry entry) => JsonSerializer.SerializeToUtf8Bytes(entry, HistoryJsonContext.Default.HistoryEntry);

    public static byte[] ToBytes(PodHistory history) => JsonSerializer.SerializeToUtf8Bytes(history, HistoryJsonContext.Default.PodHistory);

    /// <summary>Null when the line is not an entry: torn, or of a later version.</summary>
    public static HistoryEntry? ReadEntry(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, HistoryJsonContext.Default.HistoryEntry);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <exception cref="JsonException">It is not the history of a pod.</exception>
    public static PodHistory ReadHistory(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, HistoryJsonContext.Default.PodHistory) ?? throw new JsonException("null is not a history");
}
