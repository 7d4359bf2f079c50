using System.Net.Sockets;

namespace LocalPods.Orchestrator.Probes;

/// <summary>
/// A connection that remembers the first bytes the other side sent, so that a failed probe can say what it really talked
/// to: a plain HTTP server behind HTTPS, or something that does not speak HTTP/2.
/// </summary>
internal sealed class OpeningStream(Socket socket) : NetworkStream(socket, ownsSocket: true)
{
    private readonly byte[] _opening = new byte[5];
    private int _count;
    private bool _handedOut;

    /// <summary>At most the first five bytes received.</summary>
    public ReadOnlySpan<byte> Opening => _opening.AsSpan(0, _count);

    /// <summary>The other side has sent the frame that HTTP/2 begins with: the fourth byte tells a frame's type.</summary>
    public bool SpeaksHttp2 => _count > 3 && _opening[3] == 4 && _opening[0] == 0;

    /// <summary>For a handler's connect callback. It asks again when the other side hung up; there is no second connection.</summary>
    /// <exception cref="DialException">Handed out already.</exception>
    public ValueTask<Stream> HandOut()
    {
        if (_handedOut)
        {
            throw new DialException("EOF", new EndOfStreamException());
        }

        _handedOut = true;
        return ValueTask.FromResult<Stream>(this);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await base.ReadAsync(buffer, cancellationToken);
        Remember(buffer.Span[..count]);
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    private void Remember(ReadOnlySpan<byte> received)
    {
        var wanted = Math.Min(received.Length, _opening.Length - _count);
        received[..wanted].CopyTo(_opening.AsSpan(_count));
        _count += wanted;
    }
}
