namespace LocalPods.Cli.Apply;

/// <summary>What applying an object came to.</summary>
internal enum ApplyOutcome
{
    Created,
    Configured,
    Unchanged,

    /// <summary>The server did it, and does not say what it did.</summary>
    AppliedByServer,
}
