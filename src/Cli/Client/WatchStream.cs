using System.Text.Json;

namespace LocalPods.Cli.Client;

/// <summary>Reads a watch: one JSON document a line until the server ends it.</summary>
internal static class WatchStream
{
    /// <exception cref="ApiFailure">The watch failed on the server's side; code 410 asks for a new list.</exception>
    public static IEnumerable<WatchEvent> Read(Stream body)
    {
        var buffer = new byte[16 * 1024];
        var (start, end, searched) = (0, 0, 0);
        while (true)
        {
            var newline = buffer.AsSpan(searched, end - searched).IndexOf((byte)'\n');
            if (newline >= 0)
            {
                var line = buffer.AsMemory(start, searched + newline - start);
                start = searched = searched + newline + 1;
                if (!line.Span.Trim((byte)'\r').IsEmpty)
                {
                    yield return Parse(line);
                }

                continue;
            }

            searched = end;
            if (end == buffer.Length)
            {
                buffer.AsSpan(start, end - start).CopyTo(buffer);
                (end, searched, start) = (end - start, searched - start, 0);
                if (end > buffer.Length / 2)
                {
                    Array.Resize(ref buffer, buffer.Length * 2);
                }
            }

            var count = body.Read(buffer, end, buffer.Length - end);
            if (count == 0)
            {
                yield break;
            }

            end += count;
        }
    }

    private static WatchEvent Parse(ReadOnlyMemory<byte> line)
    {
        using var document = JsonDocument.Parse(line);
        var type = document.RootElement.Text("type");
        var changed = document.RootElement.Field("object");
        return type == "ERROR" ? throw ApiFailure.Read(500, changed) : new WatchEvent(type, changed.Clone());
    }
}
