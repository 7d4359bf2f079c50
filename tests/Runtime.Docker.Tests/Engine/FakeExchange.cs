using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace LocalPods.Runtime.Docker.Tests.Engine;

/// <summary>One request, and the ways to answer it.</summary>
internal sealed class FakeExchange(FakeRequest request, NetworkStream stream, CancellationToken testOver)
{
    public FakeRequest Request { get; } = request;

    /// <summary>The connection carries no further request.</summary>
    public bool IsLast { get; private set; }

    public Task AnswerAsync(int status, string body, (string Name, string Value)[] headers) =>
        WriteAsync($"HTTP/1.1 {status} x\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n{string.Concat(headers.Select(h => $"{h.Name}: {h.Value}\r\n"))}\r\n{body}");

    /// <summary>Begins an answer that goes on.</summary>
    public Task BeginStreamAsync()
    {
        IsLast = true;
        return WriteAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    }

    public Task SendAsync(string text) =>
        WriteAsync(string.Create(CultureInfo.InvariantCulture, $"{Encoding.UTF8.GetByteCount(text):x}\r\n{text}\r\n"));

    public Task EndStreamAsync() => WriteAsync("0\r\n\r\n");

    /// <summary>Hands the connection over; what follows are raw bytes.</summary>
    public async Task<NetworkStream> HijackAsync(string early = "")
    {
        IsLast = true;
        await WriteAsync($"HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n{early}");
        return stream;
    }

    /// <summary>Breaks the connection without an answer.</summary>
    public Task BreakAsync()
    {
        IsLast = true;
        stream.Socket.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>Says nothing more, until the test is over.</summary>
    public Task NeverAsync() => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, testOver);

    /// <summary>A piece of mixed output.</summary>
    public static byte[] Piece(byte kind, string text)
    {
        var content = Encoding.UTF8.GetBytes(text);
        var piece = new byte[8 + content.Length];
        piece[0] = kind;
        BinaryPrimitives.WriteInt32BigEndian(piece.AsSpan(4), content.Length);
        content.CopyTo(piece, 8);
        return piece;
    }

    private async Task WriteAsync(string text) => await stream.WriteAsync(Encoding.UTF8.GetBytes(text));
}
