using System.Buffers.Binary;

namespace LocalPods.Runtime.Docker.Engine;

/// <summary>
/// Takes apart a stream in which both outputs of a process are mixed: each piece has 8 bytes in front, the first tells
/// the stream, the last four the length (big-endian). A terminal's stream has no such frames and passes as it is.
/// </summary>
/// <param name="read">Reads some bytes; 0 at the end.</param>
/// <param name="raw">The stream is a terminal's.</param>
internal sealed class MultiplexedReader(Func<Memory<byte>, CancellationToken, ValueTask<int>> read, bool raw)
{
    private readonly byte[] _header = new byte[8];
    private StandardStream _source;
    private int _left;

    /// <summary>Reads a piece, or a part of one.</summary>
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

        var count = await read(buffer[..Math.Min(buffer.Length, _left)], cancellationToken);
        if (count == 0)
        {
            throw new IOException("the engine's stream ended inside a piece of output");
        }

        _left -= count;
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
            have += (await ReadAsync(content.AsMemory(have), cancellationToken)).Count;
        }

        return (_source, content);
    }

    private async ValueTask<bool> ReadHeaderAsync(CancellationToken cancellationToken)
    {
        for (var have = 0; have < _header.Length;)
        {
            var count = await read(_header.AsMemory(have), cancellationToken);
            if (count == 0)
            {
                return have == 0 ? false : throw new IOException("the engine's stream ended inside a header");
            }

            have += count;
        }

        _left = BinaryPrimitives.ReadInt32BigEndian(_header.AsSpan(4));
        if (_left < 0)
        {
            throw new IOException("the engine's stream has a piece of impossible length");
        }

        _source = _header[0] switch
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
        var words = new byte[Math.Min(_left, 4096)];
        var have = 0;
        while (have < words.Length && await read(words.AsMemory(have), cancellationToken) is > 0 and var count)
        {
            have += count;
        }

        return System.Text.Encoding.UTF8.GetString(words, 0, have).Trim();
    }
}
