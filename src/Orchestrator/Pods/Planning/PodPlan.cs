using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Pods.Planning;

/// <summary>What a pod needs next.</summary>
/// <param name="Stage">Where the pod stands.</param>
/// <param name="Actions">To be begun now; none depends on another's end.</param>
/// <param name="Due">When to plan again although nothing happened; null when only a change can make a difference.</param>
internal sealed record PodPlan(PodStage Stage, ImmutableArray<PodAction> Actions, DateTimeOffset? Due)
{
    /// <summary>Containers that wait in crash-loop back-off.</summary>
    public ImmutableArray<CrashLoopWait> BackingOff { get; init; } = [];

    /// <summary>Ephemeral containers that wait for the container they are to look into.</summary>
    public ImmutableArray<TargetWait> MissingTargets { get; init; } = [];

    /// <summary>Why the node itself ends the pod; null when it does not.</summary>
    public PodVerdict? Termination { get; init; }

    /// <summary>A known sandbox that has to be replaced: worth an event, once.</summary>
    public SandboxId? ChangedSandbox { get; init; }

    /// <summary>All containers are being ended and removed in order to be started anew in the same sandbox.</summary>
    public bool RestartsAll { get; init; }
}

/// <summary>A container in crash-loop back-off.</summary>
/// <param name="Name">In the spec.</param>
/// <param name="Instance">The one that ended.</param>
/// <param name="Delay">The whole wait.</param>
/// <param name="Until">Its end.</param>
internal sealed record CrashLoopWait(string Name, ContainerId Instance, TimeSpan Delay, DateTimeOffset Until);

/// <summary>An ephemeral container that is to look into a container which does not run.</summary>
/// <param name="Name">Of the ephemeral container.</param>
/// <param name="Target">What it waits for.</param>
internal sealed record TargetWait(string Name, string Target);
