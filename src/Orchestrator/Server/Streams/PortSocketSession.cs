using System.Buffers.Binary;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using LocalPods.Orchestrator.Runtime;
using Microsoft.AspNetCore.Http;

namespace LocalPods.Orchestrator.Server.Streams;

/// <summary>
/// Connections to ports of a pod over the channels of one WebSocket (spec: api 20): the i-th port has channel 2i for its data and 2i+1 for what went
/// wrong, both begin with the port's number, and each port is connected to once.
/// </summary>
internal sealed class PortSocketSession(ChannelSocket socket, PodPorts ports, ImmutableArray<ushort> wanted) : IDisposable
{
    private const int BufferBytes = 32 * 1024;
    private const int MostPorts = 100;
    private const string Protocol = "v4.channel.k8s.io";

    /// <summary>As <see cref="ChannelSocket"/> says.</summary>
    public const string Base64Protocol = "v4.base64.channel.k8s.io";

    private readonly SemaphoreSlim _sending = new(1);

    /// <summary>The ports that are asked for, in the order of their channels.</summary>
    /// <exception cref="ApiException">400: there are none, or too many, or one is not a port.</exception>
    public static ImmutableArray<ushort> Ports(IQueryCollection query)
    {
        var texts = query["ports"].SelectMany(p => (p ?? "").Split(',')).ToList();
        if (texts is [] or { Count: > MostPorts })
        {
            throw ApiErrors.BadRequest($"query parameter \"ports\" must name 1 to {MostPorts} ports");
        }

        return [.. texts.Select(text => ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0
            ? port
            : throw ApiErrors.BadRequest($"unable to parse \"{text}\" as a port"))];
    }

    /// <summary>The subprotocol to answer with; null when the client asked for none.</summary>
    /// <exception cref="ApiException">400: none of the client's is known.</exception>
    public static string? Choose(IList<string> requested) =>
        requested.Count == 0 ? null
        : requested.FirstOrDefault(r => r is Protocol or Base64Protocol) is { } known ? known
        : throw ApiErrors.BadRequest($"unable to negotiate a subprotocol: client offers {string.Join(", ", requested)}, server knows {Protocol}, {Base64Protocol}, {Spdy.PortForwardSession.Tunnel}");

    /// <summary>Runs until the client leaves or every port has closed.</summary>
    /// <param name="ended">Cancelled when the client goes or the server stops; the session cancels it when it is over.</param>
    public async Task RunAsync(CancellationTokenSource ended)
    {
        var connections = new DuplexStream?[wanted.Length];
        var outputs = new List<Task>();
        try
        {
            for (var i = 0; i < wanted.Length; i++)
            {
                connections[i] = await BeginAsync(i, ended.Token);
            }

            outputs.AddRange(connections.Select((c, i) => c is null ? Task.CompletedTask : SendAsync((byte)(2 * i), c, ended.Token)));
            var input = TakeAsync(connections, ended.Token);
            outputs.Add(input);
            if (await Task.WhenAny(input, Task.WhenAll(outputs[..^1])) != input)
            {
                await socket.CloseOutputAsync(ended.Token);
                await input; // until the client has read all and closes too
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The client left in the middle: nobody is there to be told.
        }
        finally
        {
            ended.Cancel();
            foreach (var task in outputs)
            {
                await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            }

            foreach (var connection in connections.OfType<DuplexStream>())
            {
                await connection.DisposeAsync();
            }
        }
    }

    public void Dispose() => _sending.Dispose();

    // Null when there is no connection; the client was told why.
    private async Task<DuplexStream?> BeginAsync(int index, CancellationToken cancellationToken)
    {
        var number = new byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16LittleEndian(number, wanted[index]);
        await SendAsync((byte[])[(byte)(2 * index), .. number], cancellationToken);
        await SendAsync((byte[])[(byte)((2 * index) + 1), .. number], cancellationToken);
        var port = wanted[index].ToString(CultureInfo.InvariantCulture);
        try
        {
            return await ports.ConnectAsync(port, cancellationToken);
        }
        catch (ContainerRuntimeException e)
        {
            await SendAsync((byte[])[(byte)((2 * index) + 1), .. Encoding.UTF8.GetBytes(ports.Failure(port, e))], cancellationToken);
            return null;
        }
    }

    private async Task SendAsync(byte channel, DuplexStream from, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferBytes];
        buffer[0] = channel;
        try
        {
            while (await from.ReadAsync(buffer.AsMemory(1), cancellationToken) is > 0 and var count)
            {
                await SendAsync(buffer.AsMemory(0, count + 1), cancellationToken);
            }
        }
        catch (Exception e) when (e is IOException or ContainerRuntimeException)
        {
            // the pod's end has gone, as if it had closed
        }
    }

    private async Task SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        await _sending.WaitAsync(cancellationToken);
        try
        {
            await socket.SendAsync(message, cancellationToken);
        }
        finally
        {
            _sending.Release();
        }
    }

    // Ends when the client leaves. The channel stands in the first byte of a message; a message may come in several pieces.
    private async Task TakeAsync(DuplexStream?[] connections, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferBytes];
        byte? channel = null;
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer.AsMemory(), cancellationToken);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                return;
            }

            var piece = buffer.AsMemory(0, received.Count);
            if (channel is null && !piece.IsEmpty)
            {
                channel = piece.Span[0];
                piece = piece[1..];
            }

            if (channel is { } number && number % 2 == 0 && number / 2 < connections.Length && connections[number / 2] is { } port && !piece.IsEmpty)
            {
                await PassOnAsync(port, piece, cancellationToken);
            }

            channel = received.EndOfMessage ? null : channel;
        }
    }

    private static async Task PassOnAsync(DuplexStream port, ReadOnlyMemory<byte> piece, CancellationToken cancellationToken)
    {
        try
        {
            await port.WriteAsync(piece, cancellationToken);
        }
        catch (Exception e) when (e is IOException or ContainerRuntimeException)
        {
            // The pod's end has gone, which reading from it shows.
        }
    }
}
