using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Events;

/// <summary>The object an event is about: its <c>involvedObject</c>.</summary>
/// <param name="Kind">As in manifests: <c>Pod</c>.</param>
/// <param name="Namespace">Empty for objects of the whole cluster; their events are kept in <c>default</c>.</param>
/// <param name="Name">Of the object.</param>
/// <param name="Uid">Of the object; a node's is its name.</param>
public sealed record EventTarget(string Kind, string Namespace, string Name, string Uid)
{
    public string ApiVersion { get; init; } = "v1";

    /// <summary>Of the object when it happened; empty when not known. It does not tell events apart.</summary>
    public string ResourceVersion { get; init; } = "";

    /// <summary>The part of the object: <c>spec.containers{web}</c>; empty for the whole.</summary>
    public string FieldPath { get; init; } = "";

    /// <summary>Name of the container meant by <see cref="FieldPath"/>; empty for the whole.</summary>
    public string Container { get; init; } = "";

    /// <summary>The engine's id of that container, to be replaced by its name in messages; null when there is none yet.</summary>
    public ContainerId? ContainerId { get; init; }

    public static EventTarget Pod(PodIdentity pod) => new("Pod", pod.Namespace, pod.Name, pod.Uid);

    public static EventTarget Node(string name) => new("Node", "", name, name);

    /// <summary>A container of a pod.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="list">The list of the spec that the container stands in.</param>
    /// <param name="name">Of the container.</param>
    /// <param name="id">Of the instance meant; null when there is none yet.</param>
    public static EventTarget InPod(PodIdentity pod, ContainerList list, string name, ContainerId? id = null) =>
        Pod(pod) with
        {
            FieldPath = list switch
            {
                ContainerList.Containers => $"spec.containers{{{name}}}",
                ContainerList.InitContainers => $"spec.initContainers{{{name}}}",
                ContainerList.EphemeralContainers => $"spec.ephemeralContainers{{{name}}}",
            },
            Container = name,
            ContainerId = id,
        };
}
