using LocalPods.Api.Core;
using LocalPods.Api.Storage;
using LocalPods.Orchestrator.Resources;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Server.Admission;

/// <summary>Gives claims that name no class the default one, and refuses claims to grow where their class does not have it.</summary>
internal sealed class StorageAdmission(IObjectStore store) : IAdmission
{
    public ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (request.Creates(PersistentVolumeClaimResource.Resource) && request.Read<PersistentVolumeClaim>() is { Spec.StorageClassName: null } claim
            && store.All<StorageClass>(StorageClassResource.Resource, null).Where(StorageClassResource.IsDefault).MaxBy(c => c.Metadata.CreationTimestamp) is { } usual)
        {
            request.Replace(claim with { Spec = claim.Spec with { StorageClassName = usual.Metadata.Name } });
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (request.Definition.Names.Qualified == PersistentVolumeClaimResource.Resource && request.Existing is { } existing)
        {
            var (before, wanted) = (Api.Serialization.ApiJson.FromJson<PersistentVolumeClaim>(existing), request.Read<PersistentVolumeClaim>());
            if (Storage.ClaimMatching.StorageOf(wanted) > Storage.ClaimMatching.StorageOf(before) && !MayGrow(wanted))
            {
                throw request.Forbidden("only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize");
            }
        }

        return ValueTask.CompletedTask;
    }

    private bool MayGrow(PersistentVolumeClaim claim) =>
        claim.Spec.StorageClassName is { Length: > 0 } named
        && store.Find<StorageClass>(new ObjectKey(StorageClassResource.Resource, "", named))?.AllowVolumeExpansion == true;
}
