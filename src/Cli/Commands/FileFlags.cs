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
}
