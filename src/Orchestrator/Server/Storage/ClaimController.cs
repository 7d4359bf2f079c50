using LocalPods.Api.Core;
using LocalPods.Api.Meta;
using LocalPods.Api.Serialization;
using LocalPods.Api.Storage;
using LocalPods.Orchestrator.Events;
using LocalPods.Orchestrator.Resources;
using LocalPods.Orchestrator.Server.Admission;
using LocalPods.Orchestrator.Server.Registry;
using LocalPods.Orchestrator.Store;
using LocalPods.Orchestrator.Volumes;

namespace LocalPods.Orchestrator.Server.Storage;

/// <summary>
/// Binds claims to volumes, has volumes made for claims of the class <c>local-path</c>, makes the claims of generic ephemeral volumes, and
/// protects what is in use (spec: workloads 14). Each look decides by what it sees, so it goes on after a crash where it was.
/// </summary>
internal sealed partial class ClaimController(ObjectRegistry objects, IEventRecorder events, LocalPathProvisioner provisioner, TimeProvider clock)
{
    private const string BindCompleted = "pv.kubernetes.io/bind-completed";
    private const string BoundByController = "pv.kubernetes.io/bound-by-controller";
    private const string SelectedNode = "volume.kubernetes.io/selected-node";
    private const string Component = "persistentvolume-controller";

    private static readonly ImmutableArray<string> s_provisionerNotes = ["volume.beta.kubernetes.io/storage-provisioner", "volume.kubernetes.io/storage-provisioner"];
    private static readonly PersistentVolumeClaimResource s_claims = PersistentVolumeClaimResource.Instance;
    private static readonly PersistentVolumeResource s_volumes = PersistentVolumeResource.Instance;

    private readonly Dictionary<string, string> _told = new(StringComparer.Ordinal);

    /// <summary>Kinds whose changes may make another look worth while.</summary>
    public static ImmutableArray<string> Followed { get; } =
        [PersistentVolumeClaimResource.Resource, PersistentVolumeResource.Resource, StorageClassResource.Resource, "pods"];

    /// <summary>Brings every claim and volume one step on; what was written causes another look.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var pods = ClaimUsers.All(objects.Store);
        await MakeEphemeralAsync(pods, cancellationToken);
        foreach (var claim in objects.Store.All<PersistentVolumeClaim>(PersistentVolumeClaimResource.Resource, null).ToList())
        {
            await TryAsync(() => LookAtAsync(claim, pods, cancellationToken));
        }

