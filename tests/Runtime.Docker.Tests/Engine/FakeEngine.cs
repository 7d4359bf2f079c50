using System.Collections.Concurrent;
using System.Net.Sockets;

namespace LocalPods.Runtime.Docker.Tests.Engine;

/// <summary>
/// An engine that answers as the test says, on a Unix socket of its own. It speaks HTTP by hand: a web server takes no upgrade
/// of a request with a body, which is what starting an exec is, and would not let a test break a connection at will.
/// </summary>
internal sealed class FakeEngine : IAsyncDisposable
{
    private static int s_engines;

    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly ConcurrentDictionary<string, Func<FakeExchange, Task>> _answers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Socket, bool> _connections = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _accepting;

    /// <param name="path">Of the socket; null makes one up.</param>
    public FakeEngine(string? path = null)
    {
        SocketPath = path ?? Path.Combine(Path.GetTempPath(), $"localpods-fake-{Environment.ProcessId}-{Interlocked.Increment(ref s_engines)}.sock");
        File.Delete(SocketPath);
        _listener.Bind(new UnixDomainSocketEndPoint(SocketPath));
        _listener.Listen();
        On("GET", "/_ping", e => e.AnswerAsync(200, "OK", [("Api-Version", ApiVersion)]));
        _accepting = AcceptAsync();
    }

    public string SocketPath { get; }

    /// <summary>Told to a ping.</summary>
    public string ApiVersion { get; set; } = "1.41";

    /// <summary>All that was asked, pings included, oldest first.</summary>
    public ConcurrentQueue<FakeRequest> Requests { get; } = new();

    public IEnumerable<FakeRequest> Asked(string method, string path) => Requests.Where(r => r.Method == method && r.Path == path);

    /// <param name="method">HTTP's.</param>
    /// <param name="path">Without version and query; a later answer replaces an earlier one.</param>
    /// <param name="answer">Writes the answer.</param>
    public void On(string method, string path, Func<FakeExchange, Task> answer) => _answers[$"{method} {path}"] = answer;

    public void On(string method, string path, int status, string json) => On(method, path, e => e.AnswerAsync(status, json, []));

    public async ValueTask DisposeAsync()
    {
        if (_ending.IsCancellationRequested)
        {
            return; // a test ended it already
        }

        _ending.Cancel();
        _listener.Dispose();
        foreach (var connection in _connections.Keys)
        {
            connection.Dispose();
        }

        await _accepting;
        File.Delete(SocketPath);
    }

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
            {
                serving.Add(ServeAsync(await _listener.AcceptAsync()));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        _connections[socket] = true;
        await Task.Yield();
        try
        {
            await using var stream = new NetworkStream(socket, ownsSocket: true);
            while (await FakeRequest.ReadAsync(stream) is { } request)
            {
                Requests.Enqueue(request);
                var exchange = new FakeExchange(request, stream, _ending.Token);
                await (_answers.TryGetValue($"{request.Method} {request.Path}", out var answer)
                    ? answer(exchange)
                    : exchange.AnswerAsync(404, """{"message":"the test has no answer to this"}""", []));
                if (exchange.IsLast)
                {
                    return;
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // the client went away, or the test is over
        }
        finally
        {
            _connections.TryRemove(socket, out _);
        }
    }
}
