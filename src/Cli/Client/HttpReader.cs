using System.Text;

namespace LocalPods.Cli.Client;

/// <summary>Reads lines and bytes from a connection through one buffer.</summary>
internal sealed class HttpReader(Stream stream)
{
    /// <summary>Longest header line taken; anything longer is not our daemon.</summary>
    private const int LongestLine = 64 * 1024;

    private byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;

    /// <summary>A line without its end.</summary>
    /// <exception cref="EndOfStreamException">The connection ended first.</exception>
    public string ReadLine()
    {
        var searched = 0;
        while (true)
        {
            var at = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (at >= 0)
            {
                var line = _buffer.AsSpan(_start, searched + at);
                _start += searched + at + 1;
                return Encoding.Latin1.GetString(line is [.., (byte)'\r'] ? line[..^1] : line);
            }

            searched = _end - _start;
            if (searched > LongestLine || !Fill())
            {
                throw new EndOfStreamException("the daemon closed the connection");
            }
        }
    }

    /// <summary>Some bytes, at least one unless the connection has ended.</summary>
    public int Read(Span<byte> into)
    {
        if (_start == _end && into.Length >= _buffer.Length)
        {
            return stream.Read(into);
        }

        if (_start == _end && !Fill())
        {
            return 0;
        }

        var count = Math.Min(into.Length, _end - _start);
        _buffer.AsSpan(_start, count).CopyTo(into);
        _start += count;
        return count;
    }

    /// <summary>What was read from the connection and not yet asked for.</summary>
    public byte[] TakeRest()
    {
        var rest = _buffer.AsSpan(_start, _end - _start).ToArray();
        _start = _end;
        return rest;
    }

    private bool Fill()
    {
        if (_start == _end)
        {
            _start = _end = 0;
        }
        else if (_end == _buffer.Length)
        {
            if (_start == 0)
            {
                Array.Resize(ref _buffer, _buffer.Length * 2);
            }
            else
            {
                _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
                _end -= _start;
                _start = 0;
            }
        }

        var count = stream.Read(_buffer.AsSpan(_end));
        _end += count;
        return count > 0;
    }
}
