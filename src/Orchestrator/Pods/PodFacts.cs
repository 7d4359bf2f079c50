using LocalPods.Orchestrator.Probes;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Pods;

/// <summary>
/// What a pod's worker knows beyond the stored object and the engine's view: everything else that a pod's status is
/// computed from. Immutable; made anew at every step of the worker.
/// </summary>
public sealed record PodFacts
{
    /// <summary>When this node first took the pod on (spec 1.5); never changes once set in the stored status.</summary>
    public required DateTimeOffset StartTime { get; init; }

    /// <summary>What the engine calls itself; container ids in a status begin with it.</summary>
    public string RuntimeName { get; init; } = "docker";

    /// <summary>Addresses of the node, its own family first.</summary>
    public ImmutableArray<string> HostIps { get; init; } = [];

    /// <summary>How far along its life the worker has brought the pod.</summary>
    public PodStage Stage { get; init; } = PodStage.Syncing;

    /// <summary>
    /// Set when the node refused the pod (spec 1.4): nothing was or will be started. The message is the bare one; the status
    /// puts before it that the pod was rejected.
    /// </summary>
    public PodVerdict? Rejection { get; init; }

    /// <summary>Set when the node ended the pod for a reason of its own (spec 4.9, 9.7): phase Failed with this reason.</summary>
    public PodVerdict? Termination { get; init; }

    /// <summary>All containers are being removed in order to be started anew: one without an instance waits for that.</summary>
    public bool RestartsAll { get; init; }

    /// <summary>How far its resizes are.</summary>
    public ResizeFacts Resize { get; init; } = ResizeFacts.None;

    /// <summary>By container name, of every kind of container; one that is missing has no facts yet.</summary>
    public ImmutableSortedDictionary<string, ContainerFacts> Containers { get; init; } =
        ImmutableSortedDictionary.Create<string, ContainerFacts>(StringComparer.Ordinal);

    /// <summary>
    /// What the probes say; an instance they have not looked at yet keeps what the stored status says of the same
    /// instance (spec 4.10).
    /// </summary>
    public ProbeVerdicts Probes { get; init; } = ProbeVerdicts.None;

    /// <summary>
    /// What ended containers left behind (spec 9.5), by instance: the text of the termination log or of the end of the
    /// log, not yet cut to the pod's common limit. Instances without any are missing.
    /// </summary>
    public ImmutableDictionary<ContainerId, string> TerminationMessages { get; init; } = ImmutableDictionary<ContainerId, string>.Empty;

    /// <summary>Facts of one container, never null.</summary>
    public ContainerFacts Of(string name) => Containers.GetValueOrDefault(name, ContainerFacts.None);
}

/// <summary>A reason and message for the pod as a whole.</summary>
/// <param name="Reason">One word: <c>OutOfcpu</c>, <c>DeadlineExceeded</c>.</param>
/// <param name="Message">For people.</param>
public sealed record PodVerdict(string Reason, string Message)
{
    /// <summary>The reason of a pod that used up what it may not.</summary>
    public const string Evicted = "Evicted";
}

/// <summary>The states of a worker (spec 4.2); they only ever move forward.</summary>
public enum PodStage
{
    /// <summary>Containers are started and restarted as the spec asks.</summary>
    Syncing,

    /// <summary>Nothing is started any more and everything is being stopped.</summary>
    Terminating,

    /// <summary>Nothing runs: the phase is terminal.</summary>
    Terminated,
}

/// <summary>What the worker knows of one container beyond what the engine tells.</summary>
public sealed record ContainerFacts
{
    public static ContainerFacts None { get; } = new();

    /// <summary>
    /// Why the latest start did not happen; null after a start that worked. Shown as <c>waiting</c> as long as the
    /// container is to be started again.
    /// </summary>
    public StartFailure? Failure { get; init; }
}

/// <summary>Why a container is not being started (spec 2.9).</summary>
/// <param name="Reason"><c>CrashLoopBackOff</c>, <c>ErrImagePull</c>, <c>CreateContainerError</c> and so on.</param>
/// <param name="Message">For people.</param>
/// <param name="At">When it was found out.</param>
public sealed record StartFailure(string Reason, string Message, DateTimeOffset At)
{
    /// <summary>The next attempt is not made before; null when only another fact can bring it about.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>When the container itself is tried again, where <see cref="RetryAt"/> is only for another look; null when not known.</summary>
    public DateTimeOffset? NextTry { get => field ?? RetryAt; init; }

    /// <summary>Revision of the store when the attempt began: what was written since, it may not have seen.</summary>
    public long AsOf { get; init; }

    /// <summary>A volume of the pod cannot be had, which keeps all its containers waiting.</summary>
    public bool IsForVolume { get; init; }
}
