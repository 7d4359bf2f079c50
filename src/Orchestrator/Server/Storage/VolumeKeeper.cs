using LocalPods.Api.Core;
using LocalPods.Orchestrator.Events;
using LocalPods.Orchestrator.Resources;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Server.Storage;

/// <summary>Keeps a volume's phase, protects it while it is bound, and reclaims it when its claim is gone (spec: workloads 14).</summary>
internal sealed class VolumeKeeper(IObjectStore store, StorageWriter writer, LocalPathProvisioner provisioner)
{
    /// <summary>Brings a volume one step on.</summary>
    public async Task LookAtAsync(PersistentVolume volume, CancellationToken cancellationToken)
    {
        var claimRef = volume.Spec.ClaimRef;
        var claim = claimRef is null ? null : store.Find<PersistentVolumeClaim>(new ObjectKey(PersistentVolumeClaimResource.Resource, claimRef.Namespace ?? "", claimRef.Name ?? ""));
        var isThere = claim is not null && ClaimMatching.IsFor(claimRef!, claim);
        var wasBound = !string.IsNullOrEmpty(claimRef?.Uid);
        if (volume.Metadata.DeletionTimestamp is not null)
        {
            if (!(isThere && wasBound) && volume.Metadata.Finalizers.Contains(PersistentVolumeResource.Finalizer))
            {
                await writer.ChangeAsync(volume, v => v with { Metadata = v.Metadata with { Finalizers = v.Metadata.Finalizers.Remove(PersistentVolumeResource.Finalizer) } }, cancellationToken);
            }

            return;
        }

        if (isThere && wasBound)
        {
            await writer.SetPhaseAsync(volume, VolumePhases.Bound, cancellationToken);
        }
        else if (!wasBound)
        {
            await writer.SetPhaseAsync(volume, VolumePhases.Available, cancellationToken);
        }
        else
        {
            await ReclaimAsync(volume, cancellationToken);
        }
    }

    private async Task ReclaimAsync(PersistentVolume volume, CancellationToken cancellationToken)
    {
        if (volume.Status.Phase is not (VolumePhases.Released or VolumePhases.Failed))
        {
            await writer.SetPhaseAsync(volume, VolumePhases.Released, cancellationToken);
        }

        if (volume.Spec.PersistentVolumeReclaimPolicy != "Delete" || volume.Status.Phase == VolumePhases.Failed)
        {
            return;
        }

        try
        {
            if (provisioner.Remove(volume))
            {
                await writer.DeleteAsync(volume, cancellationToken);
                return;
            }

            await FailAsync($"error getting deleter volume plugin for volume \"{volume.Metadata.Name}\": no volume plugin matched");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await FailAsync(e.Message);
        }

        Task FailAsync(string why)
        {
            writer.Tell(volume, EventType.Warning, "VolumeFailedDelete", why);
            return writer.SetPhaseAsync(volume, VolumePhases.Failed, cancellationToken, "VolumeFailedDelete", why);
        }
    }
}
