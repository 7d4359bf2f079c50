namespace LocalPods.Cli.Client;

/// <summary>A connection some of whose bytes were read already.</summary>
internal sealed class RestThenStream(byte[] rest, Stream stream) : UnseekableStream
{
    private int _taken;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override int Read(byte[] buffer, int offset, int count) => TakeRest(buffer.AsSpan(offset, count)) is > 0 and var taken ? taken : stream.Read(buffer, offset, count);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        TakeRest(buffer.Span) is > 0 and var taken ? new ValueTask<int>(taken) : stream.ReadAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) => stream.Write(buffer, offset, count);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => stream.WriteAsync(buffer, cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => stream.WriteAsync(buffer, offset, count, cancellationToken);

    public override void Flush() => stream.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => stream.FlushAsync(cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            stream.Dispose();
        }

        base.Dispose(disposing);
    }

    private int TakeRest(Span<byte> into)
    {
        var count = Math.Min(into.Length, rest.Length - _taken);
        rest.AsSpan(_taken, count).CopyTo(into);
        _taken += count;
        return count;
    }
}
