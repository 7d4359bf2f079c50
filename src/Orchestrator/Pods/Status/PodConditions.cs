using LocalPods.Api.Core;

namespace LocalPods.Orchestrator.Pods.Status;

/// <summary>A pod's conditions (kubelet <c>status/generate.go</c>; spec: pod-lifecycle 9.6).</summary>
internal static class PodConditions
{
    /// <summary>In the order in which they are published; conditions of others stand before and stay as they are.</summary>
    private static readonly ImmutableArray<string> Own =
    [
        PodConditionTypes.PodResizePending, PodConditionTypes.PodResizeInProgress, PodConditionTypes.DisruptionTarget,
        PodConditionTypes.PodReadyToStartContainers, PodConditionTypes.Initialized, PodConditionTypes.Ready,
        PodConditionTypes.ContainersReady, PodConditionTypes.PodScheduled, PodConditionTypes.AllContainersRestarting,
    ];

    /// <summary>Computes them.</summary>
    /// <param name="pod">With the conditions as last reported.</param>
    /// <param name="status">Phase and container statuses as they are now.</param>
    /// <param name="sandboxReady">The sandbox is there, with its network.</param>
    /// <param name="facts">What its worker knows: why the node ended the pod, what becomes of its resizes.</param>
    /// <param name="now">The time of those that change.</param>
    public static ImmutableArray<PodCondition> Build(
        Pod pod, PodStatus status, bool sandboxReady, PodFacts facts, DateTimeOffset now)
    {
        var before = pod.Status.Conditions;
        var containersReady = ContainersReady(pod.Spec, status);
        return
        [
            .. before.Where(c => !Own.Contains(c.Type)),
            .. Own.Select(type => type switch
            {
                PodConditionTypes.PodResizePending => facts.Resize.Pending is { } pending ? new Said(true, pending.Reason, pending.Message) : null,
                PodConditionTypes.PodResizeInProgress => !facts.Resize.InProgress ? null : facts.Resize.Error is { } error ? new Said(true, "Error", error) : Of(true),
                PodConditionTypes.PodReadyToStartContainers => Of(sandboxReady),
                PodConditionTypes.Initialized => Initialized(pod.Spec, status),
                PodConditionTypes.Ready => Ready(pod.Spec, before, containersReady),
                PodConditionTypes.ContainersReady => containersReady,
                PodConditionTypes.PodScheduled => Of(true),
                PodConditionTypes.DisruptionTarget => Disruption(status, facts.Termination),
                PodConditionTypes.AllContainersRestarting when pod.Spec.MayRestartAll() => Of(facts.RestartsAll || IsRestarting(status)),
                _ => null,
            } is { } said ? Stamp(type, said, before, pod.Metadata.Generation, now) : IsOfResize(type) ? null : before.FirstOrDefault(c => c.Type == type))
                .OfType<PodCondition>(),
        ];
    }

    /// <summary>The time of a condition is that of its last change of status; other words alone do not count.</summary>
    private static PodCondition Stamp(string type, Said said, ImmutableArray<PodCondition> before, long? generation, DateTimeOffset now)
    {
        var status = said.Holds ? ConditionStatuses.True : ConditionStatuses.False;
        var old = before.FirstOrDefault(c => c.Type == type);
        return new PodCondition
        {
            Type = type,
            Status = status,
            Reason = said.Reason,
            Message = said.Message,
            ObservedGeneration = generation,
            LastTransitionTime = old?.Status == status && (!IsOfResize(type) || old.Reason == said.Reason) ? old.LastTransitionTime : WholeSeconds.Of(now),
        };
    }

    // These go as soon as they do not hold, and another reason is another state.
    private static bool IsOfResize(string type) => type is PodConditionTypes.PodResizePending or PodConditionTypes.PodResizeInProgress;

