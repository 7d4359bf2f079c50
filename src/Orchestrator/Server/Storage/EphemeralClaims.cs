using LocalPods.Api.Core;
using LocalPods.Api.Meta;
using LocalPods.Orchestrator.Resources;
using LocalPods.Orchestrator.Store;
using LocalPods.Orchestrator.Volumes;

namespace LocalPods.Orchestrator.Server.Storage;

/// <summary>The claims that pods bring with them: volumes of the type <c>ephemeral</c>. Pure.</summary>
internal static class EphemeralClaims
{
    /// <summary>Those that are not there yet, each owned by its pod.</summary>
    public static IEnumerable<(string? Namespace, PersistentVolumeClaim Claim)> Missing(IObjectStore store, IEnumerable<Pod> pods) =>
        from pod in pods
        where pod.Metadata.DeletionTimestamp is null
        from volume in pod.Spec.Volumes
        where volume.Ephemeral?.VolumeClaimTemplate is not null
            && store.Get(new ObjectKey(PersistentVolumeClaimResource.Resource, pod.Metadata.Namespace ?? "", PodClaims.NameOf(pod, volume)!)) is null
        select (pod.Metadata.Namespace, Of(pod, volume));

    private static PersistentVolumeClaim Of(Pod pod, Volume volume)
    {
        var template = volume.Ephemeral!.VolumeClaimTemplate!;
        var owner = new OwnerReference
        {
            ApiVersion = "v1", Kind = "Pod", Name = pod.Metadata.Name!, Uid = pod.Metadata.Uid!, Controller = true, BlockOwnerDeletion = true,
        };
        return new PersistentVolumeClaim
        {
            Metadata = new ObjectMeta
            {
                Name = PodClaims.NameOf(pod, volume),
                Labels = template.Metadata.Labels,
                Annotations = template.Metadata.Annotations,
                OwnerReferences = [owner],
            },
            Spec = template.Spec,
        };
    }
}
