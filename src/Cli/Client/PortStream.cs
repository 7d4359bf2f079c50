using System.Buffers.Binary;
using System.Text;

namespace LocalPods.Cli.Client;

/// <summary>
/// One connection to a port of a pod: the client's side of SPDY/3.1 with two streams, as Kubernetes forwards ports. An upgraded
/// connection carries one forwarded connection, so that a side that does not read stops the other and nothing is kept in between.
/// </summary>
internal sealed class PortStream : IDisposable
{
    private const uint ErrorStream = 1;
    private const uint DataStream = 3;
    private const ushort SynStream = 1;
    private const ushort RstStream = 3;
    private const ushort Ping = 6;
    private const ushort GoAway = 7;
    private const byte Finished = 1;
    private const int HeaderBytes = 8;
    private const int LargestControlFrame = 64 * 1024;

    // zlib with the dictionary of SPDY/3, which is named by its checksum; blocks are stored as they are and never refer to it.
    private static readonly byte[] s_zlib = [0x78, 0x20, 0xE3, 0xC6, 0xA7, 0xC2];

    private readonly Stream _stream;
    private readonly Lock _sending = new();

    private PortStream(Stream stream) => _stream = stream;

    /// <exception cref="ApiFailure">The server refused: no such pod, not running.</exception>
    public static PortStream Open(ApiClient api, string ns, string pod, int port)
    {
        var (connection, answer) = api.Upgrade(new ApiRequest("POST", ResourceCatalog.Pods.Item(ns, pod) + "/portforward")
        {
            ExtraHeaders = "Connection: Upgrade\r\nUpgrade: SPDY/3.1\r\nX-Stream-Protocol-Version: portforward.k8s.io\r\n",
        });
        if (answer.Header("Upgrade")?.Equals("SPDY/3.1", StringComparison.OrdinalIgnoreCase) != true)
        {
            connection.Dispose();
            throw new IOException($"the server switched to a protocol that was not asked for: \"{answer.Header("Upgrade")}\"");
        }

        var opened = new PortStream(connection.IntoStream());
        var number = port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        opened.SendOpening(ErrorStream, s_zlib, Finished, ("streamtype", "error"), ("port", number), ("requestid", "0"));
        opened.SendOpening(DataStream, [], 0, ("streamtype", "data"), ("port", number), ("requestid", "0"));
        return opened;
    }

    /// <summary>Copies until the input ends, and says so.</summary>
    public void Send(Stream input)
    {
        var buffer = new byte[HeaderBytes + (32 * 1024)];
        int count;
        do
        {
            count = input.Read(buffer.AsSpan(HeaderBytes));
            BinaryPrimitives.WriteUInt32BigEndian(buffer, DataStream);
            BinaryPrimitives.WriteUInt32BigEndian(buffer.AsSpan(4), (uint)count);
            buffer[4] = count == 0 ? Finished : (byte)0;
            Write(buffer.AsSpan(0, HeaderBytes + count));
        }
        while (count > 0);
    }

    /// <summary>Copies until the pod's side has ended.</summary>
    /// <returns>What went wrong there; empty for nothing.</returns>
    public string Receive(Stream output)
    {
        using var error = new MemoryStream();
        var buffer = new byte[32 * 1024];
        var (dataOver, errorOver) = (false, false);
        var header = new byte[HeaderBytes];
        while (!(dataOver && errorOver) && _stream.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false) == HeaderBytes)
        {
            var length = (header[5] << 16) | (header[6] << 8) | header[7];
            if ((header[0] & 0x80) != 0)
            {
                var (type, payload) = (BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(2)), Payload(length));
                if (type == Ping && payload.Length >= 4)
                {
                    Write([.. header, .. payload]);
                }

                if (type == GoAway || (type == RstStream && payload.Length >= 4 && BinaryPrimitives.ReadUInt32BigEndian(payload) == DataStream))
                {
                    break;
                }

                continue;
            }

            var stream = BinaryPrimitives.ReadUInt32BigEndian(header);
            for (var left = length; left > 0;)
            {
                var piece = buffer.AsSpan(0, Math.Min(left, buffer.Length));
                _stream.ReadExactly(piece);
                left -= piece.Length;
                if (stream == DataStream)
                {
                    output.Write(piece);
                }
                else if (error.Length < LargestControlFrame)
                {
                    error.Write(piece);
                }
            }

            var over = (header[4] & Finished) != 0;
            dataOver |= over && stream == DataStream;
            errorOver |= over && stream == ErrorStream;
        }

        return Encoding.UTF8.GetString(error.ToArray());
    }

    public void Dispose() => _stream.Dispose();

    private byte[] Payload(int length)
    {
        var payload = length <= LargestControlFrame ? new byte[length] : throw new IOException("the server sent a control frame that is too long");
        _stream.ReadExactly(payload);
        return payload;
    }

    private void SendOpening(uint id, byte[] zlib, byte flags, params (string Name, string Value)[] headers)
    {
        var block = new List<byte>();
        Number(block, (uint)headers.Length);
        foreach (var (name, value) in headers)
        {
            Number(block, (uint)name.Length);
            block.AddRange(Encoding.ASCII.GetBytes(name));
            Number(block, (uint)value.Length);
            block.AddRange(Encoding.ASCII.GetBytes(value));
        }

        var (low, high) = ((byte)block.Count, (byte)(block.Count >> 8));
        byte[] stored = [.. zlib, 0x00, low, high, (byte)~low, (byte)~high, .. block, 0x00, 0x00, 0x00, 0xFF, 0xFF];
        var frame = new byte[HeaderBytes + 10 + stored.Length];
        BinaryPrimitives.WriteUInt16BigEndian(frame, 0x8003);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), SynStream);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(4), (uint)(10 + stored.Length));
        frame[4] = flags;
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(HeaderBytes), id);
        stored.CopyTo(frame, HeaderBytes + 10);
        Write(frame);
    }

    private static void Number(List<byte> to, uint number)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        to.AddRange(bytes);
    }

    private void Write(ReadOnlySpan<byte> frame)
    {
        lock (_sending)
        {
            _stream.Write(frame);
            _stream.Flush();
        }
    }
}
