using System.Net.Sockets;
using System.Text;

namespace LocalPods.Bench;

/// <summary>
/// Watches that are open at the same time, each on a connection of its own. They are read one after the other and no further than to the ends of
/// events, so that the processors are left to what is measured. Disposing of them ends them.
/// </summary>
internal sealed class Watching : IDisposable
{
    /// <summary>How many are opened at a time: more would measure the queue of connections.</summary>
    private const int MostOpening = 64;
    private const int LimitMilliseconds = 60_000;

    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly Socket[] _sockets;

    private Watching(Socket[] sockets) => _sockets = sockets;

    /// <summary>Opens watches; all of them answer when this returns.</summary>
    /// <param name="socketPath">Of the server.</param>
    /// <param name="target">Path and query of the watch, which has nothing to tell at first.</param>
    /// <param name="count">How many.</param>
    public static Watching Open(string socketPath, string target, int count)
    {
        var request = Encoding.ASCII.GetBytes($"GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n");
        var watching = new Watching([.. Enumerable.Range(0, count).Select(_ => new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { ReceiveTimeout = LimitMilliseconds })]);
        foreach (var some in watching._sockets.Chunk(MostOpening))
        {
            foreach (var socket in some)
            {
                socket.Connect(new UnixDomainSocketEndPoint(socketPath));
                socket.Send(request);
            }

            foreach (var socket in some)
            {
                watching.ReadTo(socket, "\r\n\r\n"u8);
            }
        }

        return watching;
    }

    /// <summary>Blocks until every watch has told one more event.</summary>
    public void NextOfEach()
    {
        foreach (var socket in _sockets)
        {
            ReadTo(socket, "}\n\r\n"u8); // an object, its line feed, and the end of the piece of the answer that it came in
        }
    }

    public void Dispose() => Array.ForEach(_sockets, s => s.Dispose());

    private void ReadTo(Socket socket, ReadOnlySpan<byte> end)
    {
        for (var filled = 0; !_buffer.AsSpan(0, filled).EndsWith(end);)
        {
            filled += socket.Receive(_buffer.AsSpan(filled)) is > 0 and var count ? count : throw new InvalidOperationException("a watch ended before its time");
        }
    }
}
