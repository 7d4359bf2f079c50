using LocalPods.Api.Core;
using LocalPods.Orchestrator.Runtime;
using ApiState = LocalPods.Api.Core.ContainerState;
using ApiStatus = LocalPods.Api.Core.ContainerStatus;
using Instance = LocalPods.Orchestrator.Runtime.ContainerStatus;
using InstanceState = LocalPods.Orchestrator.Runtime.ContainerState;

namespace LocalPods.Orchestrator.Pods.Status;

/// <summary>Words the state of one instance as Kubernetes does (spec: pod-lifecycle 9.2, 9.3).</summary>
internal sealed class InstanceStates(Pod pod, PodFacts facts)
{
    /// <summary>Reason of a container that was removed to restart its whole pod in place.</summary>
    public const string RestartingAll = "RestartingAllContainers";

    private const string RestartingAllMessage = "The container is removed because RestartAllContainers in place";
    private const string Unknown = "ContainerStatusUnknown";

    /// <summary>Of a process that was killed, and of one nobody knows better of.</summary>
    private const int Killed = 137;

    /// <summary>All messages of a pod's ends together, in bytes, are at most this long.</summary>
    private const int MessageBytes = 12288;

    /// <summary>The engine lost what had been running.</summary>
    public static ApiState Lost { get; } = Ended(Killed, Unknown, "The container could not be located when the pod was terminated");

    /// <summary>The same of an instance that is going to be replaced: without it the pod would look as if it had never run.</summary>
    public static ApiState LostWhileRunning { get; } =
        Ended(Killed, Unknown, "The container could not be located when the pod was deleted.  The container used to be Running");

    /// <summary>Removed to restart the whole pod: what it is now.</summary>
    public static ApiState RestartingAllState { get; } =
        new() { Waiting = new ContainerStateWaiting { Reason = RestartingAll, Message = RestartingAllMessage } };

    /// <summary>The same: what it was last.</summary>
    public static ApiState RemovedForRestart { get; } = Ended(Killed, RestartingAll, RestartingAllMessage);

    /// <summary>Whether a container was removed to restart its whole pod and has not been started since.</summary>
    public static bool AwaitsRestart(ApiStatus status) => status is { State.Waiting: not null, LastState.Terminated.Reason: RestartingAll };

    /// <summary>An init container without a trace, in a pod whose regular containers ran.</summary>
    public static ApiState TakenForDone { get; } = Ended(
        0, "Completed", "Unable to get init container status from container runtime and pod has been initialized, treat it as exited normally");

    private readonly int _messageBytes =
        MessageBytes / Math.Max(1, pod.Spec.InitContainers.Length + pod.Spec.Containers.Length + pod.Spec.EphemeralContainers.Length);

    public string IdOf(Instance instance) => $"{facts.RuntimeName}://{instance.Id}";

    /// <summary>The engine's id in a status; empty before the first start.</summary>
    public static ContainerId InstanceOf(ApiStatus status) =>
        new(status.ContainerID is { } id && id.IndexOf("://", StringComparison.Ordinal) is >= 0 and var at ? id[(at + 3)..] : "");

    /// <summary>The state of an instance that was started.</summary>
    /// <param name="instance">As the engine knows it.</param>
    /// <param name="before">What was reported of the container; null when that does not matter.</param>
    /// <returns>The state, and whether the instance was lost just now.</returns>
    public (ApiState State, bool Lost) Of(Instance instance, ApiStatus? before) => instance.State switch
    {
        InstanceState.Running => (new ApiState { Running = new ContainerStateRunning { StartedAt = WholeSeconds.Of(instance.StartedAt) } }, false),
        InstanceState.Exited => (OfExited(instance), false),
        InstanceState.Unknown when before?.State.Running is not null => (Lost, true),
        // What has ended stays so: the engine is unclear about it while it is being removed.
        InstanceState.Unknown when before?.State.Terminated is not null && before.ContainerID == IdOf(instance) => (before.State, false),
        InstanceState.Unknown or InstanceState.Created => (new ApiState { Waiting = new ContainerStateWaiting() }, false),
    };

    private ApiState OfExited(Instance instance)
    {
        var cannotRun = instance.ExitCode != 0 && !instance.OomKilled
            && instance.FinishedAt == instance.CreatedAt && (instance.StartedAt ?? instance.CreatedAt) == instance.CreatedAt;
        return new ApiState
        {
            Terminated = new ContainerStateTerminated
            {
                ExitCode = instance.ExitCode,
                Reason = instance.OomKilled ? "OOMKilled" : cannotRun ? "ContainerCannotRun" : instance.ExitCode == 0 ? "Completed" : "Error",
                Message = Message(instance),
                StartedAt = WholeSeconds.Of(instance.StartedAt ?? instance.CreatedAt),
                FinishedAt = WholeSeconds.Of(instance.FinishedAt),
                ContainerID = IdOf(instance),
            },
        };
    }

    private string? Message(Instance instance)
    {
        var lastWords = facts.TerminationMessages.GetValueOrDefault(instance.Id, "");
        var message = (instance.Error, lastWords) switch
        {
            ({ Length: > 0 } error, { Length: > 0 }) => $"{error}: {lastWords}",
            ({ Length: > 0 } error, _) => error,
            _ => lastWords,
        };
        return message.Length == 0 ? null : Utf8Text.Front(message, _messageBytes);
    }

    private static ApiState Ended(int exitCode, string reason, string message) =>
        new() { Terminated = new ContainerStateTerminated { ExitCode = exitCode, Reason = reason, Message = message } };
}
