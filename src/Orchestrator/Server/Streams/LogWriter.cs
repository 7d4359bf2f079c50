using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Server.Streams;

/// <summary>Writes log entries as clients read them: times at line starts only, and no more bytes than asked for.</summary>
internal sealed class LogWriter(PipeWriter output, bool timestamps, long? limitBytes)
{
    private long _left = limitBytes ?? long.MaxValue;
    private bool _stdoutAtLineStart = true;
    private bool _stderrAtLineStart = true;

    /// <summary>Adds an entry.</summary>
    /// <returns>False when the limit is reached.</returns>
    public bool Write(in LogEntry entry)
    {
        ref var atLineStart = ref entry.Source == StandardStream.Stdout ? ref _stdoutAtLineStart : ref _stderrAtLineStart;
        if (timestamps && atLineStart)
        {
            Add(Encoding.ASCII.GetBytes(Time(entry.Timestamp)));
        }

        Add(entry.Content.Span);
        atLineStart = entry.Content.Span is [.., (byte)'\n'];
        return _left > 0;
    }

    private void Add(ReadOnlySpan<byte> bytes)
    {
        var count = (int)Math.Min(bytes.Length, _left);
        output.Write(bytes[..count]);
        _left -= count;
    }

    // Nine digits; a tick is 100 ns.
    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'00Z '", CultureInfo.InvariantCulture);
}
