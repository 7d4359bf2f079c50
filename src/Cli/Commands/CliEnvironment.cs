using LocalPods.Cli.Client;
using LocalPods.Cli.Terminal;

namespace LocalPods.Cli.Commands;

/// <summary>The process as the commands see it; tests bring their own.</summary>
internal sealed record CliEnvironment
{
    public required TextWriter Out { get; init; }

    public required TextWriter Error { get; init; }

    /// <summary>Opens stdin; called at most once a command.</summary>
    public required Func<Stream> OpenInput { get; init; }

    /// <summary>Opens stdout for bytes. What was written to <see cref="Out"/> is flushed first by the caller.</summary>
    public required Func<Stream> OpenOutput { get; init; }

    /// <summary>Opens stderr for bytes.</summary>
    public required Func<Stream> OpenError { get; init; }

    /// <summary>Whether stdin is a terminal, so that <c>exec -it</c> can hand it to a program.</summary>
    public Func<bool> IsInputTerminal { get; init; } = () => false;

    /// <summary>The terminal behind <see cref="Out"/>; null when it is none.</summary>
    public Func<Screen?> OutputScreen { get; init; } = () => null;

    /// <summary>The terminal behind <see cref="Error"/>; null when it is none.</summary>
    public Func<Screen?> ErrorScreen { get; init; } = () => null;

    /// <summary>Whether stdout is a terminal, so that colours may be used.</summary>
    public Func<bool> IsOutputTerminal { get; init; } = () => false;

    /// <summary>Reads an environment variable; null and empty mean unset.</summary>
    public required Func<string, string?> Variable { get; init; }

    public required TimeProvider Clock { get; init; }

    /// <summary>Whether this process may write where root does; decides where instances live.</summary>
    public required bool Privileged { get; init; }

    /// <summary>Runs the daemon until it is told to stop and returns its exit code; null in a program that has none.</summary>
    public Func<DaemonOrder, int>? RunDaemon { get; init; }

    /// <summary>
    /// Removes all that an instance without a daemon has on the engine and on disk. Writes one line of JSON: <c>removed</c> with
    /// <c>pods</c>, <c>containers</c>, <c>files</c>; <c>left</c>, the names of what remained; <c>error</c>.
    /// </summary>
    public Func<InstancePaths, TextWriter, int>? Purge { get; init; }

    /// <summary>The process that the user runs, told by itself.</summary>
    public static CliEnvironment OfProcess() => new()
    {
        Out = Writer(Output(), autoFlush: false),
        Error = Writer(Errors(), autoFlush: true),
        OpenInput = () => new DescriptorStream(TerminalCalls.Stdin, "stdin"),
        OpenOutput = Output,
        OpenError = Errors,
        IsInputTerminal = () => TerminalCalls.IsTerminal(TerminalCalls.Stdin),
        OutputScreen = () => Screen.Of(TerminalCalls.Stdout, Environment.GetEnvironmentVariable),
        ErrorScreen = () => Screen.Of(TerminalCalls.Stderr, Environment.GetEnvironmentVariable),
        IsOutputTerminal = () => TerminalCalls.IsTerminal(TerminalCalls.Stdout),
        Variable = Environment.GetEnvironmentVariable,
        Clock = TimeProvider.System,
        Privileged = Environment.IsPrivilegedProcess,
    };

    private static DescriptorStream Output() => new(TerminalCalls.Stdout, "stdout");

    private static DescriptorStream Errors() => new(TerminalCalls.Stderr, "stderr");

    // Console.Out would first set up the whole terminal: a third of what `get pods` takes.
    private static StreamWriter Writer(Stream stream, bool autoFlush) =>
        new(stream, new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 4096) { AutoFlush = autoFlush };
}
