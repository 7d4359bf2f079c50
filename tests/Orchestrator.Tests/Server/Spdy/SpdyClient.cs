using System.Buffers.Binary;
using System.Text;

namespace LocalPods.Orchestrator.Tests.Server.Spdy;

/// <summary>A client that opens streams and reads frames, byte by byte as kubectl sends them.</summary>
internal sealed class SpdyClient : IAsyncDisposable
{
    private static readonly Dictionary<string, string> s_blocks = new()
    {
        ["error"] = "78f9e3c6a7c26260606004a7b392a2d4c45c6851c29a0a0a6800000000ffff",
        ["stdin"] = "c22e555c92929907000000ffff",
        ["stdout"] = "c22ac5565c92925f5a02000000ffff",
        ["resize"] = "c22e57945a9c59950a000000ffff",
    };

    private readonly Stream _stream;

    private SpdyClient(Stream stream) => _stream = stream;

    /// <summary>The answer's head.</summary>
    public string Head { get; private set; } = "";

    public static async Task<SpdyClient> ConnectAsync(ApiHost api, string path, params string[] versions)
    {
        var client = new SpdyClient(await api.ConnectAsync(CancellationToken.None));
        var request = $"POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\nContent-Length: 0\r\n"
            + string.Concat(versions.Select(v => $"X-Stream-Protocol-Version: {v}\r\n")) + "\r\n";
        await client._stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await client._stream.ReadAsync(one) == 1)
        {
            head.Append((char)one[0]);
        }

        client.Head = head.ToString();
        return client;
    }

    public Task OpenAsync(uint id, string type)
    {
        var block = Convert.FromHexString(s_blocks[type]);
        byte[] frame = [0x80, 0x03, 0x00, 0x01, 0x00, 0x00, 0x00, (byte)(block.Length + 10), 0, 0, 0, (byte)id, 0, 0, 0, 0, 0, 0, .. block];
        return SendAsync(frame);
    }

    public Task DataAsync(uint id, string text, bool last) =>
        SendAsync([0, 0, 0, (byte)id, (byte)(last ? 1 : 0), 0, 0, (byte)text.Length, .. Encoding.UTF8.GetBytes(text)]);

    public async Task SendAsync(byte[] bytes)
    {
        foreach (var part in bytes.Chunk(3)) // frames need not come whole
        {
            await _stream.WriteAsync(part);
        }
    }

    /// <summary>The next frame: <c>reply 1</c>, <c>ping 7</c>, <c>data 5 text</c>, <c>end 5</c>, <c>goaway</c>; null at the end.</summary>
    public async Task<string?> ReadAsync()
    {
        var header = new byte[8];
        using var limit = new CancellationTokenSource(Patience.Limit, TimeProvider.System);
        if (await _stream.ReadAtLeastAsync(header, 8, throwOnEndOfStream: false, limit.Token) < 8)
        {
            return null;
        }

        var payload = new byte[(header[5] << 16) | (header[6] << 8) | header[7]];
        await _stream.ReadExactlyAsync(payload, limit.Token);
        var id = payload.Length >= 4 ? BinaryPrimitives.ReadUInt32BigEndian(payload) : 0;
        return header[0] == 0x80
            ? header[3] switch { 2 => $"reply {id}", 6 => $"ping {id}", 7 => "goaway", var type => $"frame {type}" }
            : payload.Length == 0 && header[4] == 1 ? $"end {header[3]}" : $"data {header[3]} {Encoding.UTF8.GetString(payload)}";
    }

    /// <summary>Reads frames until the farewell, and drops what they carry; how many bytes of data there were, and in how many frames.</summary>
    public async Task<(long Bytes, int Frames)> DrainAsync()
    {
        const int goAway = 7;
        var (header, buffer) = (new byte[8], new byte[64 * 1024]);
        for (var (bytes, frames) = (0L, 0); ;)
        {
            await _stream.ReadExactlyAsync(header);
            var length = (header[5] << 16) | (header[6] << 8) | header[7];
            await _stream.ReadExactlyAsync(buffer.AsMemory(0, length));
            if (header[0] != 0x80)
            {
                (bytes, frames) = (bytes + length, frames + 1);
            }
            else if (header[3] == goAway)
            {
                return (bytes, frames);
            }
        }
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();
}
