namespace LocalPods.Cli.Apply;

/// <summary>What applying an object came to.</summary>
internal enum ApplyOutcome
{
    Created,
    Configured,
    Unchanged,
}
