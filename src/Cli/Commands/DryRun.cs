namespace LocalPods.Cli.Commands;

/// <summary>How far a change goes.</summary>
internal enum DryRun
{
    /// <summary>It is done.</summary>
    None,

    /// <summary>Nothing is sent.</summary>
    Client,

    /// <summary>The server checks it and stores nothing.</summary>
    Server,
}

internal static class DryRuns
{
    /// <exception cref="CommandException">Neither of the three.</exception>
    public static DryRun Read(ParsedFlags flags) => flags.Text("dry-run") switch
    {
        "none" or "false" => DryRun.None,
        "client" or "true" or "unchanged" => DryRun.Client,
        "server" => DryRun.Server,
        var other => throw CommandException.Error($"Invalid dry-run value ({other}). Must be \"none\", \"server\", or \"client\"."),
    };

    /// <summary>What is added to the line that tells of the change.</summary>
    public static string Note(this DryRun dryRun) => dryRun switch
    {
        DryRun.None => "",
        DryRun.Client => " (dry run)",
        DryRun.Server => " (server dry run)",
    };

    /// <summary>The query parameter's value, or null.</summary>
    public static string? Parameter(this DryRun dryRun) => dryRun == DryRun.Server ? "All" : null;
}
