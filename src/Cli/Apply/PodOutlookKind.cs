namespace LocalPods.Cli.Apply;

/// <summary>What a waiting user can expect of a pod.</summary>
internal enum PodOutlookKind
{
    Open,
    Ready,

    /// <summary>All its containers ended well.</summary>
    Completed,

    /// <summary>It will not become ready by itself.</summary>
    Hopeless,
}
