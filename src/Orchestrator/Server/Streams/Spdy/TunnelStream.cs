using System.Net.WebSockets;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Server.Streams.Spdy;

/// <summary>The bytes of a WebSocket's binary messages as one stream: where a message ends means nothing.</summary>
internal sealed class TunnelStream(WebSocket socket) : DuplexStream
{
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

    public override async ValueTask CompleteWritesAsync(CancellationToken cancellationToken) =>
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken);
}
