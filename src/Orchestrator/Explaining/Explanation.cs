namespace LocalPods.Orchestrator.Explaining;

/// <summary>Why a pod is not Ready: one chain from that to its root cause.</summary>
/// <param name="Namespace">Of the pod.</param>
/// <param name="Pod">Its name.</param>
/// <param name="Ready">Its condition Ready is True.</param>
/// <param name="Summary">One sentence: <c>is Ready, nothing to explain</c>.</param>
public sealed record Explanation(string Namespace, string Pod, bool Ready, string Summary)
{
    /// <summary>Each link is because of the next; the last one is the root cause. Empty when there is nothing to explain.</summary>
    public ImmutableArray<Link> Chain { get; init; } = [];

    /// <summary>Null when there is nothing to explain.</summary>
    public RootCause? Cause { get; init; }

    /// <summary>When the node tries again by itself; null when it does not, or when that is not known.</summary>
    public DateTimeOffset? NextTry { get; init; }

    /// <summary>What else is wrong with the pod, outside the chain.</summary>
    public ImmutableArray<string> Also { get; init; } = [];

    /// <summary>Facts that could not be had, and why.</summary>
    public ImmutableArray<string> NotKnown { get; init; } = [];
}

/// <summary>One step of a chain.</summary>
/// <param name="Says">In plain words.</param>
/// <param name="Proof">The fact that shows it, as the API, the engine or the program worded it; null when the step says all.</param>
public sealed record Link(string Says, string? Proof = null)
{
    /// <summary>Lines of a log that show it, oldest first.</summary>
    public ImmutableArray<string> Lines { get; init; } = [];
}

/// <summary>Where a chain ends.</summary>
/// <param name="Code">For programs.</param>
/// <param name="Says">As the last link.</param>
/// <param name="Fix">What will likely mend it.</param>
public sealed record RootCause(CauseCode Code, string Says, string Fix)
{
    /// <summary>The container whose fault it is; null when it is the pod's.</summary>
    public string? Container { get; init; }

    /// <summary>The field to look at: <c>spec.containers[0].image</c>; null when there is none.</summary>
    public string? Field { get; init; }
}
