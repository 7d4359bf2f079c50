using System.Globalization;

namespace LocalPods.Cli.Client;

/// <summary>The body of a response, whichever way its length is told.</summary>
internal sealed class HttpBody : UnseekableStream
{
    private const long UntilClose = -1;

    private readonly HttpReader _reader;
    private readonly bool _chunked;
    private long _left;
    private bool _ended;
    private bool _betweenChunks;

    /// <param name="reader">The connection, just after the header.</param>
    /// <param name="length">Bytes to come; null when the header does not say.</param>
    /// <param name="chunked">Whether the body comes in chunks.</param>
    public HttpBody(HttpReader reader, long? length, bool chunked)
    {
        _reader = reader;
        _chunked = chunked;
        _left = chunked ? 0 : length ?? UntilClose;
        _ended = length == 0 && !chunked;
    }

    /// <summary>Whether everything was read, so that the connection can carry the next request.</summary>
    public bool Ended => _ended;

    public override bool CanRead => true;

    public override bool CanWrite => false;

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (_ended || buffer.IsEmpty)
        {
            return 0;
        }

        if (_chunked && _left == 0 && !NextChunk())
        {
            return 0;
        }

        var wanted = _left == UntilClose ? buffer : buffer[..(int)Math.Min(buffer.Length, _left)];
        var count = _reader.Read(wanted);
        if (count == 0)
        {
            _ended = _left == UntilClose;
            return _ended ? 0 : throw new EndOfStreamException("the daemon closed the connection in the middle of an answer");
        }

        if (_left != UntilClose)
        {
            _left -= count;
            _ended = _left == 0 && !_chunked;
        }

        return count;
    }

    /// <summary>Reads all that is left.</summary>
    public byte[] ReadToEnd()
    {
        if (_left > 0 && !_chunked)
        {
            var known = new byte[_left];
            ReadExactly(known);
            return known;
        }

        using var all = new MemoryStream();
        Span<byte> piece = stackalloc byte[4096];
        while (Read(piece) is > 0 and var count)
        {
            all.Write(piece[..count]);
        }

        return all.ToArray();
    }

    public override void Flush()
    {
    }

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private bool NextChunk()
    {
        if (_betweenChunks)
        {
            _reader.ReadLine();
        }

        _betweenChunks = true;
        var line = _reader.ReadLine();
        var semicolon = line.IndexOf(';', StringComparison.Ordinal);
        var size = semicolon < 0 ? line.AsSpan() : line.AsSpan(0, semicolon);
        _left = long.Parse(size.Trim(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        if (_left > 0)
        {
            return true;
        }

        while (_reader.ReadLine().Length > 0)
        {
            // Trailers say nothing that a client here wants to know.
        }

        _ended = true;
        return false;
    }
}
