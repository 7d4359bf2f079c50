using LocalPods.Api.Core;
using LocalPods.Orchestrator.Resources;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Volumes;

/// <summary>The storage behind claims, as far as it is on this node.</summary>
internal sealed class ClaimedVolumes(IObjectStore store)
{
    /// <summary>Where the volume of a claim is, ready to be mounted.</summary>
    /// <returns>The path, and whether what is there may be given to the group of a pod: a folder of the node that somebody else looks after is left as it is.</returns>
    /// <exception cref="VolumeException">There is no claim, it has no volume yet, or that cannot be mounted here.</exception>
    /// <exception cref="IOException">It could not be made.</exception>
    public (string Path, bool TakesGroup) SetUp(Pod pod, Volume volume)
    {
        var @namespace = pod.Metadata.Namespace ?? "";
        var name = PodClaims.NameOf(pod, volume)!;
        var claim = store.Find<PersistentVolumeClaim>(new ObjectKey(PodClaims.Resource, @namespace, name));
        var problem = claim switch
        {
            null => $"failed to fetch PVC from API server: persistentvolumeclaims \"{name}\" not found",
            { Metadata.DeletionTimestamp: not null } when pod.Status.ContainerStatuses.All(s => s.State.Running is null) => "can't start pod because PVC is being deleted",
            _ when volume.Ephemeral is not null && !claim.Metadata.OwnerReferences.Any(o => o.Uid == pod.Metadata.Uid) =>
                $"PVC {@namespace}/{name} was not created for pod {@namespace}/{pod.Metadata.Name} (pod is not owner)",
            { Status.Phase: not "Bound" } or { Spec.VolumeName: null or "" } => "PVC is not bound",
            _ when claim.Spec.AccessModes.Contains("ReadWriteOncePod") && HasAnother(pod, name) => "volume uses the ReadWriteOncePod access mode and is already in use by another pod",
            { Spec.VolumeMode: "Block" } => "volumes of mode Block are not supported",
            _ => null,
        };
        if (problem is not null)
        {
            throw new VolumeException(volume.Name, $"error processing PVC {@namespace}/{name}: {problem}");
        }

        var persistent = store.Find<PersistentVolume>(new ObjectKey(PersistentVolumeResource.Resource, "", claim!.Spec.VolumeName!));
        return persistent?.Spec switch
        {
            { HostPath: { } host } => (HostPathVolume.SetUp(volume.Name, host), persistent.Metadata.Annotations?.ContainsKey(PersistentVolumeResource.ProvisionedBy) == true),
            { Local.Path: { } path } => LinuxFiles.Stat(path) is not null ? (path, true) : throw new VolumeException(volume.Name, $"path \"{path}\" does not exist"),
            null => throw new VolumeException(volume.Name, $"error processing PVC {@namespace}/{name}: failed to fetch PV {claim.Spec.VolumeName} from API server: persistentvolumes \"{claim.Spec.VolumeName}\" not found"),
            _ => throw new VolumeException(volume.Name, $"the kind of persistent volume {persistent.Metadata.Name} is not supported"),
        };
    }

    // Whoever runs has it; of those that do not yet, the one that came first.
    private bool HasAnother(Pod pod, string claim) => !Runs(pod) && store.All<Pod>("pods", pod.Metadata.Namespace).Any(other =>
        other.UidOnNode() != pod.Metadata.Uid
        && PodClaims.Holds(other)
        && PodClaims.NamesOf(other).Contains(claim)
        && (Runs(other) || Precedes(other, pod)));

    private static bool Runs(Pod pod) => pod.Status.InitContainerStatuses.Concat(pod.Status.ContainerStatuses).Any(s => s.State.Running is not null);

    private static bool Precedes(Pod one, Pod other) =>
        (one.Metadata.CreationTimestamp ?? default, one.Metadata.Uid).CompareTo((other.Metadata.CreationTimestamp ?? default, other.Metadata.Uid)) < 0;
}
