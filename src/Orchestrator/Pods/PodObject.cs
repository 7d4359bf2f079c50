using LocalPods.Api.Core;
using LocalPods.Api.Serialization;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Pods;

/// <summary>
/// A pod as the store has it, decoded once. Of a static pod the uid is that of the pod itself, by which the node knows it, and
/// not that of the object that shows it.
/// </summary>
internal sealed class PodObject
{
    public PodObject(StoredObject stored)
        : this(stored, OnNode(stored.Read<Pod>()))
    {
    }

    private PodObject(StoredObject stored, Pod pod) => (Stored, Pod) = (stored, pod);

    public const string Resource = "pods";

    public StoredObject Stored { get; }

    public Pod Pod { get; }

    /// <summary>The status as it is compared with a newer one.</summary>
    public byte[] StatusJson => field ??= ApiJson.ToBytes(Pod.Status);

    public string Uid => Pod.Metadata.Uid ?? "";

    /// <summary>The same object, of which the node still does something else than it says.</summary>
    public PodObject As(Pod pod) => new(Stored, pod);

    private static Pod OnNode(Pod pod) => pod.IsMirror() ? pod with { Metadata = pod.Metadata with { Uid = pod.UidOnNode() } } : pod;
}
