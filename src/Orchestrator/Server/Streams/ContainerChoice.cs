using LocalPods.Api.Core;
using LocalPods.Orchestrator.Runtime;
using ContainerStatus = LocalPods.Api.Core.ContainerStatus;

namespace LocalPods.Orchestrator.Server.Streams;

/// <summary>Which container, and which instance of it, a log, exec or attach is about (spec: pod-lifecycle 12). Pure.</summary>
internal static class ContainerChoice
{
    /// <summary>The named container, or the only one.</summary>
    /// <exception cref="ApiException">400: not one of the pod's, or not named while there are several.</exception>
    public static string Name(Pod pod, string? asked)
    {
        var name = pod.Metadata.Name;
        var regular = pod.Spec.Containers.Select(c => c.Name).ToList();
        var init = pod.Spec.InitContainers.Select(c => c.Name).ToList();
        var ephemeral = pod.Spec.EphemeralContainers.Select(c => c.Name).ToList();
        if (asked is { Length: > 0 })
        {
            return regular.Contains(asked) || init.Contains(asked) || ephemeral.Contains(asked) ? asked
                : throw ApiErrors.BadRequest($"container {asked} is not valid for pod {name}");
        }

        var more = (init.Count > 0 ? $" or one of the init containers: {List(init)}" : "")
            + (ephemeral.Count > 0 ? $" or one of the ephemeral containers: {List(ephemeral)}" : "");
        return regular is [var only] ? only
            : throw ApiErrors.BadRequest($"a container name must be specified for pod {name}, choose one of: {List(regular)}{more}");
    }

    /// <summary>The instance whose log is shown: the running one, else the one that ended last, else there is none yet.</summary>
    /// <param name="pod">With its status.</param>
    /// <param name="container">One of the pod's.</param>
    /// <param name="previous">The instance before the current one.</param>
    /// <exception cref="ApiException">400: there is no such instance, with the reason.</exception>
    public static ContainerId ForLog(Pod pod, string container, bool previous)
    {
        var about = $"container \"{container}\" in pod \"{pod.Metadata.Name}\"";
        var status = Status(pod, container) ?? throw ApiErrors.BadRequest($"{about} is not available");
        var last = status.LastState.Terminated?.ContainerID;
        if (previous)
        {
            return Id(last) ?? throw ApiErrors.BadRequest($"previous terminated {about} not found");
        }

        return status.State switch
        {
            { Running: not null } => Id(status.ContainerID) ?? throw ApiErrors.BadRequest($"{about} is not available"),
            { Terminated: { } ended } => Id(ended.ContainerID) ?? Id(last) ?? throw ApiErrors.BadRequest($"{about} is terminated"),
            _ when status.LastState.Terminated is not null => Id(last) ?? throw ApiErrors.BadRequest($"{about} is terminated"),
            { Waiting: { } waiting } => throw ApiErrors.BadRequest($"{about} is waiting to start: {Waiting(waiting.Reason)}"),
            _ => throw ApiErrors.BadRequest($"{about} is waiting to start - no logs yet"),
        };
    }

    /// <summary>The instance as its pod's status names it, with the engine's name before the id.</summary>
    public static string InStatus(Pod pod, string container, ContainerId id) =>
        Status(pod, container) is { } status
        && new[] { status.ContainerID, status.State.Terminated?.ContainerID, status.LastState.Terminated?.ContainerID }
            .FirstOrDefault(text => Id(text) == id) is { } named
            ? named
            : id.Value;

    /// <summary>The running instance.</summary>
    /// <exception cref="ApiException">400: it does not run.</exception>
    public static ContainerId Running(Pod pod, string container)
    {
        if (pod.Status.Phase is PodPhases.Succeeded or PodPhases.Failed)
        {
            throw ApiErrors.BadRequest($"cannot exec into a container in a completed pod; current phase is {pod.Status.Phase}");
        }

        return Status(pod, container) is { State.Running: not null } status && Id(status.ContainerID) is { } id ? id
            : throw ApiErrors.BadRequest($"container not found (\"{container}\")");
    }

    private static ContainerStatus? Status(Pod pod, string container) =>
        pod.Status.ContainerStatuses.Concat(pod.Status.InitContainerStatuses).Concat(pod.Status.EphemeralContainerStatuses)
            .FirstOrDefault(s => s.Name == container);

    private static string? Waiting(string? reason) => reason switch
    {
        "ErrImagePull" => "image can't be pulled",
        "ImagePullBackOff" => "trying and failing to pull image",
        _ => reason,
    };

    // engine://id
    private static ContainerId? Id(string? text)
    {
        var at = text?.IndexOf("://", StringComparison.Ordinal) ?? -1;
        return at < 0 || at + 3 == text!.Length ? null : new ContainerId(text[(at + 3)..]);
    }

    private static string List(IEnumerable<string> names) => $"[{string.Join(' ', names)}]";
}
