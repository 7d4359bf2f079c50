using LocalPods.Api.Core;
using LocalPods.Orchestrator.Probes;
using LocalPods.Orchestrator.Runtime;
using ApiState = LocalPods.Api.Core.ContainerState;
using ApiStatus = LocalPods.Api.Core.ContainerStatus;
using Instance = LocalPods.Orchestrator.Runtime.ContainerStatus;
using InstanceState = LocalPods.Orchestrator.Runtime.ContainerState;

namespace LocalPods.Orchestrator.Pods.Status;

/// <summary>Computes the statuses of a pod's containers (spec: pod-lifecycle 9.2 to 9.4, and 5 for init containers).</summary>
/// <remarks>
/// An instance that was created and not started counts as not there yet: kubelets hardly ever report one, because they
/// do not look between the two.
/// </remarks>
internal sealed class ContainerStatusBuilder(Pod pod, RuntimePod seen, PodFacts facts)
{
    private readonly ILookup<string, Instance> _instances =
        seen.Containers.Where(c => c.State != InstanceState.Created).ToLookup(c => c.Name, StringComparer.Ordinal);

    private readonly InstanceStates _states = new(pod, facts);

    /// <summary>Regular containers by name, init containers in the order of the spec.</summary>
    public (ImmutableArray<ApiStatus> Containers, ImmutableArray<ApiStatus> InitContainers) Build()
    {
        ImmutableArray<ApiStatus> containers =
        [
            .. pod.Spec.Containers.OrderBy(c => c.Name, StringComparer.Ordinal)
                .Select(c => BuildOne(c, ContainerRole.Regular, Before(pod.Status.ContainerStatuses, c), initialized: false)),
        ];
        var initialized = containers.Any(c => c.State is { Running: not null } or { Terminated: not null } || c.LastState.Terminated is not null);
        ImmutableArray<ApiStatus> initContainers =
        [
            .. pod.Spec.InitContainers
                .Select(c => BuildOne(c, c.IsSidecar() ? ContainerRole.Sidecar : ContainerRole.Init, Before(pod.Status.InitContainerStatuses, c), initialized)),
        ];
        return facts.Stage == PodStage.Terminated ? (Finalize(containers, initContainers.IsEmpty || initialized), FinalizeStarted(initContainers)) : (containers, initContainers);
    }

    /// <summary>Ephemeral containers by name.</summary>
    public ImmutableArray<ApiStatus> BuildEphemeral() =>
    [
        .. pod.Spec.EphemeralContainers.Select(e => e.ToContainer()).OrderBy(c => c.Name, StringComparer.Ordinal)
            .Select(c => BuildOne(c, ContainerRole.Ephemeral, Before(pod.Status.EphemeralContainerStatuses, c), initialized: false)),
    ];

    private ApiStatus BuildOne(Container container, ContainerRole role, ApiStatus? before, bool initialized)
    {
        var instances = _instances[container.Name].Take(2).ToArray();
        if (facts.Stage == PodStage.Terminated && before?.State.Terminated is not null && instances is [var left, ..] && left.Attempt < before.RestartCount)
        {
            return before; // the instance that was told of is removed already, one of those before it not yet
        }

        if (AwaitsRestart(container, role, before, instances.FirstOrDefault()))
        {
            return WithFailure(container, role, Removed(container, before!), instances.FirstOrDefault());
        }

        var status = instances is [var newest, ..]
            ? OfInstance(container, newest, instances.ElementAtOrDefault(1), before)
            : WithoutInstance(container, role, before, initialized);
        status = WithFailure(container, role, status, instances.FirstOrDefault());
        return WithProbes(container, role, status, before);
    }

    // Of a pod that is restarted in place (spec 9.3): removed just now, or earlier and not started since.
    private bool AwaitsRestart(Container container, ContainerRole role, ApiStatus? before, Instance? newest) =>
        role != ContainerRole.Ephemeral && before is not null && facts.Stage == PodStage.Syncing && pod.Spec.MayRestartAll()
        && (newest is null || (facts.RestartsAll && newest.Attempt < before.RestartCount))
        && (InstanceStates.AwaitsRestart(before)
            || (facts.RestartsAll && (before.State.Waiting is null || before.LastState.Terminated is not null))
            || (before.State.Terminated is { } ended && pod.Spec.RestartsAll(container, ended.ExitCode)));

    private static ApiStatus Removed(Container container, ApiStatus before) => new()
    {
        Name = container.Name,
        State = InstanceStates.RestartingAllState,
        LastState = InstanceStates.RemovedForRestart,
        RestartCount = before.RestartCount,
        Image = container.Image ?? "",
        Started = false,
        VolumeMounts = Mounts(container),
    };

    private ApiStatus OfInstance(Container container, Instance newest, Instance? older, ApiStatus? before)
    {
        var (state, lost) = _states.Of(newest, before);
        var restarts = Math.Max(newest.Attempt, before?.RestartCount ?? 0);
        return new ApiStatus
        {
            Name = container.Name,
            State = state,
            LastState = LastState(newest, older, before),
            RestartCount = lost ? restarts + 1 : restarts,
            Image = newest.Image,
            ImageID = newest.ImageId,
            ContainerID = _states.IdOf(newest),
            Resources = facts.Resize.Unfinished.Contains(container.Name) && before?.Resources is { } former ? former : container.Resources,
            AllocatedResources = container.Resources.Requests,
            VolumeMounts = Mounts(container),
            StopSignal = container.Lifecycle?.StopSignal is { Length: > 0 } signal ? signal : null,
        };
    }

