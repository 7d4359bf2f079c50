using LocalPods.Api.Core;
using LocalPods.Orchestrator.Probes;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Pods.Planning;

/// <summary>All that the planner decides by.</summary>
internal sealed record PlanInput
{
    /// <summary>As stored; null when there is no object any more and whatever runs is left over.</summary>
    public required Pod? Pod { get; init; }

    public required RuntimePod Seen { get; init; }

    public required DateTimeOffset Now { get; init; }

    public ProbeVerdicts Verdicts { get; init; } = ProbeVerdicts.None;

    /// <summary>The node does not take the pod (spec 1.4).</summary>
    public bool Rejected { get; init; }

    /// <summary>Why the node must end the pod (spec 9.7); null as long as it need not.</summary>
    public PodVerdict? Eviction { get; init; }

    /// <summary>
    /// Keys of actions under way, and of those that ended after <see cref="Seen"/> was looked at: nothing is decided
    /// about what they touch.
    /// </summary>
    public ImmutableHashSet<string> Busy { get; init; } = [];

    /// <summary>By key: actions that failed and are not tried again before.</summary>
    public ImmutableDictionary<string, DateTimeOffset> RetryAt { get; init; } = ImmutableDictionary<string, DateTimeOffset>.Empty;

    /// <summary>Stops under way, with the moment at which they kill.</summary>
    public ImmutableDictionary<ContainerId, DateTimeOffset> Killing { get; init; } = ImmutableDictionary<ContainerId, DateTimeOffset>.Empty;

    /// <summary>Instances whose stop this worker has begun: people were told, and the preStop hook runs or ran.</summary>
    public ImmutableHashSet<ContainerId> StopBegun { get; init; } = [];

    /// <summary>Instances that this worker stopped in order to replace them.</summary>
    public ImmutableHashSet<ContainerId> Replaced { get; init; } = [];

    /// <summary>Ended instances whose back-off was lifted: what follows them starts fresh.</summary>
    public ImmutableHashSet<ContainerId> Retried { get; init; } = [];

    /// <summary>By container whose instance was removed to restart the whole pod: what the end of its next instance costs.</summary>
    public ImmutableDictionary<string, TimeSpan> CarriedDelays { get; init; } = ImmutableDictionary<string, TimeSpan>.Empty;

    /// <summary>By container: the highest restart count seen running on the engine; the stored status tells of the others.</summary>
    public ImmutableDictionary<string, int> Attempts { get; init; } = ImmutableDictionary<string, int>.Empty;

    /// <summary>By container that may be resized: what its spec asks for.</summary>
    public ImmutableDictionary<string, ContainerResources> Limits { get; init; } = ImmutableDictionary<string, ContainerResources>.Empty;

    /// <summary>By instance: the limits it was given since it started. What the engine makes of them is no reason to ask again.</summary>
    public ImmutableDictionary<ContainerId, ContainerResources> Limited { get; init; } = ImmutableDictionary<ContainerId, ContainerResources>.Empty;

    /// <summary>What all containers are to have together; null when there is no object any more.</summary>
    public ContainerResources? PodLimits { get; init; }

    /// <summary>What this worker has limited the pod to; null when an earlier one did.</summary>
    public ContainerResources? PodLimited { get; init; }

    /// <summary>When the pod began to be stopped; null as long as it is not.</summary>
    public DateTimeOffset? TerminatingSince { get; init; }

    public bool IsBusy(string key) => Busy.Contains(key);
}
