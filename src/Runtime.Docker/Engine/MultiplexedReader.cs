using System.Buffers.Binary;

namespace LocalPods.Runtime.Docker.Engine;

/// <summary>
/// Takes apart a stream in which both outputs of a process are mixed: each piece has 8 bytes in front, the first tells
/// the stream, the last four the length (big-endian). A terminal's stream has no such frames and passes as it is.
/// </summary>
/// <remarks>Many small pieces cost about as much as a few large ones: as much is asked for at once as there is room for.</remarks>
/// <param name="read">Reads some bytes; 0 at the end.</param>
/// <param name="raw">The stream is a terminal's.</param>
/// <param name="bufferBytes">Room for what was read and not yet handed out; at least a header's.</param>
internal sealed class MultiplexedReader(Func<Memory<byte>, CancellationToken, ValueTask<int>> read, bool raw, int bufferBytes)
{
    /// <summary>For streams that may be long.</summary>
    public const int LargeBuffer = 64 * 1024;

    /// <summary>For the few words that most commands print.</summary>
    public const int SmallBuffer = 4 * 1024;

    private const int HeaderBytes = 8;
    private const int LongestWords = 4096;

    private readonly byte[] _buffer = raw ? [] : new byte[bufferBytes];
    private int _start;
    private int _end;
    private StandardStream _source;
    private int _left;

    private int Available => _end - _start;

    /// <summary>Reads what there is of one stream: a part of a piece, or several that came one after another.</summary>
    /// <returns>0 bytes at the end.</returns>
    public async ValueTask<(StandardStream Source, int Count)> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (raw)
        {
            return (StandardStream.Stdout, await read(buffer, cancellationToken));
        }

        while (_left == 0)
        {
            if (!await ReadHeaderAsync(cancellationToken))
            {
                return (StandardStream.Stdout, 0);
            }
        }

        var count = await TakeAsync(buffer, cancellationToken);
        while (_left == 0 && count < buffer.Length && ContinuesWith(_source))
        {
            _left = Length();
            count += Take(buffer[count..]);
        }

        return (_source, count);
    }

    /// <summary>Reads one whole piece; null at the end. Not for a terminal's stream.</summary>
    public async ValueTask<(StandardStream Source, byte[] Content)?> ReadPieceAsync(CancellationToken cancellationToken)
    {
        if (!await ReadHeaderAsync(cancellationToken))
        {
            return null;
        }

        var content = new byte[_left];
        for (var have = 0; have < content.Length;)
        {
            have += await TakeAsync(content.AsMemory(have), cancellationToken);
        }

        return (_source, content);
    }

    // Some of the rest of the piece.
    private async ValueTask<int> TakeAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (Available == 0 && !await FillAsync(cancellationToken))
        {
            throw new IOException("the engine's stream ended inside a piece of output");
        }

        return Take(buffer);
    }

    private int Take(Memory<byte> buffer)
    {
        var count = Math.Min(Math.Min(buffer.Length, _left), Available);
        _buffer.AsMemory(_start, count).CopyTo(buffer);
        _start += count;
        _left -= count;
        return count;
    }

    /// <summary>Whether the next piece is here, at least its header, and is of this stream.</summary>
    private bool ContinuesWith(StandardStream source) =>
        Available > HeaderBytes && _buffer[_start] == (source == StandardStream.Stderr ? 2 : 1) && BinaryPrimitives.ReadInt32BigEndian(_buffer.AsSpan(_start + 4)) > 0;

    // Takes the header.
    private int Length()
    {
        var length = BinaryPrimitives.ReadInt32BigEndian(_buffer.AsSpan(_start + 4));
        _start += HeaderBytes;
        return length;
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, Available).CopyTo(_buffer);
            (_start, _end) = (0, Available);
        }

        var count = await read(_buffer.AsMemory(_end), cancellationToken);
        _end += count;
        return count > 0;
    }

    private async ValueTask<bool> ReadHeaderAsync(CancellationToken cancellationToken)
    {
        while (Available < HeaderBytes)
        {
            if (!await FillAsync(cancellationToken))
            {
                return Available == 0 ? false : throw new IOException("the engine's stream ended inside a header");
            }
        }

        var kind = _buffer[_start];
        _left = Length();
        if (_left < 0)
        {
            throw new IOException("the engine's stream has a piece of impossible length");
        }

        _source = kind switch
        {
            0 or 1 => StandardStream.Stdout,
            2 => StandardStream.Stderr,
            3 => throw new IOException(await ReadWordsAsync(cancellationToken)),
            var other => throw new IOException($"the engine's stream has a piece of unknown kind {other}"),
        };
        return true;
    }

    /// <summary>A piece that is the engine's own complaint.</summary>
    private async ValueTask<string> ReadWordsAsync(CancellationToken cancellationToken)
    {
        var words = new byte[Math.Min(_left, LongestWords)];
        var have = 0;
        while (have < words.Length && (Available > 0 || await FillAsync(cancellationToken)))
        {
            have += Take(words.AsMemory(have));
        }

        return System.Text.Encoding.UTF8.GetString(words, 0, have).Trim();
    }
}
