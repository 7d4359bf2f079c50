using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace LocalPods.Cli.Client;

/// <summary>
/// A program running in a container, over a WebSocket with Kubernetes' channels: the first byte of each message says what the
/// rest is.
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

    private static readonly TimeSpan PingInterval = TimeSpan.FromSeconds(5);

    private readonly WebSocket _socket;
    private readonly bool _canHalfClose;
    private readonly SemaphoreSlim _sending = new(1, 1);

    private ExecSession(WebSocket socket, bool canHalfClose) => (_socket, _canHalfClose) = (socket, canHalfClose);

    /// <exception cref="ApiFailure">The server refused: no such container, not running, ...</exception>
    public static ExecSession Start(ApiClient api, ExecRequest request)
    {
        var key = Convert.ToBase64String(System.Security.Cryptography.RandomNumberGenerator.GetBytes(16));
        var (connection, answer) = api.Upgrade(new ApiRequest("GET", request.Target)
        {
            ExtraHeaders = $"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Protocol: {Newest}, {Older}\r\n",
        });
        var protocol = answer.Header("Sec-WebSocket-Protocol");
        var stream = connection.IntoStream();
        var socket = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { SubProtocol = protocol, KeepAliveInterval = PingInterval });
        return new ExecSession(socket, protocol == Newest);
    }

    /// <summary>Copies stdin until it ends, then tells the program so.</summary>
    public async Task SendInputAsync(Stream input, CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        buffer[0] = StdinChannel;
        while (await input.ReadAsync(buffer.AsMemory(1), cancellationToken) is > 0 and var count)
        {
            await SendAsync(buffer.AsMemory(0, count + 1), cancellationToken);
        }

        if (_canHalfClose)
        {
            await SendAsync(new byte[] { CloseChannel, StdinChannel }, cancellationToken);
        }
    }

    public Task ResizeAsync(int width, int height, CancellationToken cancellationToken)
    {
        var size = string.Create(CultureInfo.InvariantCulture, $"{{\"Width\":{width},\"Height\":{height}}}");
        return SendAsync((byte[])[ResizeChannel, .. Encoding.ASCII.GetBytes(size)], cancellationToken);
    }

    /// <summary>Copies what the program writes until it ends.</summary>
    /// <returns>Its exit code.</returns>
    /// <exception cref="ApiFailure">It could not be run.</exception>
    /// <exception cref="IOException">The connection ended before the program did.</exception>
    public async Task<int> ReceiveAsync(Stream output, Stream error, CancellationToken cancellationToken)
    {
        var buffer = new byte[32 * 1024];
        using var status = new MemoryStream();
        var (channel, atStart) = ((byte)0, true);
        try
        {
            while (await _socket.ReceiveAsync(buffer.AsMemory(), cancellationToken) is { MessageType: not WebSocketMessageType.Close } message)
            {
                var part = buffer.AsMemory(0, message.Count);
                if (atStart && !part.IsEmpty)
                {
                    (channel, part, atStart) = (part.Span[0], part[1..], false);
                }

                atStart |= message.EndOfMessage;
                var target = channel switch { StdoutChannel => output, StderrChannel => error, ErrorChannel => status, _ => Stream.Null };
                await target.WriteAsync(part, cancellationToken);
                await target.FlushAsync(cancellationToken);
            }
        }
        catch (WebSocketException failure) when (status.Length == 0)
        {
            throw new IOException($"the connection to the container was lost: {failure.Message}", failure);
        }
        catch (WebSocketException)
        {
            // The status has come: how the connection ends does not matter any more.
        }

        return status.Length > 0 ? ExitCodeOf(status.ToArray()) : throw new IOException("the connection to the container ended without telling the program's exit code");
    }

    public void Dispose()
    {
        _socket.Dispose();
        _sending.Dispose();
    }

    private static int ExitCodeOf(byte[] status)
    {
        using var document = JsonDocument.Parse(status);
        var root = document.RootElement;
        if (root.Text("status") == "Success")
        {
            return 0;
        }

        foreach (var cause in root.Field("details").Field("causes").Items())
        {
            if (cause.Text("reason") == "ExitCode" && int.TryParse(cause.Text("message"), NumberStyles.None, CultureInfo.InvariantCulture, out var code))
            {
                return code;
            }
        }

        throw ApiFailure.Read(500, root);
    }

    private async Task SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        await _sending.WaitAsync(cancellationToken);
        try
        {
            await _socket.SendAsync(message, WebSocketMessageType.Binary, endOfMessage: true, cancellationToken);
        }
        finally
        {
            _sending.Release();
        }
    }
}
