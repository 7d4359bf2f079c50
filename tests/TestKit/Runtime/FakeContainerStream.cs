using System.Text;
using System.Threading.Channels;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.TestKit;

/// <summary>The streams of a command run on the fake.</summary>
/// <param name="options">Which streams are wanted.</param>
/// <param name="echoes">Copies its input to its output and ends when the input closes.</param>
/// <param name="onInput">Told of everything written; null tells nobody.</param>
public sealed class FakeContainerStream(StreamOptions options, bool echoes, Action<ReadOnlyMemory<byte>>? onInput) : IContainerStream
{
    private readonly Channel<(StandardStream Source, ReadOnlyMemory<byte> Data)> _output =
        Channel.CreateUnbounded<(StandardStream, ReadOnlyMemory<byte>)>();

    private (StandardStream Source, ReadOnlyMemory<byte> Data) _rest;
    private int? _exitCode;

    /// <summary>Sizes it was told, the first at its start.</summary>
    public List<TerminalSize> Sizes { get; } = options.Size is { } size ? [size] : [];

    public bool Disposed { get; private set; }

    /// <summary>Prints, then ends with this code.</summary>
    public void End(string output, string errorOutput, int exitCode)
    {
        Print(StandardStream.Stdout, Encoding.UTF8.GetBytes(output));
        Print(options.Tty ? StandardStream.Stdout : StandardStream.Stderr, Encoding.UTF8.GetBytes(errorOutput));
        _exitCode ??= exitCode;
        _output.Writer.TryComplete();
    }

    public void Print(StandardStream source, ReadOnlyMemory<byte> data)
    {
        var wanted = options.Tty || (source == StandardStream.Stdout ? options.Stdout : options.Stderr);
        if (wanted && data.Length > 0)
        {
            _output.Writer.TryWrite((source, data));
        }
    }

    public ValueTask WriteStdinAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        onInput?.Invoke(data);
        if (echoes)
        {
            Print(StandardStream.Stdout, data.ToArray());
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask CloseStdinAsync(CancellationToken cancellationToken)
    {
        if (echoes)
        {
            End("", "", 0);
        }

        return ValueTask.CompletedTask;
    }

    public async ValueTask<(StandardStream Source, int Count)> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (_rest.Data.IsEmpty)
        {
            if (!_output.Reader.TryRead(out _rest) && !await _output.Reader.WaitToReadAsync(cancellationToken))
            {
                return (StandardStream.Stdout, 0);
            }
        }

        var count = Math.Min(buffer.Length, _rest.Data.Length);
        _rest.Data[..count].CopyTo(buffer);
        _rest.Data = _rest.Data[count..];
        return (_rest.Source, count);
    }

    public Task ResizeAsync(TerminalSize size, CancellationToken cancellationToken)
    {
        Sizes.Add(size);
        if (echoes)
        {
            Print(StandardStream.Stdout, Encoding.UTF8.GetBytes($"{size.Columns}x{size.Rows}"));
        }

        return Task.CompletedTask;
    }

    public Task<int?> GetExitCodeAsync(CancellationToken cancellationToken) => Task.FromResult(_exitCode);

    public ValueTask DisposeAsync()
    {
        Disposed = true;
        _output.Writer.TryComplete();
        return ValueTask.CompletedTask;
    }
}
