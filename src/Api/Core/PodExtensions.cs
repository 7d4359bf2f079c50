namespace LocalPods.Api.Core;

/// <summary>Questions often asked of a pod's spec.</summary>
public static class PodExtensions
{
    /// <summary>Whether an init container keeps running beside the regular containers.</summary>
    public static bool IsSidecar(this Container initContainer) => initContainer.RestartPolicy is RestartPolicies.Always;

    /// <summary>Whether the pod has ended for good.</summary>
    public static bool IsTerminal(this Pod pod) => pod.Status.Phase is PodPhases.Succeeded or PodPhases.Failed;

    /// <summary>Whether the pod's deletion was asked for.</summary>
    public static bool IsDeleting(this Pod pod) => pod.Metadata.DeletionTimestamp is not null;

    /// <summary>Whether it only shows a static pod, which a manifest on the node asks for.</summary>
    public static bool IsMirror(this Pod pod) => pod.Metadata.Annotations?.ContainsKey(PodAnnotations.Mirror) == true;

    /// <summary>The uid by which the node knows the pod: of a static pod its hash, which is not that of the object that shows it.</summary>
    public static string UidOnNode(this Pod pod) =>
        pod.Metadata.Annotations?.TryGetValue(PodAnnotations.Mirror, out var hash) == true ? hash : pod.Metadata.Uid ?? "";

    /// <summary>Regular and init containers; ephemeral ones are not among them.</summary>
    public static IEnumerable<Container> AllContainers(this PodSpec spec) => [.. spec.InitContainers, .. spec.Containers];

    /// <summary>Init, regular and ephemeral containers.</summary>
    public static IEnumerable<Container> ContainersWithEphemeral(this PodSpec spec) => [.. spec.AllContainers(), .. spec.EphemeralContainers.Select(e => e.ToContainer())];
}
