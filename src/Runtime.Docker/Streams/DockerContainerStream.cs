using LocalPods.Runtime.Docker.Engine;

namespace LocalPods.Runtime.Docker.Streams;

/// <summary>The streams of an exec or an attach on a connection of their own.</summary>
/// <param name="engine">Names failures.</param>
/// <param name="connection">Owned: disposed with this.</param>
/// <param name="raw">A terminal's stream.</param>
/// <param name="doing">Begins the message of every failure.</param>
/// <param name="resize">Tells the terminal its size.</param>
/// <param name="exitCode">Waits for the end of the process.</param>
internal sealed class DockerContainerStream(
    EngineClient engine,
    HijackedConnection connection,
    bool raw,
    string doing,
    Func<TerminalSize, CancellationToken, Task> resize,
    Func<CancellationToken, Task<int?>> exitCode) : IContainerStream
{
    /// <summary>Whether the process keeps its input open when one who types has gone; the engine would end the output with it.</summary>
    public bool InputStaysOpen { get; init; }

    private readonly MultiplexedReader _reader = new(connection.ReadAsync, raw, MultiplexedReader.LargeBuffer);

    public async ValueTask WriteStdinAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        try
        {
            await connection.WriteAsync(data, cancellationToken);
        }
        catch (IOException)
        {
            // Nobody reads it any more: the process has ended, which reading its output will show.
        }
    }

    public async ValueTask CloseStdinAsync(CancellationToken cancellationToken)
    {
        if (InputStaysOpen)
        {
            return;
        }

        try
        {
            await connection.CloseWriteAsync();
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException)
        {
            // As above: there is nobody left to be told.
        }
    }

    public async ValueTask<(StandardStream Source, int Count)> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await _reader.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && engine.Translate(e, doing) is { } failure)
        {
            throw failure;
        }
    }

    public Task ResizeAsync(TerminalSize size, CancellationToken cancellationToken) => resize(size, cancellationToken);

    public Task<int?> GetExitCodeAsync(CancellationToken cancellationToken) => exitCode(cancellationToken);

    public ValueTask DisposeAsync() => connection.DisposeAsync();
}
