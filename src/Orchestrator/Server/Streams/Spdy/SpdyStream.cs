using System.IO.Pipelines;

namespace LocalPods.Orchestrator.Server.Streams.Spdy;

/// <summary>One stream of a connection. One reader and one writer at a time.</summary>
internal sealed class SpdyStream(SpdyConnection connection, uint id, IReadOnlyDictionary<string, string> headers)
{
    /// <summary>What waits here for its reader before the whole connection waits: the protocol's clients know no other limit.</summary>
    private const int MostWaiting = 1024 * 1024;

    private readonly Pipe _input = new(new PipeOptions(pauseWriterThreshold: MostWaiting, resumeWriterThreshold: MostWaiting / 2, useSynchronizationContext: true));
    private bool _finished;

    public uint Id => id;

    /// <summary>What the client sends, until it has finished.</summary>
    public PipeReader Input => _input.Reader;

    public string? Header(string name) => headers.GetValueOrDefault(name);

    /// <summary>Sends.</summary>
    public Task WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken) => connection.SendDataAsync(id, data, last: false, cancellationToken);

    /// <summary>Sends no more.</summary>
    public Task FinishAsync(CancellationToken cancellationToken)
    {
        if (_finished)
        {
            return Task.CompletedTask;
        }

        _finished = true;
        return connection.SendDataAsync(id, default, last: true, cancellationToken);
    }

    /// <summary>Takes what came from the client. A reader that has gone is no reason to stop reading for others.</summary>
    internal async ValueTask TakeAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken) => await _input.Writer.WriteAsync(data, cancellationToken);

    /// <summary>No more comes.</summary>
    internal ValueTask EndAsync() => _input.Writer.CompleteAsync();
}
