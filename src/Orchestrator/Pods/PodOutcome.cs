using LocalPods.Orchestrator.Runtime;
using LocalPods.Orchestrator.Volumes;

namespace LocalPods.Orchestrator.Pods;

/// <summary>How something a worker began has ended. Closed: the nested records are all the cases there are.</summary>
internal abstract record PodOutcome
{
    private PodOutcome()
    {
    }

    /// <summary>The engine was looked at.</summary>
    /// <param name="Seen">What it holds of the pod.</param>
    /// <param name="Messages">Last words of instances that had not been read before; empty for those that left none.</param>
    public sealed record Observed(RuntimePod Seen, ImmutableDictionary<ContainerId, string> Messages) : PodOutcome;

    /// <summary>The pod has a sandbox.</summary>
    /// <param name="Sandbox">As it started.</param>
    /// <param name="Limits">Of the pod's control group; null when it has none.</param>
    public sealed record SandboxRuns(SandboxStatus Sandbox, ContainerResources? Limits) : PodOutcome;

    /// <summary>It was done, and what it was says all.</summary>
    public sealed record Done : PodOutcome;

    public sealed record NotStarted(StartFailure Failure) : PodOutcome;

    /// <summary>A container, or the pod as a whole, cannot be limited otherwise just now.</summary>
    /// <param name="Why">For people.</param>
    public sealed record NotResized(string Why) : PodOutcome;

    /// <summary>A write of the object went through.</summary>
    public sealed record Stored(PodObject Pod) : PodOutcome;

    /// <summary>Somebody else wrote the object first.</summary>
    /// <param name="Newest">As it is now; null when it is gone.</param>
    public sealed record Overtaken(PodObject? Newest) : PodOutcome;

    /// <summary>Volumes show what is now to be seen.</summary>
    /// <param name="RenewAt">When that is no longer so; null when only a change can make a difference.</param>
    /// <param name="Problems">Volumes that go on showing what they did.</param>
    public sealed record VolumesRefreshed(DateTimeOffset? RenewAt, ImmutableArray<VolumeException> Problems) : PodOutcome;

    /// <summary>Volumes and containers with limits were measured.</summary>
    /// <param name="Eviction">Why the pod must end; null when all keep to theirs.</param>
    public sealed record DiskMeasured(PodVerdict? Eviction) : PodOutcome;

    /// <summary>Nothing of the pod is left, or only an object that others hold on to.</summary>
    public sealed record Forgotten : PodOutcome;

    public sealed record Failed(Exception Error) : PodOutcome;

    /// <summary>It was cancelled; what it asked for may still take effect.</summary>
    public sealed record Abandoned : PodOutcome;
}
