using LocalPods.Api.Core;

namespace LocalPods.Orchestrator.Pods.Status;

/// <summary>Where a pod is in its life, from the states of its containers (kubelet <c>getPhase</c>; spec: pod-lifecycle 9.1).</summary>
internal static class PodPhase
{
    /// <summary>The first row of the table that fits.</summary>
    /// <param name="spec">What the containers are and when they are started again.</param>
    /// <param name="containers">Statuses of regular containers.</param>
    /// <param name="initContainers">Statuses of init containers and sidecars.</param>
    /// <param name="startedInSandbox">A regular container was started in the sandbox that there is now.</param>
    /// <param name="finalized">Everything has been stopped for good.</param>
    /// <returns>One of <see cref="PodPhases"/>, never Unknown.</returns>
    public static string Of(
        PodSpec spec, ImmutableArray<ContainerStatus> containers, ImmutableArray<ContainerStatus> initContainers, bool startedInSandbox, bool finalized)
    {
        var init = spec.InitContainers.Where(c => !c.IsSidecar()).Select(c => (Container: c, Status: Find(initContainers, c))).ToArray();
        var sidecars = spec.InitContainers.Where(c => c.IsSidecar()).Select(c => Find(initContainers, c)).ToArray();
        var regular = spec.Containers.Select(c => (Container: c, Status: Find(containers, c))).ToArray();

        if (init.Any(i => ExitOf(i.Status) is { } exit && exit.Failed && !spec.MayRestartInit(i.Container, exit.Code == 0 ? OutOfMemory : exit.Code)))
        {
            return PodPhases.Failed;
        }

        if (init.Any(i => ExitOf(i.Status) is null)
            || (!startedInSandbox && sidecars.Any(s => IsWaiting(s) || s is { State.Running: not null, Started: not true }))
            || regular.Any(r => IsWaiting(r.Status)) || sidecars.Any(IsWaiting))
        {
            return PodPhases.Pending;
        }

        var unknown = regular.Any(r => KindOf(r.Status) == Kind.Unknown) || sidecars.Any(s => KindOf(s) == Kind.Unknown);
        if (unknown || regular.Length == 0)
        {
            return PodPhases.Pending;
        }

        if (regular.Any(r => KindOf(r.Status) == Kind.Running) || sidecars.Any(s => KindOf(s) == Kind.Running))
        {
            return PodPhases.Running;
        }

        if (!finalized && regular.Any(r => spec.MayRestart(r.Container, ExitOf(r.Status)!.Value.Code)))
        {
            return PodPhases.Running;
        }

        return regular.All(r => ExitOf(r.Status)!.Value.Code == 0) ? PodPhases.Succeeded : PodPhases.Failed;
    }

    /// <summary>What an end for lack of memory counts as, whatever its exit code says.</summary>
    private const int OutOfMemory = 137;

    private enum Kind
    {
        Running,
        Stopped,
        Waiting,
        Unknown,
    }

    private static ContainerStatus? Find(ImmutableArray<ContainerStatus> statuses, Container container) =>
        statuses.FirstOrDefault(s => s.Name == container.Name);

    private static Kind KindOf(ContainerStatus? status) => status switch
    {
        { State.Running: not null } => Kind.Running,
        { State.Terminated: not null } => Kind.Stopped,
        { } awaiting when InstanceStates.AwaitsRestart(awaiting) => Kind.Waiting,
        { State.Waiting: not null, LastState.Terminated: not null } => Kind.Stopped,
        { State.Waiting: not null } => Kind.Waiting,
        _ => Kind.Unknown,
    };

    /// <summary>One that waits after an end counts as stopped: it has been running before.</summary>
    private static bool IsWaiting(ContainerStatus? status) => KindOf(status) == Kind.Waiting;

    /// <summary>How it ended, now or last time while it waits; null for any other.</summary>
    private static (int Code, bool Failed)? ExitOf(ContainerStatus? status) =>
        KindOf(status) == Kind.Stopped && (status!.State.Terminated ?? status.LastState.Terminated) is { } end
            ? (end.ExitCode, end.ExitCode != 0 || end.Reason == "OOMKilled")
            : null;
}
