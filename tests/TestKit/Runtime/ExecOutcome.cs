using LocalPods.Orchestrator.Runtime;

namespace LocalPods.TestKit;

/// <summary>A command run inside a container of the fake.</summary>
/// <param name="Container">As it is when the command starts.</param>
/// <param name="Command">Program and arguments.</param>
/// <param name="Now">Virtual time.</param>
public sealed record ExecRequest(ContainerStatus Container, ImmutableArray<string> Command, DateTimeOffset Now)
{
    /// <summary>How long the container has been running.</summary>
    public TimeSpan RunningFor => Now - (Container.StartedAt ?? Now);
}

/// <summary>How a command run inside a container of the fake ends.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">On standard output.</param>
public sealed record ExecOutcome(int ExitCode, string Output = "")
{
    public string ErrorOutput { get; init; } = "";

    /// <summary>How long it runs before it prints and ends.</summary>
    public TimeSpan Takes { get; init; }

    /// <summary>Copies its standard input to its standard output until that closes, then ends; a new size of its terminal it prints, such as <c>80x24</c>.</summary>
    public bool EchoesStdin { get; init; }

    /// <summary>Prints so many zeros instead of <see cref="Output"/>; only streamed.</summary>
    public long Zeros { get; init; }
}
