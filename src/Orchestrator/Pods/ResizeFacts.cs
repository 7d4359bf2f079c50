namespace LocalPods.Orchestrator.Pods;

/// <summary>How far the resizes of a pod are (spec 9.8).</summary>
public sealed record ResizeFacts
{
    public static ResizeFacts None { get; } = new();

    /// <summary>Why what is wished for is not granted; null when it is.</summary>
    public PodVerdict? Pending { get; init; }

    /// <summary>What is granted is being put into force.</summary>
    public bool InProgress { get; init; }

    /// <summary>Why it could not be so far; null when nothing went wrong.</summary>
    public string? Error { get; init; }

    /// <summary>The pod as a whole still has its old limits, or nobody has looked.</summary>
    public bool PodUnfinished { get; init; }

    /// <summary>Containers that still have their old limits.</summary>
    public ImmutableHashSet<string> Unfinished { get; init; } = [];
}
