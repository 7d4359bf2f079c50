using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace LocalPods.Cli.Tests.Exec;

/// <summary>The server's side of one exec, as a test tells it.</summary>
internal sealed class ExecServer(WebSocket socket)
{
    public const string V4 = "v4.channel.k8s.io";
    public const string V5 = "v5.channel.k8s.io";

    public WebSocket Socket => socket;

    /// <summary>What to answer an exec request with.</summary>
    /// <param name="protocol">The one to choose; the test fails when the client does not offer it.</param>
    /// <param name="session">Runs after the upgrade.</param>
    public static Func<HttpContext, Task> Answer(string protocol, Func<ExecServer, Task> session) => async http =>
    {
        if (!http.WebSockets.WebSocketRequestedProtocols.Contains(protocol))
        {
            http.Response.StatusCode = 400;
            return;
        }

        using var socket = await http.WebSockets.AcceptWebSocketAsync(protocol);
        await session(new ExecServer(socket));
    };

    public Task SendAsync(byte channel, string text) => SendAsync(channel, Encoding.UTF8.GetBytes(text));

    public Task SendAsync(byte channel, byte[] bytes) =>
        socket.SendAsync((byte[])[channel, .. bytes], WebSocketMessageType.Binary, true, CancellationToken.None);

    /// <summary>Tells how the command ended and closes.</summary>
    public async Task EndAsync(string status)
    {
        await SendAsync(3, status);
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
    }

    public Task SucceedAsync() => EndAsync("""{"metadata":{},"status":"Success"}""");

    public Task ExitAsync(int code) => EndAsync(
        $$"""{"metadata":{},"status":"Failure","message":"command terminated with non-zero exit code: exit status {{code}}","reason":"NonZeroExitCode","details":{"causes":[{"reason":"ExitCode","message":"{{code}}"}]} }""");

    /// <summary>The next whole message, its channel first; null when the client has closed or gone.</summary>
    public async Task<byte[]?> ReceiveAsync()
    {
        var buffer = new byte[64 * 1024];
        using var message = new MemoryStream();
        try
        {
            while (true)
            {
                var part = await socket.ReceiveAsync(buffer, CancellationToken.None);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    return null;
                }

                message.Write(buffer, 0, part.Count);
                if (part.EndOfMessage)
                {
                    return message.ToArray();
                }
            }
        }
        catch (WebSocketException)
        {
            return null;
        }
    }

    /// <summary>Keeps every message of the client until it closes or goes.</summary>
    public async Task CollectAsync(ConcurrentQueue<byte[]> into)
    {
        while (await ReceiveAsync() is { } message)
        {
            into.Enqueue(message);
        }
    }
}
