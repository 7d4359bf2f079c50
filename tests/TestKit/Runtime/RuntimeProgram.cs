namespace LocalPods.TestKit;

/// <summary>A process said twice: as busybox runs it on a real engine, and as the fake plays it.</summary>
/// <param name="Command">Program and arguments.</param>
/// <param name="Behaviour">The same for the fake.</param>
public sealed record RuntimeProgram(ImmutableArray<string> Command, ContainerBehaviour Behaviour)
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(100);

    /// <summary>Runs until it is killed; answers the commands of the conformance suite.</summary>
    public static RuntimeProgram Sleeps { get; } = new(["sleep", "1000"], ContainerBehaviour.IgnoresTerm() with { Executes = Shell });

    /// <summary>Uses a processor until it is killed.</summary>
    public static RuntimeProgram Spin { get; } = new(["sh", "-c", "while :; do :; done"], ContainerBehaviour.IgnoresTerm() with { Cores = 1 });

    /// <summary>Writes 2 MiB into a file, and stays.</summary>
    public static RuntimeProgram Writes { get; } = new(
        ["sh", "-c", "dd if=/dev/zero of=/big bs=1048576 count=2 2>/dev/null; sleep 1000"], ContainerBehaviour.IgnoresTerm() with { DiskBytes = 2 << 20 });

    /// <summary>Ends with code 7 as soon as TERM comes.</summary>
    public static RuntimeProgram TrapsTerm { get; } = new(
        ["sh", "-c", "trap 'exit 7' TERM; echo ready; while :; do sleep 1000 & wait $!; done"],
        ContainerBehaviour.TrapsTerm(TimeSpan.Zero, code: 7) with { Prints = [new LogLine(TimeSpan.Zero, "ready")] });

    /// <summary>Prints two lines and one error, and ends with code 3.</summary>
    public static RuntimeProgram Prints { get; } = new(
        ["sh", "-c", "echo one; sleep 0.1; echo two; sleep 0.1; echo bad >&2; sleep 0.1; exit 3"],
        ContainerBehaviour.Exits(3, Moment * 3) with
        {
            Prints = [new LogLine(TimeSpan.Zero, "one"), new LogLine(Moment, "two"), new LogLine(Moment * 2, "bad", IsError: true)],
        });

    /// <summary>Listens on port 8080, and says so.</summary>
    public static RuntimeProgram Listens { get; } = new(
        ["sh", "-c", "httpd -p 8080; echo listening; sleep 1000"],
        new ContainerBehaviour { EndsOnTermAfter = null, Listens = [8080], Prints = [new LogLine(TimeSpan.Zero, "listening")] });

    /// <summary>Says back what it is told on port 8081.</summary>
    public static RuntimeProgram EchoesOnPort { get; } = new(
        ["nc", "-ll", "-p", "8081", "-e", "cat"], new ContainerBehaviour { EndsOnTermAfter = null, Listens = [8081] });

    /// <summary>Says back what it is told, until its input ends.</summary>
    public static RuntimeProgram Echoes { get; } = new(["cat"], new ContainerBehaviour { EchoesStdin = true });

    public static RuntimeProgram IsMissing { get; } = new(["/no/such/program"], ContainerBehaviour.CannotStart("no such file or directory", 127));

    /// <summary>Commands the suite runs inside a container, as the fake answers them.</summary>
    private static ExecOutcome Shell(ExecRequest request) => request.Command.ToArray() switch
    {
        ["sleep", ..] => new ExecOutcome(0) { Takes = TimeSpan.FromSeconds(1000) },
        ["cat"] => new ExecOutcome(0) { EchoesStdin = true },
        ["sh", "-c", "echo out; echo err >&2; exit 3"] => new ExecOutcome(3, "out\n") { ErrorOutput = "err\n" },
        ["sh", "-c", "exit 5"] => new ExecOutcome(5),
        ["/no/such/program"] => new ExecOutcome(127, "no such file or directory"),
        _ => new ExecOutcome(0),
    };
}
