using System.Buffers;

namespace LocalPods.Orchestrator.Server.Responses;

/// <summary>
/// The bytes of a whole answer, in memory that is used again: lists are larger than what the collector moves, and each new one would bring the
/// next full collection nearer. To be disposed of once they are sent.
/// </summary>
/// <param name="capacity">How many there will be; more is no mistake.</param>
internal sealed class AnswerBuffer(int capacity) : IBufferWriter<byte>, IDisposable
{
    /// <summary>Larger ones are rare, and not kept.</summary>
    private const int LargestKept = 8 * 1024 * 1024;

    private byte[] _bytes = Take(capacity);
    private int _count;

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, _count);

    public void Advance(int count) => _count += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _bytes.AsMemory(_count);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public void Dispose()
    {
        Give(_bytes);
        _bytes = [];
    }

    private void Reserve(int more)
    {
        if (_bytes.Length - _count >= more)
        {
            return;
        }

        var larger = Take(Math.Max(checked(_count + more), (int)Math.Min(_bytes.Length * 2L, Array.MaxLength)));
        Written.CopyTo(larger);
        Give(_bytes);
        _bytes = larger;
    }

    private static byte[] Take(int capacity) => capacity <= LargestKept ? ArrayPool<byte>.Shared.Rent(capacity) : new byte[capacity];

    private static void Give(byte[] bytes)
    {
        if (bytes.Length is > 0 and <= LargestKept)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}