    /// <summary>How the instance before ended: the engine keeps only few, so that what was reported has to do for the rest.</summary>
    private ApiState LastState(Instance newest, Instance? older, ApiStatus? before) =>
        older is { State: InstanceState.Exited } ? _states.Of(older, null).State
        : before?.ContainerID == _states.IdOf(newest) ? Unless(before.LastState, newest)
        : before?.State.Terminated is not null ? before.State
        : before?.LastState ?? new();

    // While it waits for its restart the newest instance itself is reported as the last one.
    private ApiState Unless(ApiState last, Instance newest) => last.Terminated?.ContainerID == _states.IdOf(newest) ? new() : last;

    private ApiStatus WithoutInstance(Container container, ContainerRole role, ApiStatus? before, bool initialized)
    {
        if (before?.State.Terminated is not null)
        {
            return before;
        }

        var status = new ApiStatus
        {
            Name = container.Name,
            State = Waiting(pod.Spec.InitContainers.IsEmpty ? "ContainerCreating" : "PodInitializing", null),
            LastState = before?.LastState ?? new(),
            RestartCount = before?.RestartCount ?? 0,
            Image = container.Image ?? "",
            VolumeMounts = Mounts(container),
        };
        return role switch
        {
            ContainerRole.Init when initialized => status with { State = InstanceStates.TakenForDone },
            ContainerRole.Ephemeral when before?.State.Running is not null => before with { State = InstanceStates.Lost },
            _ when before?.State.Running is not null && status.LastState.Terminated is null => status with
            {
                LastState = InstanceStates.LostWhileRunning,
                RestartCount = status.RestartCount + (pod.IsDeleting() ? 0 : 1),
            },
            _ => status,
        };
    }

    /// <summary>A remembered failure to start is shown as long as the container is to be started again.</summary>
    private ApiStatus WithFailure(Container container, ContainerRole role, ApiStatus status, Instance? newest)
    {
        if (facts.Of(container.Name).Failure is not { } failure || facts.Stage != PodStage.Syncing || pod.IsDeleting() || !IsToStart(container, role, newest))
        {
            return status;
        }

        return status with
        {
            State = Waiting(failure.Reason, failure.Message),
            LastState = status.State.Terminated is not null ? status.State : status.LastState,
        };
    }

    private bool IsToStart(Container container, ContainerRole role, Instance? newest) => newest is null || newest.State switch
    {
        InstanceState.Created or InstanceState.Unknown => true,
        InstanceState.Running => false,
        InstanceState.Exited => role switch
        {
            ContainerRole.Regular => pod.Spec.MayRestart(container, newest.ExitCode),
            ContainerRole.Init or ContainerRole.Sidecar => pod.Spec.MayRestartInit(container, newest.OomKilled && newest.ExitCode == 0 ? 137 : newest.ExitCode),
            ContainerRole.Ephemeral => false,
        },
    };

    private ApiStatus WithProbes(Container container, ContainerRole role, ApiStatus status, ApiStatus? before)
    {
        var running = status.State.Running is not null;
        switch (role)
        {
            case ContainerRole.Ephemeral:
                return status;
            case ContainerRole.Init:
                return status with { Started = running, Ready = status.State.Terminated is { ExitCode: 0 } };
        }

        var same = before is not null && before.ContainerID == status.ContainerID ? before : null;
        var started = running && (container.StartupProbe is null || Says(ProbeType.Startup, status, same?.Started == true));
        return status with
        {
            Started = started,
            Ready = started && (container.ReadinessProbe is null || Says(ProbeType.Readiness, status, same?.Ready == true)),
        };
    }

    private bool Says(ProbeType type, ApiStatus status, bool before) =>
        facts.Probes.Find(type, InstanceStates.InstanceOf(status)) is { } verdict ? verdict == ProbeVerdict.Success : before;

    /// <summary>When everything has stopped, what has no end of its own is given one, and as a failure.</summary>
    private static ImmutableArray<ApiStatus> Finalize(ImmutableArray<ApiStatus> statuses, bool initialized) =>
        !initialized ? statuses
        : [.. statuses.Select(s => s.State.Terminated is not null ? s : s with { State = InstanceStates.Lost, Started = false, Ready = false })];

    /// <summary>The same for init containers, up to the last that was ever started.</summary>
    private static ImmutableArray<ApiStatus> FinalizeStarted(ImmutableArray<ApiStatus> statuses)
    {
        var started = statuses.Length;
        while (started > 0 && statuses[started - 1] is { State: { Running: null, Terminated: null }, LastState.Terminated: null })
        {
            started--;
        }

        return [.. Finalize([.. statuses.Take(started)], initialized: true), .. statuses.Skip(started)];
    }

    private static ImmutableArray<VolumeMountStatus> Mounts(Container container) =>
    [
        .. container.VolumeMounts.Select(m => new VolumeMountStatus
        {
            Name = m.Name,
            MountPath = m.MountPath,
            ReadOnly = m.ReadOnly == true ? true : null,
            RecursiveReadOnly = m.ReadOnly != true ? null : m.RecursiveReadOnly == "Enabled" ? "Enabled" : "Disabled",
        }),
    ];

    private static ApiState Waiting(string reason, string? message) =>
        new() { Waiting = new ContainerStateWaiting { Reason = reason, Message = string.IsNullOrEmpty(message) ? null : message } };

    private static ApiStatus? Before(ImmutableArray<ApiStatus> statuses, Container container) => statuses.FirstOrDefault(s => s.Name == container.Name);
}
