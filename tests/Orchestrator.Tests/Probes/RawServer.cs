using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LocalPods.Orchestrator.Tests.Probes;

/// <summary>Accepts connections on loopback, reads what comes first, says one thing and hangs up; or says nothing at all.</summary>
internal sealed class RawServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<Socket> _held = [];
    private readonly Task _serving;

    /// <param name="answer">Null keeps connections open without a word.</param>
    public RawServer(string? answer)
    {
        _listener.Start();
        _serving = ServeAsync(answer);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Dispose()
    {
        _listener.Dispose();
        _held.ForEach(s => s.Dispose());
        _serving.Wait(TimeSpan.FromSeconds(5));
    }

    private async Task ServeAsync(string? answer)
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync();
                if (answer is null)
                {
                    _held.Add(socket);
                    continue;
                }

                using (socket)
                {
                    await socket.ReceiveAsync(new byte[4096]);
                    await socket.SendAsync(Encoding.ASCII.GetBytes(answer));
                    socket.Shutdown(SocketShutdown.Send);
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }
}
