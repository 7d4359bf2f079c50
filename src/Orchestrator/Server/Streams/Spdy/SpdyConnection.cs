using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Threading.Channels;

namespace LocalPods.Orchestrator.Server.Streams.Spdy;

/// <summary>
/// The server's side of a SPDY/3.1 connection, as far as Kubernetes' clients use it (spec: api 19): streams that the client opens, data both
/// ways, half closes, pings. There is no flow control in either direction.
/// </summary>
/// <param name="transport">What the frames go over.</param>
internal sealed class SpdyConnection(Stream transport) : IDisposable
{
    private const int HeaderBytes = 8;
    private const int LargestControlFrame = 64 * 1024;
    private const int LargestData = 32 * 1024;
    private const int MostStreams = 1024;
    private const byte Finished = 1;

    private readonly Channel<SpdyStream> _opened = Channel.CreateBounded<SpdyStream>(MostStreams);
    private readonly ConcurrentDictionary<uint, SpdyStream> _streams = new();
    private readonly SpdyHeaders _headers = new();
    private readonly BufferedStream _input = new(transport, LargestData);
    private readonly SemaphoreSlim _sending = new(1);
    private readonly byte[] _data = new byte[LargestData]; // of the frame that is being read
    private uint _last;
    private bool _repliedBefore;

    private enum FrameType : ushort
    {
        SynStream = 1,
        SynReply = 2,
        RstStream = 3,
        Settings = 4,
        Ping = 6,
        GoAway = 7,
        Headers = 8,
        WindowUpdate = 9,
    }

    /// <summary>Streams in the order they were opened; ends when the client leaves.</summary>
    public ChannelReader<SpdyStream> Opened => _opened.Reader;

