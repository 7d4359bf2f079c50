using System.IO.Pipelines;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.TestKit;

/// <summary>Says back what it is told, until it is told no more.</summary>
internal sealed class EchoStream : DuplexStream
{
    private readonly Pipe _said = new(new PipeOptions(pauseWriterThreshold: 0)); // whoever talks may listen only afterwards

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        await _said.Reader.AsStream(leaveOpen: true).ReadAsync(buffer, cancellationToken);

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        await _said.Writer.WriteAsync(buffer, cancellationToken);

    public override ValueTask CompleteWritesAsync(CancellationToken cancellationToken) => _said.Writer.CompleteAsync();

    public override async ValueTask DisposeAsync()
    {
        await _said.Writer.CompleteAsync();
        await base.DisposeAsync();
    }
}
