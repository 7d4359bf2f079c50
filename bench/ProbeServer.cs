using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LocalPods.Bench;

/// <summary>Answers 200 to everything and notes when each path was asked for.</summary>
internal sealed class ProbeServer : IDisposable
{
    private static readonly byte[] s_answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"u8.ToArray();

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private ConcurrentDictionary<string, ConcurrentQueue<long>> _arrivals = new();

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public static ProbeServer Start()
    {
        var server = new ProbeServer();
        server._listener.Start(backlog: 512);
        _ = server.AcceptAsync(); // ends with the listener
        return server;
    }

    /// <summary>Begins a new time of observation.</summary>
    public void Forget() => _arrivals = new();

    /// <summary>By how much the time between two requests for one path differs from the period.</summary>
    public Samples IntervalErrors(TimeSpan period)
    {
        var errors = new Samples();
        foreach (var times in _arrivals.Values.Select(queue => queue.Order().ToArray()))
        {
            for (var i = 1; i < times.Length; i++)
            {
                errors.Add((Stopwatch.GetElapsedTime(times[i - 1], times[i]) - period).Duration());
            }
        }

        return errors;
    }

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket connection;
            try
            {
                connection = await _listener.AcceptSocketAsync();
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return;
            }

            _ = AnswerAsync(connection, Stopwatch.GetTimestamp());
        }
    }

    private async Task AnswerAsync(Socket connection, long arrived)
    {
        using (connection)
        {
            try
            {
                var request = new byte[4096];
                var length = 0;
                while (!request.AsSpan(0, length).EndsWith("\r\n\r\n"u8))
                {
                    var read = await connection.ReceiveAsync(request.AsMemory(length));
                    if (read == 0)
                    {
                        return;
                    }

                    length += read;
                }

                var path = Encoding.ASCII.GetString(request, 0, length).Split(' ')[1];
                _arrivals.GetOrAdd(path, _ => new ConcurrentQueue<long>()).Enqueue(arrived);
                await connection.SendAsync(s_answer);
                connection.Shutdown(SocketShutdown.Both);
            }
            catch (SocketException)
            {
                // the prober gave up
            }
        }
    }
}
