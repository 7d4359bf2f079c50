namespace LocalPods.Orchestrator.Runtime;

/// <summary>How a captured command ended. Closed: the nested records are all the cases there are.</summary>
public abstract record ExecResult
{
    private ExecResult()
    {
    }

    /// <summary>Standard output, then standard error, cut to what the caller of the engine keeps (10 KiB each).</summary>
    public required string Output { get; init; }

    /// <summary>Standard error alone, cut the same way.</summary>
    public string ErrorOutput { get; init; } = "";

    public sealed record Exited(int ExitCode) : ExecResult;

    public sealed record TimedOut : ExecResult;
}

/// <summary>Which streams are wanted.</summary>
public sealed record StreamOptions
{
    public bool Stdin { get; init; }
    public bool Stdout { get; init; } = true;

    /// <summary>Has no effect with <see cref="Tty"/>, where both outputs are one.</summary>
    public bool Stderr { get; init; } = true;

    public bool Tty { get; init; }

    /// <summary>Size of the terminal at the start; null when not known.</summary>
    public TerminalSize? Size { get; init; }
}

/// <summary>In characters.</summary>
public readonly record struct TerminalSize(int Columns, int Rows);

public enum StandardStream
{
    Stdout,
    Stderr,
}

/// <summary>The streams of a running command. One reader and one writer at a time; disposing lets go of it.</summary>
public interface IContainerStream : IAsyncDisposable
{
    ValueTask WriteStdinAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken);

    /// <summary>Tells the command that no more input comes; its output goes on.</summary>
    ValueTask CloseStdinAsync(CancellationToken cancellationToken);

    /// <summary>Waits for output.</summary>
    /// <returns>Where it came from and how many bytes of <paramref name="buffer"/> hold it; 0 when all output has ended.</returns>
    ValueTask<(StandardStream Source, int Count)> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken);

    Task ResizeAsync(TerminalSize size, CancellationToken cancellationToken);

    /// <summary>The exit code, once output has ended; null when the streams were of an attach.</summary>
    /// <exception cref="ContainerRuntimeException">The engine would not say; this is never taken for success.</exception>
    Task<int?> GetExitCodeAsync(CancellationToken cancellationToken);
}

/// <summary>Which part of a log.</summary>
public sealed record LogOptions
{
    public bool Follow { get; init; }

    /// <summary>The last so many lines; null is all.</summary>
    public long? Tail { get; init; }

    /// <summary>Lines at or after.</summary>
    public DateTimeOffset? Since { get; init; }
}

/// <summary>One piece of a log: a line with its line feed, or the part of a line that was flushed without one.</summary>
public readonly record struct LogEntry(StandardStream Source, DateTimeOffset Timestamp, ReadOnlyMemory<byte> Content);
