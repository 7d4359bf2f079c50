using System.Text;
using System.Text.Json;

namespace LocalPods.Cli.Client;

/// <summary>
/// The one line a daemon that was started by a command writes to its stdout: that it serves, or why it does not. After it
/// the daemon leaves stdout alone.
/// </summary>
/// <param name="Pid">The daemon's process.</param>
/// <param name="Error">Why it does not serve; null when it does.</param>
/// <param name="AlreadyRunning">It does not serve because another daemon does.</param>
public sealed record ReadyLine(int Pid, string? Error = null, bool AlreadyRunning = false)
{
    /// <summary>The line with its end.</summary>
    public byte[] ToBytes()
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteNumber("pid", Pid);
            if (Error is not null)
            {
                writer.WriteString("error", Error);
            }

            writer.WriteBoolean("alreadyRunning", AlreadyRunning);
            writer.WriteEndObject();
        }

        buffer.WriteByte((byte)'\n');
        return buffer.ToArray();
    }

    /// <summary>Null when the line is not one of these: the process died, or is no daemon.</summary>
    public static ReadyLine? Parse(string? line)
    {
        try
        {
            using var document = JsonDocument.Parse(Encoding.UTF8.GetBytes(line ?? ""));
            var root = document.RootElement;
            return root.Field("pid").Number() is { } pid
                ? new ReadyLine((int)pid, root.Field("error").Exists() ? root.Text("error") : null, root.Field("alreadyRunning").IsTrue())
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
