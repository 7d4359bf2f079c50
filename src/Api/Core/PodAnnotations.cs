namespace LocalPods.Api.Core;

/// <summary>Annotations by which a node tells where a pod comes from.</summary>
public static class PodAnnotations
{
    /// <summary>Of the content that a static pod was made from; it is the pod's uid on the node.</summary>
    public const string Hash = "kubernetes.io/config.hash";

    /// <summary>Where a pod comes from: <c>file</c> for static pods.</summary>
    public const string Source = "kubernetes.io/config.source";

    /// <summary>When the node first saw the manifest of a static pod.</summary>
    public const string Seen = "kubernetes.io/config.seen";

    /// <summary>Name of the file that a static pod stands in.</summary>
    public const string File = "localpods.io/config.file";

    /// <summary>On the object that shows a static pod, and on no other: the hash of the static pod that it shows.</summary>
    public const string Mirror = "kubernetes.io/config.mirror";
}
