using System.Globalization;
using System.Net.Sockets;
using System.Text;
using LocalPods.Api.Core;
using LocalPods.Orchestrator.Probes;

namespace LocalPods.Orchestrator.Server.Streams.Spdy;

/// <summary>
/// Connections to ports of a pod over a SPDY connection. Each is a pair of streams: <c>error</c>, on which a failure is told as text, and
/// <c>data</c>.
/// </summary>
internal sealed class PortForwardSession(SpdyConnection connection, Pod pod)
{
    /// <summary>Of the upgrade.</summary>
    public const string Version = "portforward.k8s.io";

    /// <summary>Subprotocol of a WebSocket that carries such a connection.</summary>
    public const string Tunnel = "SPDY/3.1+portforward.k8s.io";

    private const int BufferBytes = 32 * 1024;

    private readonly Dictionary<string, SpdyStream> _unpaired = new(StringComparer.Ordinal);

    /// <summary>Runs until the client is done.</summary>
    /// <param name="ended">Cancelled when the client goes or the server stops; the session cancels it when it is over.</param>
    public async Task RunAsync(CancellationTokenSource ended)
    {
        var reading = connection.RunAsync(ended.Token);
        var forwards = new List<Task>();
        try
        {
            while (await connection.Opened.WaitToReadAsync(ended.Token))
            {
                while (connection.Opened.TryRead(out var opened))
                {
                    if (Paired(opened) is var (error, data))
                    {
                        forwards.RemoveAll(f => f.IsCompleted);
                        forwards.Add(ForwardAsync(error, data, ended.Token));
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
            // over
        }
        finally
        {
            ended.Cancel();
            foreach (var task in forwards.Append(reading))
            {
                await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            }
        }
    }

    // The two streams of a connection come one after the other and share an id; clients that give none open the error stream just before.
    private (SpdyStream Error, SpdyStream Data)? Paired(SpdyStream opened)
    {
        var isError = opened.Header("streamtype") == "error";
        var key = opened.Header("requestid") ?? $"#{(isError ? opened.Id : opened.Id - 2).ToString(CultureInfo.InvariantCulture)}";
        if (!_unpaired.Remove(key, out var other))
        {
            _unpaired[key] = opened;
            return null;
        }

        return isError ? (opened, other) : (other, opened);
    }

    private async Task ForwardAsync(SpdyStream error, SpdyStream data, CancellationToken cancellationToken)
    {
        try
        {
            if (await DialAsync(error, data.Header("port"), cancellationToken) is { } socket)
            {
                using (socket)
                {
                    await CarryAsync(socket, data, cancellationToken);
                }
            }

            await error.FinishAsync(cancellationToken);
            await data.FinishAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException or System.Net.WebSockets.WebSocketException)
        {
            // one of the two ends has gone
        }
        finally
        {
            await data.Input.CompleteAsync();
            await error.Input.CompleteAsync();
        }
    }

    // Null when there is no connection; the client was told why.
    private async Task<Socket?> DialAsync(SpdyStream error, string? port, CancellationToken cancellationToken)
    {
        try
        {
            if (!ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == 0)
            {
                throw new DialException($"\"{port}\" is not a port");
            }

            var socket = await Dialer.DialAsync(pod.Status.PodIP ?? throw new DialException("the pod has no address"), number, cancellationToken);
            socket.LingerState = new LingerOption(enable: false, 0); // what was written is sent to its end
            return socket;
        }
        catch (DialException e)
        {
            await error.WriteAsync(Encoding.UTF8.GetBytes($"error forwarding port {port} to pod {pod.Metadata.Name}, uid : {e.Message}"), cancellationToken);
            return null;
        }
    }

    private static async Task CarryAsync(Socket socket, SpdyStream data, CancellationToken cancellationToken)
    {
        await using var network = new NetworkStream(socket, ownsSocket: false);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var sending = SendAsync(socket, network, data, over.Token);
        try
        {
            var buffer = new byte[BufferBytes];
            while (await network.ReadAsync(buffer, cancellationToken) is > 0 and var count)
            {
                await data.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            }
        }
        finally
        {
            over.Cancel(); // the pod has closed: what the client still sends has no reader
            await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    private static async Task SendAsync(Socket socket, NetworkStream network, SpdyStream data, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await data.Input.ReadAsync(cancellationToken);
            foreach (var piece in read.Buffer)
            {
                await network.WriteAsync(piece, cancellationToken);
            }

            data.Input.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                socket.Shutdown(SocketShutdown.Send);
                return;
            }
        }
    }
}
