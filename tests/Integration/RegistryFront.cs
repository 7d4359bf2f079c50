using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LocalPods.Integration;

/// <summary>Stands before a registry on a port of its own and, as a test says, passes on, passes on slowly, stops in the middle, or is out of order.</summary>
internal sealed class RegistryFront : IAsyncDisposable
{
    private const string OutOfOrder = "HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/html\r\nContent-Length: 17\r\nConnection: close\r\n\r\n<html>busy</html>";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _over = new();
    private readonly List<Task> _connections = [];
    private readonly int _behind;
    private readonly Task _accepting;

    public RegistryFront(int behind)
    {
        _behind = behind;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>What stands before the names of images.</summary>
    public string Address => _listener.LocalEndpoint.ToString()!;

    /// <summary>Answers 503 to everything.</summary>
    public bool IsOutOfOrder { get; set; }

    /// <summary>After so many bytes of answers on one connection nothing more comes.</summary>
    public int? StallsAfter { get; set; }

    /// <summary>Bytes of answers a second on one connection.</summary>
    public int? BytesPerSecond { get; set; }

    public async ValueTask DisposeAsync()
    {
        _over.Cancel();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections);
        _over.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_over.Token)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            // stopped
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var front = client.GetStream();
                if (IsOutOfOrder)
                {
                    await front.ReadAtLeastAsync(new byte[4096], 1, throwOnEndOfStream: false, _over.Token);
                    await front.WriteAsync(Encoding.ASCII.GetBytes(OutOfOrder), _over.Token);
                    return;
                }

                using var back = new TcpClient();
                await back.ConnectAsync(IPAddress.Loopback, _behind, _over.Token);
                var asking = front.CopyToAsync(back.GetStream(), _over.Token);
                await AnswerAsync(back.GetStream(), front);
                client.Client.Shutdown(SocketShutdown.Both);
                await asking;
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or SocketException)
            {
                // one of the two left, or the test is over
            }
        }
    }

    private async Task AnswerAsync(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[BytesPerSecond is { } rate ? Math.Max(1, rate / 10) : 64 * 1024];
        var passed = 0;
        while (await from.ReadAsync(buffer, _over.Token) is > 0 and var count)
        {
            if (StallsAfter is { } limit && passed + count > limit)
            {
                await to.WriteAsync(buffer.AsMemory(0, Math.Max(0, limit - passed)), _over.Token);
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, _over.Token);
            }

            await to.WriteAsync(buffer.AsMemory(0, count), _over.Token);
            passed += count;
            if (BytesPerSecond is not null && count == buffer.Length)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, _over.Token);
            }
        }
    }
}
