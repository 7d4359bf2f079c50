using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace LocalPods.Orchestrator.Server.Streams.Spdy;

/// <summary>
/// Header blocks of one direction of a connection (spec: api 19): one zlib stream with a preset dictionary, flushed after each block.
/// The dictionary is fed as a stored block at the start, since deflate streams here take none.
/// </summary>
internal sealed class SpdyHeaders : IDisposable
{
    private const int LargestBlock = 64 * 1024;
    private const int MostHeaders = 64;

    /// <summary>Dictionary of SPDY/3, a constant of the protocol.</summary>
    private const string Dictionary =
        "AAAAB29wdGlvbnMAAAAEaGVhZAAAAARwb3N0AAAAA3B1dAAAAAZkZWxldGUAAAAFdHJhY2UAAAAGYWNjZXB0AAAADmFjY2Vw" +
        "dC1jaGFyc2V0AAAAD2FjY2VwdC1lbmNvZGluZwAAAA9hY2NlcHQtbGFuZ3VhZ2UAAAANYWNjZXB0LXJhbmdlcwAAAANhZ2UA" +
        "AAAFYWxsb3cAAAANYXV0aG9yaXphdGlvbgAAAA1jYWNoZS1jb250cm9sAAAACmNvbm5lY3Rpb24AAAAMY29udGVudC1iYXNl" +
        "AAAAEGNvbnRlbnQtZW5jb2RpbmcAAAAQY29udGVudC1sYW5ndWFnZQAAAA5jb250ZW50LWxlbmd0aAAAABBjb250ZW50LWxv" +
        "Y2F0aW9uAAAAC2NvbnRlbnQtbWQ1AAAADWNvbnRlbnQtcmFuZ2UAAAAMY29udGVudC10eXBlAAAABGRhdGUAAAAEZXRhZwAA" +
        "AAZleHBlY3QAAAAHZXhwaXJlcwAAAARmcm9tAAAABGhvc3QAAAAIaWYtbWF0Y2gAAAARaWYtbW9kaWZpZWQtc2luY2UAAAAN" +
        "aWYtbm9uZS1tYXRjaAAAAAhpZi1yYW5nZQAAABNpZi11bm1vZGlmaWVkLXNpbmNlAAAADWxhc3QtbW9kaWZpZWQAAAAIbG9j" +
        "YXRpb24AAAAMbWF4LWZvcndhcmRzAAAABnByYWdtYQAAABJwcm94eS1hdXRoZW50aWNhdGUAAAATcHJveHktYXV0aG9yaXph" +
        "dGlvbgAAAAVyYW5nZQAAAAdyZWZlcmVyAAAAC3JldHJ5LWFmdGVyAAAABnNlcnZlcgAAAAJ0ZQAAAAd0cmFpbGVyAAAAEXRy" +
        "YW5zZmVyLWVuY29kaW5nAAAAB3VwZ3JhZGUAAAAKdXNlci1hZ2VudAAAAAR2YXJ5AAAAA3ZpYQAAAAd3YXJuaW5nAAAAEHd3" +
        "dy1hdXRoZW50aWNhdGUAAAAGbWV0aG9kAAAAA2dldAAAAAZzdGF0dXMAAAAGMjAwIE9LAAAAB3ZlcnNpb24AAAAISFRUUC8x" +
        "LjEAAAADdXJsAAAABnB1YmxpYwAAAApzZXQtY29va2llAAAACmtlZXAtYWxpdmUAAAAGb3JpZ2luMTAwMTAxMjAxMjAyMjA1" +
        "MjA2MzAwMzAyMzAzMzA0MzA1MzA2MzA3NDAyNDA1NDA2NDA3NDA4NDA5NDEwNDExNDEyNDEzNDE0NDE1NDE2NDE3NTAyNTA0" +
        "NTA1MjAzIE5vbi1BdXRob3JpdGF0aXZlIEluZm9ybWF0aW9uMjA0IE5vIENvbnRlbnQzMDEgTW92ZWQgUGVybWFuZW50bHk0" +
        "MDAgQmFkIFJlcXVlc3Q0MDEgVW5hdXRob3JpemVkNDAzIEZvcmJpZGRlbjQwNCBOb3QgRm91bmQ1MDAgSW50ZXJuYWwgU2Vy" +
        "dmVyIEVycm9yNTAxIE5vdCBJbXBsZW1lbnRlZDUwMyBTZXJ2aWNlIFVuYXZhaWxhYmxlSmFuIEZlYiBNYXIgQXByIE1heSBK" +
        "dW4gSnVsIEF1ZyBTZXB0IE9jdCBOb3YgRGVjIDAwOjAwOjAwIE1vbiwgVHVlLCBXZWQsIFRodSwgRnJpLCBTYXQsIFN1biwg" +
        "R01UY2h1bmtlZCx0ZXh0L2h0bWwsaW1hZ2UvcG5nLGltYWdlL2pwZyxpbWFnZS9naWYsYXBwbGljYXRpb24veG1sLGFwcGxp" +
        "Y2F0aW9uL3hodG1sK3htbCx0ZXh0L3BsYWluLHRleHQvamF2YXNjcmlwdCxwdWJsaWNwcml2YXRlbWF4LWFnZT1nemlwLGRl" +
        "ZmxhdGUsc2RjaGNoYXJzZXQ9dXRmLThjaGFyc2V0PWlzby04ODU5LTEsdXRmLSwqLGVucT0wLg==";

