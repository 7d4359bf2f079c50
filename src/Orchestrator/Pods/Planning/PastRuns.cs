using LocalPods.Api.Core;
using LocalPods.Orchestrator.Pods.Status;
using LocalPods.Orchestrator.Runtime;
using ContainerState = LocalPods.Orchestrator.Runtime.ContainerState;
using ContainerStatus = LocalPods.Orchestrator.Runtime.ContainerStatus;

namespace LocalPods.Orchestrator.Pods.Planning;

/// <summary>
/// What is known of instances that ran: from the engine, or, when somebody removed them there, from the stored status.
/// </summary>
internal static class PastRuns
{
    /// <summary>The exit code of a container whose record vanished while it ran (spec 9.3).</summary>
    private const int LostExitCode = 137;

    /// <summary>The newest instance of a container, of whatever sandbox.</summary>
    public static ContainerStatus? Newest(RuntimePod seen, string container) =>
        seen.Containers.FirstOrDefault(c => c.Name == container);

    /// <summary>Whether a regular container of the pod ever ran.</summary>
    public static bool Any(Pod pod, RuntimePod seen) => pod.Spec.Containers.Any(c =>
        Newest(seen, c.Name) is not null || RememberedExitCode(pod, c.Name) is not null);

    /// <summary>Whether an init container or sidecar of the pod ever ran.</summary>
    public static bool AnyInit(Pod pod, RuntimePod seen) => pod.Spec.InitContainers.Any(c => Newest(seen, c.Name) is { State: not ContainerState.Created })
        || pod.Status.InitContainerStatuses.Any(HasRun);

    /// <summary>Whether the restart policy lets a container that does not run be started.</summary>
    public static bool MayStart(Pod pod, Container container, PlanInput input) => Newest(input.Seen, container.Name) switch
    {
        { State: ContainerState.Exited } ended =>
            input.Replaced.Contains(ended.Id) || pod.Spec.MayRestart(container, ended.ExitCode),
        not null => true,
        null => RememberedExitCode(pod, container.Name) is not { } exitCode || pod.Spec.MayRestart(container, exitCode),
    };

    /// <summary>
    /// The highest restart count that ever ran; null when the container never did. The engine may know of a newer one than the stored status, and
    /// the status of one that is gone from the engine.
    /// </summary>
    public static int? HighestAttempt(Pod pod, string container, PlanInput input) => input.Seen.Containers
        .Where(c => c.Name == container && c.State != ContainerState.Created)
        .Select(c => (int?)c.Attempt)
        .Append(input.Attempts.TryGetValue(container, out var seen) ? seen : null)
        .Append(pod.Reported(container) is { } status && HasRun(status) ? status.RestartCount : null)
        .Max();

    /// <summary>Of a container the engine knows nothing of; null when it never ran.</summary>
    public static int? RememberedExitCode(Pod pod, string container)
    {
        var status = pod.Status.ContainerStatuses.FirstOrDefault(c => c.Name == container);
        return status is null || !HasRun(status) || InstanceStates.AwaitsRestart(status) ? null
            : status.State.Terminated is { } ended ? ended.ExitCode
            : status.State.Waiting is not null && status.LastState.Terminated is { } last ? last.ExitCode
            : LostExitCode;
    }

    /// <summary>
    /// When the instance before this one ended: from the engine, or, when it was removed there, from the stored status.
    /// Where neither knows, when this one was created, which is at most a back-off later. Null when there was none before.
    /// </summary>
    public static DateTimeOffset? EndBefore(Pod pod, RuntimePod seen, ContainerStatus instance)
    {
        if (instance.Attempt == 0)
        {
            return null;
        }

        var before = seen.Containers
            .Where(c => c.Name == instance.Name)
            .SkipWhile(c => c.Id != instance.Id)
            .Skip(1)
            .FirstOrDefault(c => c.State == ContainerState.Exited);
        return before?.FinishedAt ?? RememberedEndBefore(pod, instance) ?? instance.CreatedAt;
    }

    // The last state may already be of the instance itself, or of a time after it: then it says nothing of the one before.
    private static DateTimeOffset? RememberedEndBefore(Pod pod, ContainerStatus instance) =>
        pod.Reported(instance.Name)?.LastState.Terminated?.FinishedAt is { } end && end <= instance.CreatedAt
                ? end
                : null;

    /// <summary>Whether the stored status alone lets a container be started as if it had never run.</summary>
    public static bool StartsAnew(Pod pod, string container) =>
        pod.Reported(container) is not { } status || !HasRun(status) || InstanceStates.AwaitsRestart(status);

    private static bool HasRun(Api.Core.ContainerStatus status) =>
        status.State.Running is not null || status.State.Terminated is not null || status.LastState.Terminated is not null;
}
