using System.Text.Json;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Server.Streams;

/// <summary>Reads the sizes that clients send: <c>{"Width":80,"Height":24}</c>.</summary>
internal static class TerminalSizes
{
    /// <summary>Null for anything else.</summary>
    public static TerminalSize? Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            return root.ValueKind == JsonValueKind.Object
                && root.TryGetProperty("Width", out var width) && width.ValueKind == JsonValueKind.Number && width.TryGetInt32(out var columns) && columns is > 0 and <= ushort.MaxValue
                && root.TryGetProperty("Height", out var height) && height.ValueKind == JsonValueKind.Number && height.TryGetInt32(out var rows) && rows is > 0 and <= ushort.MaxValue
                ? new TerminalSize(columns, rows)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
