using LocalPods.Api.History;
using LocalPods.Orchestrator.Checking;
using LocalPods.Orchestrator.Explaining;
using LocalPods.Orchestrator.Images;
using LocalPods.Orchestrator.Pods;

namespace LocalPods.Orchestrator.Server.Daemon;

/// <summary>What the daemon offers about itself, given by whoever composes it.</summary>
public sealed record DaemonEndpoints
{
    public required Func<CancellationToken, Task<DaemonStatus>> StatusAsync { get; init; }

    /// <summary>Makes the daemon stop soon after it returns; pods keep running.</summary>
    public required Action Shutdown { get; init; }

    /// <summary>The containers that wait before they are tried again.</summary>
    public PodBackoffs Backoffs { get; init; } = new();

    /// <summary>The record of a pod by namespace, name and uid; null when there is none.</summary>
    public required Func<string, string, string, PodHistory?> History { get; init; }

    /// <summary>Why a pod, by namespace and name, is not Ready; null when there is none.</summary>
    public required Func<string, string, CancellationToken, Task<Explanation?>> ExplainAsync { get; init; }

    /// <summary>What the node finds in the objects of a manifest before anything starts.</summary>
    public required Func<ImmutableArray<CheckedObject>, CancellationToken, Task<CheckReport>> CheckAsync { get; init; }

    /// <summary>The pulls of the node.</summary>
    public required PullBoard Pulls { get; init; }
}
