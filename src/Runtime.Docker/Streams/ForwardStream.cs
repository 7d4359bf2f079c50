using System.Buffers.Binary;
using LocalPods.Runtime.Docker.Engine;

namespace LocalPods.Runtime.Docker.Streams;

/// <summary>
/// A connection that the sandbox's <c>forward</c> program holds. What is written goes in pieces with their length in front, so that the end of
/// what is said can be told from the end of the one who says it.
/// </summary>
/// <param name="connection">Its standard input and output; owned.</param>
internal sealed class ForwardStream(HijackedConnection connection) : DuplexStream
{
    private const int LengthBytes = 4;
    private const int LargestPiece = 64 * 1024;

    private readonly MultiplexedReader _reader = new(connection.ReadAsync, raw: false, MultiplexedReader.LargeBuffer);
    private byte[] _piece = [];
    private bool _completed;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        (await _reader.ReadAsync(buffer, cancellationToken)).Count;

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
        {
            var count = Math.Min(buffer.Length, LargestPiece);
            if (_piece.Length < LengthBytes + count)
            {
                _piece = new byte[LengthBytes + count];
            }

            BinaryPrimitives.WriteInt32LittleEndian(_piece, count);
            buffer[..count].CopyTo(_piece.AsMemory(LengthBytes));
            await connection.WriteAsync(_piece.AsMemory(0, LengthBytes + count), cancellationToken);
            buffer = buffer[count..];
        }
    }

    public override async ValueTask CompleteWritesAsync(CancellationToken cancellationToken)
    {
        if (!_completed)
        {
            _completed = true;
            await connection.WriteAsync(new byte[LengthBytes], cancellationToken);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await connection.DisposeAsync();
        await base.DisposeAsync();
    }
}