    /// <summary>Reads until the client leaves. Never fails: what is wrong ends the connection.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            var header = new byte[HeaderBytes];
            while (await ReadExactlyAsync(header, cancellationToken))
            {
                var (isControl, length) = ((header[0] & 0x80) != 0, (header[5] << 16) | (header[6] << 8) | header[7]);
                if (isControl)
                {
                    await ControlAsync((FrameType)BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(2)), header[4], await ControlFrameAsync(length, cancellationToken), cancellationToken);
                }
                else
                {
                    await DataAsync(BinaryPrimitives.ReadUInt32BigEndian(header), header[4], length, cancellationToken);
                }
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException or System.Net.WebSockets.WebSocketException)
        {
            // The client left, or made no sense: either way it is over.
        }
        finally
        {
            _opened.Writer.TryComplete();
            foreach (var stream in _streams.Values)
            {
                await stream.EndAsync();
            }
        }
    }

    /// <summary>Sends data of a stream, in pieces that leave room for others.</summary>
    internal async Task SendDataAsync(uint stream, ReadOnlyMemory<byte> data, bool last, CancellationToken cancellationToken)
    {
        do
        {
            var piece = data[..Math.Min(data.Length, LargestData)];
            data = data[piece.Length..];
            var frame = ArrayPool<byte>.Shared.Rent(HeaderBytes + piece.Length);
            try
            {
                BinaryPrimitives.WriteUInt32BigEndian(frame, stream);
                BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(4), (uint)piece.Length);
                frame[4] = last && data.IsEmpty ? Finished : (byte)0;
                piece.CopyTo(frame.AsMemory(HeaderBytes));
                await SendAsync(frame.AsMemory(0, HeaderBytes + piece.Length), cancellationToken);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(frame);
            }
        }
        while (!data.IsEmpty);
    }

    /// <summary>Says that no more streams are taken.</summary>
    public Task GoAwayAsync(CancellationToken cancellationToken)
    {
        var frame = Control(FrameType.GoAway, 8);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(HeaderBytes), _last);
        return SendAsync(frame, cancellationToken);
    }

    public void Dispose()
    {
        _headers.Dispose();
        _sending.Dispose();
    }

    private async Task ControlAsync(FrameType type, byte flags, byte[] payload, CancellationToken cancellationToken)
    {
        switch (type)
        {
            case FrameType.SynStream:
                await OpenAsync(flags, payload, cancellationToken);
                break;
            case FrameType.RstStream when payload.Length >= 4 && _streams.TryRemove(BinaryPrimitives.ReadUInt32BigEndian(payload), out var ended):
                await ended.EndAsync();
                break;
            case FrameType.Ping when payload.Length >= 4:
                var echo = Control(FrameType.Ping, 4);
                payload.AsSpan(0, 4).CopyTo(echo.AsSpan(HeaderBytes));
                await SendAsync(echo, cancellationToken);
                break;
            default: // settings, windows, the client's farewell: nothing to do
                break;
        }
    }

    private async Task OpenAsync(byte flags, byte[] payload, CancellationToken cancellationToken)
    {
        const int beforeHeaders = 10;
        if (payload.Length < beforeHeaders)
        {
            throw new SpdyException("a stream is opened by half a frame");
        }

        _last = BinaryPrimitives.ReadUInt32BigEndian(payload) & 0x7FFFFFFF;
        var stream = new SpdyStream(this, _last, _headers.Read(payload.AsSpan(beforeHeaders)));
        if (_streams.Count >= MostStreams || !_streams.TryAdd(stream.Id, stream))
        {
            throw new SpdyException("too many streams, or one opened twice");
        }

        await SendAsync(Reply(stream.Id), cancellationToken);
        if ((flags & Finished) != 0)
        {
            _streams.TryRemove(stream.Id, out _);
            await stream.EndAsync();
        }

        await _opened.Writer.WriteAsync(stream, cancellationToken);
    }

    // A header block without headers: a deflate block that is stored as it is, and an empty one, which flushes it.
    private byte[] Reply(uint stream)
    {
        ReadOnlySpan<byte> begin = _repliedBefore ? [] : [0x78, 0x01];
        _repliedBefore = true;
        byte[] block = [.. begin, 0x00, 0x04, 0x00, 0xFB, 0xFF, 0, 0, 0, 0, 0x00, 0x00, 0x00, 0xFF, 0xFF];
        var frame = Control(FrameType.SynReply, 4 + block.Length);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(HeaderBytes), stream);
        block.CopyTo(frame, HeaderBytes + 4);
        return frame;
    }

    private async Task DataAsync(uint id, byte flags, int length, CancellationToken cancellationToken)
    {
        _streams.TryGetValue(id, out var stream);
        for (var left = length; left > 0;)
        {
            var piece = _data.AsMemory(0, Math.Min(left, _data.Length));
            if (!await ReadExactlyAsync(piece, cancellationToken))
            {
                throw new SpdyException("data is cut off");
            }

            left -= piece.Length;
            if (stream is not null)
            {
                await stream.TakeAsync(piece, cancellationToken);
            }
        }

        if ((flags & Finished) != 0 && stream is not null)
        {
            _streams.TryRemove(id, out _);
            await stream.EndAsync();
        }
    }

    private async Task<byte[]> ControlFrameAsync(int length, CancellationToken cancellationToken)
    {
        var payload = length <= LargestControlFrame ? new byte[length] : throw new SpdyException("a control frame is too long");
        return await ReadExactlyAsync(payload, cancellationToken) ? payload : throw new SpdyException("a frame is cut off");
    }

    private async Task<bool> ReadExactlyAsync(Memory<byte> into, CancellationToken cancellationToken) =>
        await _input.ReadAtLeastAsync(into, into.Length, throwOnEndOfStream: false, cancellationToken) == into.Length;

    private static byte[] Control(FrameType type, int length)
    {
        var frame = new byte[HeaderBytes + length];
        BinaryPrimitives.WriteUInt16BigEndian(frame, 0x8003);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), (ushort)type);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(4), (uint)length);
        return frame;
    }

    private async Task SendAsync(ReadOnlyMemory<byte> frame, CancellationToken cancellationToken)
    {
        await _sending.WaitAsync(cancellationToken);
        try
        {
            await transport.WriteAsync(frame, cancellationToken);
            await transport.FlushAsync(cancellationToken);
        }
        finally
        {
            _sending.Release();
        }
    }
}
