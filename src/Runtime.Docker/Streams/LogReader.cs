using LocalPods.Runtime.Docker.Engine;

namespace LocalPods.Runtime.Docker.Streams;

/// <summary>
/// Takes apart a log that was asked for with times: each piece is a time, a blank and a line, or a part of a line too long for
/// the engine. A terminal's log comes without frames, so there the line feeds tell the pieces apart.
/// </summary>
internal sealed class LogReader(Stream body, bool tty)
{
    /// <summary>The engine cuts lines into pieces of this many bytes.</summary>
    private const int LongestPiece = 16 * 1024;

    private readonly MultiplexedReader _frames = new(body.ReadAsync, raw: false, MultiplexedReader.LargeBuffer);
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;

    /// <summary>Null at the end.</summary>
    public async ValueTask<LogEntry?> ReadAsync(CancellationToken cancellationToken)
    {
        if (tty)
        {
            return await ReadLineAsync(cancellationToken);
        }

        return await _frames.ReadPieceAsync(cancellationToken) is var (source, content) ? Entry(source, content) : null;
    }

    private async ValueTask<LogEntry?> ReadLineAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var have = _buffer.AsMemory(_start, _end - _start);
            var feed = have.Span.IndexOf((byte)'\n');
            var blank = have.Span.IndexOf((byte)' ');
            var longest = blank + 1 + LongestPiece;
            var length = feed >= 0 && (blank < 0 || feed < longest) ? feed + 1 : blank >= 0 && have.Length > longest ? longest : 0;
            if (length > 0)
            {
                _start += length;
                return Entry(StandardStream.Stdout, have[..length].ToArray());
            }

            if (_start > 0)
            {
                have.CopyTo(_buffer);
                (_start, _end) = (0, have.Length);
            }

            var count = await body.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
            if (count == 0)
            {
                var rest = _buffer.AsSpan(_start, _end - _start).ToArray();
                _start = _end;
                return rest.Length == 0 ? null : Entry(StandardStream.Stdout, rest);
            }

            _end += count;
        }
    }

    private static LogEntry Entry(StandardStream source, ReadOnlyMemory<byte> piece)
    {
        var blank = piece.Span.IndexOf((byte)' ');
        return blank > 0 && LogTime.TryParse(piece.Span[..blank], out var time)
            ? new LogEntry(source, time, piece[(blank + 1)..])
            : new LogEntry(source, default, piece);
    }
}
