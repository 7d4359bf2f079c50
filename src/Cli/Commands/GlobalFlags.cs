namespace LocalPods.Cli.Commands;

/// <summary>The flags every verb takes.</summary>
internal static class GlobalFlags
{
    public static IReadOnlyList<Flag> All { get; } =
    [
        Flag.Switch("help", "Show help for the command", 'h'),
        Flag.Text("instance", "The instance to talk to; $LOCALPODS_INSTANCE is used when the flag is not given"),
        Flag.Text("namespace", "The namespace of this request", 'n'),
        Flag.Switch("no-start", "Fail instead of starting a daemon that does not run"),
        Flag.Number("v", "Number for the log level verbosity: 6 prints every request on stderr", 0) with { Letter = 'v' },
    ];
}
