namespace LocalPods.Cli.Commands;

/// <summary>Flags of the commands that read manifests.</summary>
internal static class FileFlags
{
    public static IReadOnlyList<Flag> All { get; } =
    [
        Flag.Texts("filename", "File, folder or URL to read the objects from; - is stdin", 'f'),
        Flag.Text("kustomize", "Not supported", 'k') with { Hidden = true },
        Flag.Switch("recursive", "Read the folders below the folder given with -f as well", 'R'),
    ];

    public static Flag Validate { get; } = new("validate", FlagKind.Text,
        "What becomes of unknown, misplaced and duplicate fields: strict (or true) refuses them, warn applies the rest and warns, ignore (or false) says nothing")
    {
        Default = "strict",
        Bare = "strict",
        Values = ["strict", "warn", "ignore"],
    };

    public static Flag DryRun { get; } = new("dry-run", FlagKind.Text,
        "Must be \"none\", \"server\" or \"client\": client only shows what would be sent, server has it checked and stores nothing")
    {
        Default = "none",
        Bare = "unchanged",
        Values = ["none", "client", "server"],
    };

    /// <summary>Checks that manifests were named, and nothing else.</summary>
    /// <exception cref="CommandException">None was.</exception>
    /// <exception cref="UsageException">There are arguments beside the flags.</exception>
    public static void RequireOnly(Invocation invocation)
    {
        if (!invocation.Flags.Given("filename"))
        {
            throw CommandException.Error($"must specify one of -f; see 'localpods {invocation.Command.Name} --help' for usage");
        }

        if (invocation.Arguments.Count > 0)
        {
            throw new UsageException($"Unexpected args: [{string.Join(' ', invocation.Arguments)}]") { Understood = true };
        }
    }
}
