namespace LocalPods.TestKit;

/// <summary>What a container of the <see cref="FakeContainerRuntime"/> does once it is started. Without anything set it runs for ever and exits 143 on TERM.</summary>
public sealed record ContainerBehaviour
{
    public static ContainerBehaviour RunsForEver { get; } = new();

    /// <summary>Time from its start to its end; null runs until it is stopped.</summary>
    public TimeSpan? ExitsAfter { get; init; }

    /// <summary>With <see cref="ExitsAfter"/>.</summary>
    public int ExitCode { get; init; }

    /// <summary>With <see cref="ExitsAfter"/>: the kernel ended it.</summary>
    public bool OomKilled { get; init; }

    /// <summary>Time from TERM to its end; null ignores TERM.</summary>
    public TimeSpan? EndsOnTermAfter { get; init; } = TimeSpan.Zero;

    /// <summary>Exit code after TERM.</summary>
    public int TermExitCode { get; init; } = 143;

    /// <summary>When not null the process cannot be run, and these are the engine's words.</summary>
    public string? StartError { get; init; }

    /// <summary>With <see cref="StartError"/>: 126, 127 or 128.</summary>
    public int StartErrorCode { get; init; } = 127;

    /// <summary>How long the start call takes.</summary>
    public TimeSpan StartTakes { get; init; }

    /// <summary>What it prints, and when, counted from its start.</summary>
    public ImmutableArray<LogLine> Prints { get; init; } = [];

    /// <summary>Answers commands run inside it; null answers all with exit code 0 and no output.</summary>
    public Func<ExecRequest, ExecOutcome>? Executes { get; init; }

    /// <summary>Copies what is written to its standard input to its standard output, and ends when that closes.</summary>
    public bool EchoesStdin { get; init; }

    /// <summary>Processors it uses while it runs.</summary>
    public double Cores { get; init; }

    /// <summary>Memory it uses while it runs.</summary>
    public long MemoryBytes { get; init; } = 1 << 20;

    /// <summary>What the files take that it wrote.</summary>
    public long DiskBytes { get; init; }

    /// <summary>TCP ports it listens on while it runs.</summary>
    public ImmutableArray<int> Listens { get; init; } = [];

    public static ContainerBehaviour Exits(int code, TimeSpan after) => new() { ExitCode = code, ExitsAfter = after };

    public static ContainerBehaviour IgnoresTerm() => new() { EndsOnTermAfter = null };

    public static ContainerBehaviour TrapsTerm(TimeSpan endsAfter, int code) => new() { EndsOnTermAfter = endsAfter, TermExitCode = code };

    public static ContainerBehaviour CannotStart(string error, int code) => new() { StartError = error, StartErrorCode = code };

    public static ContainerBehaviour Answers(Func<ExecRequest, ExecOutcome> executes) => new() { Executes = executes };
}

/// <summary>A line a container prints.</summary>
/// <param name="After">Counted from its start.</param>
/// <param name="Text">Without line feed.</param>
/// <param name="IsError">On standard error.</param>
public sealed record LogLine(TimeSpan After, string Text, bool IsError = false);
