using LocalPods.Api.Core;

namespace LocalPods.Orchestrator.Explaining;

/// <summary>A container of a pod with its status.</summary>
/// <param name="Container">Of the spec.</param>
/// <param name="IsInit">It stands among the init containers.</param>
/// <param name="Path">Of its spec: <c>spec.containers[0]</c>.</param>
/// <param name="Status">As last reported; null when nothing was.</param>
internal sealed record ContainerPlace(Container Container, bool IsInit, string Path, ContainerStatus? Status)
{
    public bool IsSidecar => IsInit && Container.IsSidecar();

    /// <summary><c>container web</c>, <c>init container migrate</c>, <c>sidecar proxy</c>.</summary>
    public string Title => $"{(IsSidecar ? "sidecar" : IsInit ? "init container" : "container")} {Container.Name}";

    /// <summary>Init containers in their order, then the others.</summary>
    public static ImmutableArray<ContainerPlace> AllOf(Pod pod) =>
    [
        .. pod.Spec.InitContainers.Select((c, i) => new ContainerPlace(c, true, $"spec.initContainers[{i}]", pod.Status.InitContainerStatuses.FirstOrDefault(s => s.Name == c.Name))),
        .. pod.Spec.Containers.Select((c, i) => new ContainerPlace(c, false, $"spec.containers[{i}]", pod.Status.ContainerStatuses.FirstOrDefault(s => s.Name == c.Name))),
    ];
}
