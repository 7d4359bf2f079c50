using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Server.Streams.Spdy;

/// <summary>
/// Connections to ports of a pod over a SPDY connection. Each is a pair of streams: <c>error</c>, on which a failure is told as text, and
/// <c>data</c>.
/// </summary>
internal sealed class PortForwardSession(SpdyConnection connection, PodPorts ports, TimeProvider clock)
{
    /// <summary>Of the upgrade.</summary>
    public const string Version = "portforward.k8s.io";

    /// <summary>Subprotocol of a WebSocket that carries such a connection.</summary>
    public const string Tunnel = "SPDY/3.1+portforward.k8s.io";

    private const int BufferBytes = 32 * 1024;
    private static readonly TimeSpan s_pairLimit = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, SpdyStream> _unpaired = new(StringComparer.Ordinal);

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
                    forwards.RemoveAll(f => f.IsCompleted);
                    forwards.Add(Paired(opened, out var key) is var (error, data)
                        ? ForwardAsync(error, data, ended.Token)
                        : GiveUpAsync(key, opened, ended.Token));
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
    private (SpdyStream Error, SpdyStream Data)? Paired(SpdyStream opened, out string key)
    {
        var isError = opened.Header("streamtype") == "error";
        key = opened.Header("requestid") ?? $"#{(isError ? opened.Id : opened.Id - 2).ToString(CultureInfo.InvariantCulture)}";
        if (!_unpaired.TryRemove(key, out var other))
        {
            _unpaired[key] = opened;
            return null;
        }

        return isError ? (opened, other) : (other, opened);
    }

    // A stream whose other half does not come is told so and closed.
    private async Task GiveUpAsync(string key, SpdyStream alone, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(s_pairLimit, clock, cancellationToken);
            if (_unpaired.TryRemove(KeyValuePair.Create(key, alone)))
            {
                if (alone.Header("streamtype") == "error")
                {
                    await alone.WriteAsync("timed out waiting for streams"u8.ToArray(), cancellationToken);
                }

                await alone.FinishAsync(cancellationToken);
                await alone.Input.CompleteAsync();
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException or System.Net.WebSockets.WebSocketException)
        {
            // the client has gone
        }
    }

    private async Task ForwardAsync(SpdyStream error, SpdyStream data, CancellationToken cancellationToken)
    {
        try
        {
            if (await ConnectAsync(error, data.Header("port"), cancellationToken) is { } port)
            {
                await using (port)
                {
                    await CarryAsync(port, data, cancellationToken);
                }
            }

            await error.FinishAsync(cancellationToken);
            await data.FinishAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or ContainerRuntimeException or OperationCanceledException or ObjectDisposedException or System.Net.WebSockets.WebSocketException)
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
    private async Task<DuplexStream?> ConnectAsync(SpdyStream error, string? port, CancellationToken cancellationToken)
    {
        try
        {
            return await ports.ConnectAsync(port, cancellationToken);
        }
        catch (ContainerRuntimeException e)
        {
            await error.WriteAsync(Encoding.UTF8.GetBytes(ports.Failure(port, e)), cancellationToken);
            return null;
        }
    }

    private static async Task CarryAsync(DuplexStream port, SpdyStream data, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var sending = SendAsync(port, data, over.Token);
        try
        {
            var buffer = new byte[BufferBytes];
            while (await port.ReadAsync(buffer, cancellationToken) is > 0 and var count)
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

    private static async Task SendAsync(DuplexStream port, SpdyStream data, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await data.Input.ReadAsync(cancellationToken);
            foreach (var piece in read.Buffer)
            {
                await port.WriteAsync(piece, cancellationToken);
            }

            data.Input.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                await port.CompleteWritesAsync(cancellationToken);
                return;
            }
        }
    }
}