    private static Said Initialized(PodSpec spec, PodStatus status)
    {
        var found = spec.InitContainers.Select(c => (Container: c, Status: Find(status.InitContainerStatuses, c))).ToArray();
        if (status.InitContainerStatuses.IsEmpty && found.Length > 0)
        {
            return new Said(false, "UnknownContainerStatuses");
        }

        var unknown = found.Where(c => c.Status is null).Select(c => c.Container.Name).ToArray();
        var incomplete = found
            .Where(c => c.Status is not null && (c.Container.IsSidecar() ? c.Status.Started != true : !c.Status.Ready))
            .Select(c => c.Container.Name).ToArray();
        return status.Phase == PodPhases.Succeeded && unknown.Length == 0 ? new Said(true, "PodCompleted")
            : status.ContainerStatuses.Any(HasStarted) || (unknown.Length == 0 && incomplete.Length == 0) ? Of(true)
            : new Said(false, "ContainersNotInitialized", Lists(("unknown", unknown), ("incomplete", incomplete)));
    }

    private static Said ContainersReady(PodSpec spec, PodStatus status)
    {
        if (status.ContainerStatuses.IsEmpty)
        {
            return new Said(false, "UnknownContainerStatuses");
        }

        var found = spec.InitContainers.Where(c => c.IsSidecar()).Select(c => (Container: c, Status: Find(status.InitContainerStatuses, c)))
            .Concat(spec.Containers.Select(c => (Container: c, Status: Find(status.ContainerStatuses, c)))).ToArray();
        var unknown = found.Where(c => c.Status is null).Select(c => c.Container.Name).ToArray();
        var unready = found.Where(c => c.Status?.Ready == false).Select(c => c.Container.Name).ToArray();
        return status.Phase switch
        {
            PodPhases.Succeeded when unknown.Length == 0 => new Said(false, "PodCompleted"),
            PodPhases.Failed => new Said(false, "PodFailed"),
            _ when unknown.Length == 0 && unready.Length == 0 => Of(true),
            _ => new Said(false, "ContainersNotReady", Lists(("unknown", unknown), ("unready", unready))),
        };
    }

    private static Said Ready(PodSpec spec, ImmutableArray<PodCondition> before, Said containersReady)
    {
        if (!containersReady.Holds)
        {
            return containersReady;
        }

        var missing = spec.ReadinessGates
            .Select(gate => (Type: gate.ConditionType, Condition: before.FirstOrDefault(c => c.Type == gate.ConditionType)))
            .Where(gate => gate.Condition?.Status != ConditionStatuses.True)
            .Select(gate => gate.Condition is null
                ? $"corresponding condition of pod readiness gate \"{gate.Type}\" does not exist."
                : $"the status of pod readiness gate \"{gate.Type}\" is not \"True\", but {gate.Condition.Status}")
            .ToArray();
        return missing.Length == 0 ? Of(true) : new Said(false, "ReadinessGatesNotReady", string.Join(", ", missing));
    }

    private static Said? Disruption(PodStatus status, PodVerdict? termination) =>
        status.Phase is PodPhases.Succeeded or PodPhases.Failed && termination is { Reason: "Evicted" or "Preempting" or "Terminated" }
            ? new Said(true, "TerminationByKubelet", termination.Message)
            : null;

    private static bool IsRestarting(PodStatus status) =>
        status.ContainerStatuses.Concat(status.InitContainerStatuses).Any(InstanceStates.AwaitsRestart);

    private static bool HasStarted(ContainerStatus status) => status.State.Running is not null || status.State.Terminated is not null || status.LastState.Terminated is not null;

    private static ContainerStatus? Find(ImmutableArray<ContainerStatus> statuses, Container container) => statuses.FirstOrDefault(s => s.Name == container.Name);

    private static string Lists(params ReadOnlySpan<(string What, string[] Names)> lists)
    {
        List<string> parts = [];
        foreach (var (what, names) in lists)
        {
            if (names.Length > 0)
            {
                parts.Add($"containers with {what} status: [{string.Join(' ', names)}]");
            }
        }

        return string.Join(", ", parts);
    }

    private static Said Of(bool holds) => new(holds);

    /// <summary>What a condition says, without its times.</summary>
    private sealed record Said(bool Holds, string? Reason = null, string? Message = null);
}
