using System.Buffers;
using System.Buffers.Text;
using System.Net.WebSockets;

namespace LocalPods.Orchestrator.Server.Streams;

/// <summary>
/// A WebSocket whose messages begin with the number of a channel, whichever way they are written (spec: api 20): binary, or as text with the
/// number as a character and the rest in base64. One reader and one writer at a time.
/// </summary>
/// <param name="socket">Belongs to the caller.</param>
/// <param name="base64">Whether messages are text.</param>
internal sealed class ChannelSocket(WebSocket socket, bool base64)
{
    private const int LongestText = 1024 * 1024;

    private readonly ArrayBufferWriter<byte> _sent = new();
    private readonly ArrayBufferWriter<byte> _text = new();
    private byte[] _message = []; // what the text stood for
    private int _read;
    private int _there;

    /// <summary>Sends a message: the channel, then what goes over it.</summary>
    public ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        if (!base64)
        {
            return socket.SendAsync(message, WebSocketMessageType.Binary, endOfMessage: true, cancellationToken);
        }

        _sent.ResetWrittenCount();
        var into = _sent.GetSpan(1 + Base64.GetMaxEncodedToUtf8Length(message.Length - 1));
        into[0] = (byte)('0' + message.Span[0]);
        Base64.EncodeToUtf8(message.Span[1..], into[1..], out _, out var written);
        _sent.Advance(1 + written);
        return socket.SendAsync(_sent.WrittenMemory, WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
    }

    /// <summary>Receives a message or a piece of one; the first piece begins with the channel.</summary>
    /// <exception cref="WebSocketException">The client has gone, or makes no sense.</exception>
    public async ValueTask<ValueWebSocketReceiveResult> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (!base64)
        {
            return await socket.ReceiveAsync(buffer, cancellationToken);
        }

        if (_read == _there && !await ReceiveTextAsync(cancellationToken))
        {
            return new(0, WebSocketMessageType.Close, endOfMessage: true);
        }

        var count = Math.Min(buffer.Length, _there - _read);
        _message.AsMemory(_read, count).CopyTo(buffer);
        _read += count;
        return new(count, WebSocketMessageType.Binary, endOfMessage: _read == _there);
    }

    /// <summary>Says that nothing more is sent.</summary>
    public Task CloseOutputAsync(CancellationToken cancellationToken) => socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken);

    // A whole message. False when the client closes.
    private async ValueTask<bool> ReceiveTextAsync(CancellationToken cancellationToken)
    {
        _text.ResetWrittenCount();
        ValueWebSocketReceiveResult received;
        do
        {
            received = await socket.ReceiveAsync(_text.GetMemory(4096), cancellationToken);
            _text.Advance(received.Count);
            if (_text.WrittenCount > LongestText)
            {
                throw new WebSocketException(WebSocketError.HeaderError, "a message is too long");
            }
        }
        while (received.MessageType != WebSocketMessageType.Close && !received.EndOfMessage);

        if (received.MessageType == WebSocketMessageType.Close)
        {
            return false;
        }

        (_read, _there) = (0, Decode(_text.WrittenSpan));
        return true;
    }

    private int Decode(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            return 0;
        }

        if (_message.Length < text.Length)
        {
            _message = new byte[text.Length];
        }

        _message[0] = (byte)(text[0] - '0');
        return Base64.DecodeFromUtf8(text[1..], _message.AsSpan(1), out _, out var written) == OperationStatus.Done
            ? 1 + written
            : throw new WebSocketException(WebSocketError.HeaderError, "a message is not base64");
    }
}