        foreach (var volume in objects.Store.All<PersistentVolume>(PersistentVolumeResource.Resource, null).ToList())
        {
            await TryAsync(() => LookAtAsync(volume, cancellationToken));
        }
    }

    // Whoever was faster causes another look.
    private static async Task TryAsync(Func<Task> look)
    {
        try
        {
            await look();
        }
        catch (ApiException e) when (e.Status.Code is 403 or 404 or 409)
        {
        }
    }

    private async Task LookAtAsync(PersistentVolumeClaim claim, ImmutableArray<Pod> pods, CancellationToken cancellationToken)
    {
        if (claim.Metadata.DeletionTimestamp is not null)
        {
            if (claim.Metadata.Finalizers.Contains(PersistentVolumeClaimResource.Finalizer) && !pods.Any(p => ClaimUsers.Uses(p, claim)))
            {
                await ChangeAsync(claim, c => c with { Metadata = c.Metadata with { Finalizers = c.Metadata.Finalizers.Remove(PersistentVolumeClaimResource.Finalizer) } }, cancellationToken);
            }

            return;
        }

        if (claim.Spec.VolumeName is { Length: > 0 } named)
        {
            await LookAtNamedAsync(claim, named, cancellationToken);
        }
        else if (ClaimMatching.Best(claim, Volumes(), NodeLabels()) is { } found && (found.Spec.ClaimRef is not null || !Waits(claim, pods)))
        {
            await BindAsync(claim, found, cancellationToken);
        }
        else
        {
            await ProvisionAsync(claim, pods, cancellationToken);
        }
    }

    private async Task LookAtNamedAsync(PersistentVolumeClaim claim, string name, CancellationToken cancellationToken)
    {
        var completed = Note(claim.Metadata.Annotations, BindCompleted) is not null;
        var volume = objects.Store.Find<PersistentVolume>(new ObjectKey(PersistentVolumeResource.Resource, "", name));
        if (volume is null || (volume.Spec.ClaimRef is { } other && !ClaimMatching.IsFor(other, claim)))
        {
            if (completed && claim.Status.Phase != ClaimPhases.Lost)
            {
                Tell(claim, EventType.Warning, volume is null ? "ClaimLost" : "ClaimMisbound", volume is null
                    ? "Bound claim has lost its PersistentVolume. Data on the volume is lost!"
                    : "Two claims are bound to the same volume, this one is bound incorrectly");
                await StatusAsync(claim, new PersistentVolumeClaimStatus { Phase = ClaimPhases.Lost }, cancellationToken);
            }

            return;
        }

        if (volume.Spec.ClaimRef is null && !ClaimMatching.Fits(claim, volume))
        {
            Tell(claim, EventType.Warning, "VolumeMismatch", $"Cannot bind to requested volume \"{name}\": size, access modes, class or mode do not match");
            return;
        }

        await BindAsync(claim, volume, cancellationToken);
    }

    // The volume first: a crash in between leaves one that is set aside for the claim.
    private async Task BindAsync(PersistentVolumeClaim claim, PersistentVolume volume, CancellationToken cancellationToken)
    {
        if (volume.Spec.ClaimRef?.Uid != claim.Metadata.Uid)
        {
            var chosen = volume.Spec.ClaimRef is null;
            var reference = ClaimMatching.ReferenceTo(claim);
            await ChangeAsync(volume, v => v with { Spec = v.Spec with { ClaimRef = reference }, Metadata = chosen ? v.Metadata with { Annotations = With(v.Metadata.Annotations, BoundByController) } : v.Metadata }, cancellationToken);
        }

        if (claim.Spec.VolumeName != volume.Metadata.Name || Note(claim.Metadata.Annotations, BindCompleted) is null)
        {
            var chosen = string.IsNullOrEmpty(claim.Spec.VolumeName);
            await ChangeAsync(claim, c => c with
            {
                Spec = c.Spec with { VolumeName = volume.Metadata.Name },
                Metadata = c.Metadata with { Annotations = With(chosen ? With(c.Metadata.Annotations, BoundByController) : c.Metadata.Annotations, BindCompleted) },
            }, cancellationToken);
        }

        var bound = new PersistentVolumeClaimStatus { Phase = ClaimPhases.Bound, AccessModes = volume.Spec.AccessModes, Capacity = volume.Spec.Capacity };
        await StatusAsync(claim, bound, cancellationToken);
    }

    private async Task ProvisionAsync(PersistentVolumeClaim claim, ImmutableArray<Pod> pods, CancellationToken cancellationToken)
    {
        if (claim.Spec.StorageClassName is not { Length: > 0 } named)
        {
            Tell(claim, EventType.Normal, "FailedBinding", "no persistent volumes available for this claim and no storage class is set");
            return;
        }

        if (Waits(claim, pods))
        {
            Tell(claim, EventType.Normal, "WaitForFirstConsumer", "waiting for first consumer to be created before binding");
        }
        else if (ClassOf(claim) is not { } storage)
        {
            Tell(claim, EventType.Warning, "ProvisioningFailed", $"storageclass.storage.k8s.io \"{named}\" not found");
        }
        else if (storage.Provisioner == "kubernetes.io/no-provisioner")
        {
            Tell(claim, EventType.Normal, "FailedBinding", "no persistent volumes available for this claim");
        }
        else if (storage.Provisioner != LocalPathProvisioner.Name)
        {
            Tell(claim, EventType.Normal, "ExternalProvisioning",
                $"Waiting for a volume to be created either by the external provisioner '{storage.Provisioner}' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.");
        }
        else if (claim.Spec.VolumeMode == "Block" || claim.Spec.Selector is not null)
        {
            Tell(claim, EventType.Warning, "ProvisioningFailed",
                $"failed to provision volume with StorageClass \"{named}\": {(claim.Spec.Selector is null ? "block volumes are not supported" : "claim.Spec.Selector is not supported")}");
        }
        else
        {
            await MakeAsync(claim, storage, cancellationToken);
        }
    }

    private async Task MakeAsync(PersistentVolumeClaim claim, StorageClass storage, CancellationToken cancellationToken)
    {
        try
        {
            var notes = s_provisionerNotes.Aggregate(claim.Metadata.Annotations, (all, note) => With(all, note, LocalPathProvisioner.Name));
            notes = storage.VolumeBindingMode == "WaitForFirstConsumer" ? With(notes, SelectedNode, objects.NodeName) : notes;
            await ChangeAsync(claim, c => c with { Metadata = c.Metadata with { Annotations = notes } }, cancellationToken);
            var made = provisioner.Provision(claim, storage);
            var content = ApiJson.ToJson(made);
            if (objects.Store.Get(new ObjectKey(PersistentVolumeResource.Resource, "", made.Metadata.Name!)) is null)
            {
                await objects.CreateAsync(s_volumes, null, content, WriteOrigin.Controllers, cancellationToken);
            }

            Tell(claim, EventType.Normal, "ProvisioningSucceeded", $"Successfully provisioned volume {made.Metadata.Name} using {LocalPathProvisioner.Name}", LocalPathProvisioner.Name);
            await BindAsync(claim, objects.Store.Find<PersistentVolume>(new ObjectKey(PersistentVolumeResource.Resource, "", made.Metadata.Name!))!, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Tell(claim, EventType.Warning, "ProvisioningFailed", $"failed to provision volume with StorageClass \"{storage.Metadata.Name}\": {e.Message}", LocalPathProvisioner.Name);
        }
    }

    private async Task LookAtAsync(PersistentVolume volume, CancellationToken cancellationToken)
    {
        var claimRef = volume.Spec.ClaimRef;
        var claim = claimRef is null ? null : objects.Store.Find<PersistentVolumeClaim>(new ObjectKey(PersistentVolumeClaimResource.Resource, claimRef.Namespace ?? "", claimRef.Name ?? ""));
        var isThere = claim is not null && ClaimMatching.IsFor(claimRef!, claim);
        var wasBound = !string.IsNullOrEmpty(claimRef?.Uid);
        if (volume.Metadata.DeletionTimestamp is not null)
        {
            if (!(isThere && wasBound) && volume.Metadata.Finalizers.Contains(PersistentVolumeResource.Finalizer))
            {
                await ChangeAsync(volume, v => v with { Metadata = v.Metadata with { Finalizers = v.Metadata.Finalizers.Remove(PersistentVolumeResource.Finalizer) } }, cancellationToken);
            }

            return;
        }

        if (isThere && wasBound)
        {
            await PhaseAsync(volume, VolumePhases.Bound, cancellationToken);
        }
        else if (!wasBound)
        {
            await PhaseAsync(volume, VolumePhases.Available, cancellationToken);
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
            await PhaseAsync(volume, VolumePhases.Released, cancellationToken);
        }

        if (volume.Spec.PersistentVolumeReclaimPolicy != "Delete" || volume.Status.Phase == VolumePhases.Failed)
        {
            return;
        }

        try
        {
            if (provisioner.Remove(volume))
            {
                await objects.DeleteAsync(s_volumes, null, volume.Metadata.Name!, new DeleteOptions(), dryRun: false, cancellationToken);
                return;
            }

            await FailAsync("error getting deleter volume plugin for volume \"" + volume.Metadata.Name + "\": no volume plugin matched");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await FailAsync(e.Message);
        }

        Task FailAsync(string why)
        {
            events.Record(new EventNote(new EventTarget("PersistentVolume", "", volume.Metadata.Name!, volume.Metadata.Uid ?? ""), EventType.Warning, "VolumeFailedDelete", why) { Component = Component });
            return PhaseAsync(volume, VolumePhases.Failed, cancellationToken, "VolumeFailedDelete", why);
        }
    }

    private async Task MakeEphemeralAsync(ImmutableArray<Pod> pods, CancellationToken cancellationToken)
    {
        foreach (var pod in pods.Where(p => p.Metadata.DeletionTimestamp is null))
        {
            foreach (var volume in pod.Spec.Volumes.Where(v => v.Ephemeral?.VolumeClaimTemplate is not null))
            {
                if (objects.Store.Get(new ObjectKey(PersistentVolumeClaimResource.Resource, pod.Metadata.Namespace ?? "", PodClaims.NameOf(pod, volume)!)) is null)
                {
                    await TryAsync(() => objects.CreateAsync(s_claims, pod.Metadata.Namespace, ApiJson.ToJson(EphemeralClaim(pod, volume)), WriteOrigin.Controllers, cancellationToken));
                }
            }
        }
    }

    private static PersistentVolumeClaim EphemeralClaim(Pod pod, Volume volume)
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

    // Whether its class makes no volume before a pod wants it.
    private bool Waits(PersistentVolumeClaim claim, ImmutableArray<Pod> pods) =>
        ClassOf(claim)?.VolumeBindingMode == "WaitForFirstConsumer" && !pods.Any(p => !string.IsNullOrEmpty(p.Spec.NodeName) && ClaimUsers.Uses(p, claim));

    private StorageClass? ClassOf(PersistentVolumeClaim claim) =>
        claim.Spec.StorageClassName is { Length: > 0 } named ? objects.Store.Find<StorageClass>(new ObjectKey(StorageClassResource.Resource, "", named)) : null;

    private List<PersistentVolume> Volumes() => [.. objects.Store.All<PersistentVolume>(PersistentVolumeResource.Resource, null)];

    private ImmutableSortedDictionary<string, string> NodeLabels() =>
        objects.Store.Find<Api.Core.Node>(new ObjectKey("nodes", "", objects.NodeName))?.Metadata.Labels
        ?? ImmutableSortedDictionary<string, string>.Empty.Add("kubernetes.io/hostname", objects.NodeName);
}
