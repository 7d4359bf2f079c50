using System.Net.WebSockets;

namespace LocalPods.Orchestrator.Server.Streams.Spdy;

/// <summary>The bytes of a WebSocket's binary messages as one stream: where a message ends means nothing.</summary>
internal sealed class TunnelStream(WebSocket socket) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // Messages without bytes occur, and are no end.
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer, cancellationToken);
            if (received.Count > 0 || received.MessageType == WebSocketMessageType.Close || buffer.IsEmpty)
            {
                return received.Count;
            }
        }
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        socket.SendAsync(buffer, WebSocketMessageType.Binary, endOfMessage: true, cancellationToken);

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