    private const int ZlibHeader = 6; // two bytes, and four that name the dictionary

    private readonly MemoryStream _deflated = new();
    private readonly DeflateStream _inflater;
    private readonly byte[] _block = new byte[LargestBlock];
    private bool _begun;

    public SpdyHeaders() => _inflater = new DeflateStream(_deflated, CompressionMode.Decompress);

    /// <summary>Reads the next block.</summary>
    /// <exception cref="SpdyException">It is none.</exception>
    public Dictionary<string, string> Read(ReadOnlySpan<byte> block)
    {
        try
        {
            if (!_begun)
            {
                Begin(ref block);
            }

            Feed(block);
            return Parse(_block.AsSpan(0, Inflate(_block)));
        }
        catch (InvalidDataException)
        {
            throw new SpdyException("a header block cannot be decompressed");
        }
    }

    public void Dispose() => _inflater.Dispose();

    private void Begin(ref ReadOnlySpan<byte> block)
    {
        if (block.Length < ZlibHeader)
        {
            throw new SpdyException("the first header block is too short");
        }

        block = block[ZlibHeader..];
        var dictionary = Convert.FromBase64String(Dictionary);
        var stored = new byte[dictionary.Length + 5];
        BinaryPrimitives.WriteUInt16LittleEndian(stored.AsSpan(1), (ushort)dictionary.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(stored.AsSpan(3), (ushort)~dictionary.Length);
        dictionary.CopyTo(stored, 5);
        Feed(stored);
        Inflate(new byte[dictionary.Length]);
        _begun = true;
    }

    private int Inflate(Span<byte> into)
    {
        var count = 0;
        while (count < into.Length && _inflater.Read(into[count..]) is > 0 and var read)
        {
            count += read;
        }

        return count;
    }

    private static Dictionary<string, string> Parse(ReadOnlySpan<byte> block)
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        var pairs = Number(ref block);
        if (pairs > MostHeaders)
        {
            throw new SpdyException("too many headers");
        }

        for (var i = 0; i < pairs; i++)
        {
            var name = Text(ref block);
            headers[name] = Text(ref block);
        }

        return headers;
    }

    private static uint Number(ref ReadOnlySpan<byte> block)
    {
        if (block.Length < 4)
        {
            throw new SpdyException("a header block is cut off");
        }

        var number = BinaryPrimitives.ReadUInt32BigEndian(block);
        block = block[4..];
        return number;
    }

    private static string Text(ref ReadOnlySpan<byte> block)
    {
        var length = Number(ref block);
        if (length > (uint)block.Length)
        {
            throw new SpdyException("a header block is cut off");
        }

        var text = Encoding.UTF8.GetString(block[..(int)length]);
        block = block[(int)length..];
        return text;
    }

    // Bytes for the inflater, which takes the end of them for no end of the stream.
    private void Feed(ReadOnlySpan<byte> bytes)
    {
        if (_deflated.Position == _deflated.Length)
        {
            _deflated.SetLength(0);
        }

        var read = _deflated.Position;
        _deflated.Position = _deflated.Length;
        _deflated.Write(bytes);
        _deflated.Position = read;
    }
}
