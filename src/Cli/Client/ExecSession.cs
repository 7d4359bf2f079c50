using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using LocalPods.Cli.Commands;

namespace LocalPods.Cli.Client;

/// <summary>
/// A program running in a container, over a WebSocket with Kubernetes' channels: the first byte of each message says what the
/// rest is. Holds one message at most: who does not read stops the program's output, who does not write costs nothing.
/// </summary>
internal sealed class ExecSession : IDisposable
{
    private const byte StdinChannel = 0;
    private const byte StdoutChannel = 1;
    private const byte StderrChannel = 2;
    private const byte ErrorChannel = 3;
    private const byte ResizeChannel = 4;
    private const byte CloseChannel = 255;
    private const string Newest = "v5.channel.k8s.io";
    private const string Older = "v4.channel.k8s.io";

    // A fresh key would only keep proxies from answering out of a cache; there is none on a Unix socket, and a fixed pair spares
    // the start of the cryptography library.
    private const string Key = "bG9jYWxwb2RzIGV4ZWMgIQ==";
    private const string Accept = "frtJwATAjRTsbnquTGbzclmAjC4=";

    private const int BufferBytes = 64 * 1024;

    private readonly WebSocket _socket;
    private readonly bool _canHalfClose;
    private readonly SemaphoreSlim _sending = new(1, 1);

    private ExecSession(WebSocket socket, bool canHalfClose) => (_socket, _canHalfClose) = (socket, canHalfClose);

    /// <summary>Whether the program has written anything that came here.</summary>
    public bool HasOutput { get; private set; }

    /// <exception cref="ApiFailure">The server refused: no such container, not running, ...</exception>
    public static ExecSession Start(ApiClient api, ExecRequest request)
    {
        var (connection, answer) = api.Upgrade(new ApiRequest("GET", request.Target)
        {
            ExtraHeaders = $"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {Key}\r\nSec-WebSocket-Protocol: {Newest}, {Older}\r\n",
        });
        var protocol = answer.Header("Sec-WebSocket-Protocol");
        if (answer.Header("Sec-WebSocket-Accept") != Accept || protocol is not (Newest or Older))
        {
            connection.Dispose();
            throw new IOException($"the daemon switched to a protocol that was not asked for: \"{protocol}\"");
        }

        // No keep-alive: the kernel tells at once when the other end of a Unix socket is gone.
        var socket = WebSocket.CreateFromStream(connection.IntoStream(), new WebSocketCreationOptions { SubProtocol = protocol, KeepAliveInterval = TimeSpan.Zero });
        return new ExecSession(socket, protocol == Newest);
    }

    /// <summary>Copies the input until it ends, then tells the program so. Blocks; meant for a thread of its own.</summary>
    /// <exception cref="WebSocketException">The session has ended.</exception>
    public void SendInput(Stream input)
    {
        var buffer = new byte[BufferBytes];
        buffer[0] = StdinChannel;
        while (ReadSome(input, buffer.AsSpan(1)) is > 0 and var count)
        {
            SendAsync(() => buffer.AsMemory(0, count + 1)).GetAwaiter().GetResult();
        }

        if (_canHalfClose)
        {
            SendAsync(() => (byte[])[CloseChannel, StdinChannel]).GetAwaiter().GetResult();
        }
    }

    /// <summary>Tells the program's terminal its size.</summary>
    /// <param name="size">Read when it is this message's turn, so that the last message sent holds the newest size; null sends nothing.</param>
    public Task ResizeAsync(Func<(int Width, int Height)?> size) => SendAsync(() => size() is var (width, height)
        ? (byte[])[ResizeChannel, .. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"Width\":{width},\"Height\":{height}}}"))]
        : ReadOnlyMemory<byte>.Empty);

    /// <summary>Copies what the program writes until it ends.</summary>
    /// <returns>Its exit code.</returns>
    /// <exception cref="CommandException">It could not be run, or the connection ended before it did.</exception>
    /// <exception cref="IOException">Writing to one of the streams failed.</exception>
    public async Task<int> ReceiveAsync(Stream output, Stream error, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferBytes];
        using var status = new MemoryStream();
        var (channel, atStart) = ((byte)0, true);
        while (await ReceiveSomeAsync(buffer, status.Length > 0, cancellationToken) is { MessageType: not WebSocketMessageType.Close } message)
        {
            var part = buffer.AsMemory(0, message.Count);
            if (atStart && !part.IsEmpty)
            {
                (channel, part, atStart) = (part.Span[0], part[1..], false);
            }

            atStart |= message.EndOfMessage;
            if (!part.IsEmpty)
            {
                HasOutput |= channel is StdoutChannel or StderrChannel;
                var target = channel switch { StdoutChannel => output, StderrChannel => error, ErrorChannel => status, _ => Stream.Null };
                await target.WriteAsync(part, cancellationToken);
                await target.FlushAsync(cancellationToken);
            }
        }

        return status.Length > 0 ? ExitCodeOf(status.ToArray()) : throw Lost(_socket.CloseStatusDescription);
    }

    public void Dispose()
    {
        _socket.Dispose();
        _sending.Dispose();
    }

    private static int ReadSome(Stream input, Span<byte> into)
    {
        try
        {
            return input.Read(into);
        }
        catch (IOException)
        {
            return 0; // a terminal that was hung up: nothing more will come
        }
    }

    private static CommandException Lost(string? why) =>
        CommandException.Error("lost the connection to the container before the command ended" + (string.IsNullOrEmpty(why) ? "" : $": {why}"));

    private static int ExitCodeOf(byte[] text)
    {
        using var document = JsonDocument.Parse(text);
        var status = document.RootElement;
        if (status.Text("status") == "Success")
        {
            return ExitCode.Success;
        }

        if (status.Text("reason") != "NonZeroExitCode")
        {
            throw CommandException.Error(status.Text("message") is { Length: > 0 } told ? told : "the command could not be run, and the daemon did not say why");
        }

        foreach (var cause in status.Field("details").Field("causes").Items())
        {
            if (cause.Text("reason") == "ExitCode" && byte.TryParse(cause.Text("message"), NumberStyles.None, CultureInfo.InvariantCulture, out var code))
            {
                return code;
            }
        }

        throw CommandException.Error($"the daemon told no exit code: {status.Text("message")}");
    }

    private async Task<ValueWebSocketReceiveResult> ReceiveSomeAsync(byte[] buffer, bool ended, CancellationToken cancellationToken)
    {
        try
        {
            return await _socket.ReceiveAsync(buffer.AsMemory(), cancellationToken);
        }
        catch (WebSocketException) when (ended)
        {
            // The outcome has come: how the connection ends does not matter any more.
            return new ValueWebSocketReceiveResult(0, WebSocketMessageType.Close, endOfMessage: true);
        }
        catch (WebSocketException failure)
        {
            throw Lost(failure.InnerException?.Message ?? failure.Message);
        }
    }

    private async Task SendAsync(Func<ReadOnlyMemory<byte>> message)
    {
        await _sending.WaitAsync(CancellationToken.None);
        try
        {
            if (message() is { IsEmpty: false } bytes)
            {
                await _socket.SendAsync(bytes, WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);
            }
        }
        finally
        {
            _sending.Release();
        }
    }
}
