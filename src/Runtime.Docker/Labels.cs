namespace LocalPods.Runtime.Docker;

/// <summary>Labels of containers: the kubelet's, so that existing tools understand them, and the instance's.</summary>
internal static class Labels
{
    public const string Instance = "localpods.io/instance";
    public const string PodName = "io.kubernetes.pod.name";
    public const string PodNamespace = "io.kubernetes.pod.namespace";
    public const string PodUid = "io.kubernetes.pod.uid";
    public const string ContainerName = "io.kubernetes.container.name";
    public const string Type = "io.kubernetes.docker.type";
    public const string SandboxId = "io.kubernetes.sandbox.id";

    public const string TypeSandbox = "podsandbox";
    public const string TypeContainer = "container";

    /// <summary>A container of no pod that is never started: the files of its image are looked at.</summary>
    public const string TypeLooker = "looker";

    /// <summary>Docker has no annotations: they are labels with this in front.</summary>
    public const string AnnotationPrefix = "annotation.";
    public const string Hash = AnnotationPrefix + "io.kubernetes.container.hash";
    public const string RestartCount = AnnotationPrefix + "io.kubernetes.container.restartCount";

    /// <summary>The name a sandbox has where containers have theirs.</summary>
    public const string SandboxContainerName = "POD";

    public static bool IsSandbox(IReadOnlyDictionary<string, string>? labels) => labels?.GetValueOrDefault(Type) == TypeSandbox;

    /// <summary>Null for what is no part of a pod.</summary>
    public static PodIdentity? PodOf(IReadOnlyDictionary<string, string>? labels) =>
        labels is not null && labels.TryGetValue(PodUid, out var uid)
            ? new PodIdentity(labels.GetValueOrDefault(PodNamespace, ""), labels.GetValueOrDefault(PodName, ""), uid)
            : null;

    public static ImmutableSortedDictionary<string, string> AnnotationsOf(IReadOnlyDictionary<string, string> labels) =>
        labels
            .Where(l => l.Key.StartsWith(AnnotationPrefix, StringComparison.Ordinal) && l.Key is not (Hash or RestartCount))
            .ToImmutableSortedDictionary(l => l.Key[AnnotationPrefix.Length..], l => l.Value, StringComparer.Ordinal);

    /// <summary>What containers and sandboxes have in common.</summary>
    public static Dictionary<string, string> ForPod(PodIdentity pod, string containerName, string type, string instance) =>
        new(StringComparer.Ordinal)
        {
            [PodName] = pod.Name,
            [PodNamespace] = pod.Namespace,
            [PodUid] = pod.Uid,
            [ContainerName] = containerName,
            [Type] = type,
            [Instance] = instance,
        };
}
