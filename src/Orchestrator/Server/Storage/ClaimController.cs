using LocalPods.Api.Core;
using LocalPods.Api.Storage;
using LocalPods.Orchestrator.Events;
using LocalPods.Orchestrator.Resources;
using LocalPods.Orchestrator.Server.Registry;
using LocalPods.Orchestrator.Store;
using LocalPods.Orchestrator.Volumes;

namespace LocalPods.Orchestrator.Server.Storage;

/// <summary>
/// Binds claims to volumes, has volumes made for claims of the class <c>local-path</c>, makes the claims of generic ephemeral volumes, and
/// protects what is in use (spec: workloads 14). Each look decides by what it sees, so it goes on after a crash where it was.
/// </summary>
/// <param name="objects">Where claims, volumes, classes and pods are.</param>
/// <param name="writer">Writes what is decided here.</param>
/// <param name="provisioner">Makes the volumes.</param>
internal sealed class ClaimController(ObjectRegistry objects, StorageWriter writer, LocalPathProvisioner provisioner)
{
    private const string BindCompleted = "pv.kubernetes.io/bind-completed";
    private const string BoundByController = "pv.kubernetes.io/bound-by-controller";
    private const string SelectedNode = "volume.kubernetes.io/selected-node";

    private static readonly ImmutableArray<string> s_provisionerNotes = ["volume.beta.kubernetes.io/storage-provisioner", "volume.kubernetes.io/storage-provisioner"];

    private readonly VolumeKeeper _volumes = new(objects.Store, writer, provisioner);

    /// <summary>Kinds whose changes may make another look worth while.</summary>
    public static ImmutableArray<string> Followed { get; } =
        [PersistentVolumeClaimResource.Resource, PersistentVolumeResource.Resource, StorageClassResource.Resource, "pods"];

    /// <summary>Brings every claim and volume one step on; what was written causes another look.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var pods = ClaimUsers.All(objects.Store);
        foreach (var (@namespace, claim) in EphemeralClaims.Missing(objects.Store, pods).ToList())
        {
            await TryAsync(() => writer.CreateAsync(@namespace, claim, cancellationToken));
        }

        var claims = objects.Store.All<PersistentVolumeClaim>(PersistentVolumeClaimResource.Resource, null).ToList();
        writer.KeepOnly(claims);
        foreach (var claim in claims)
        {
            await TryAsync(() => LookAtAsync(claim, pods, cancellationToken));
        }

        foreach (var volume in Volumes())
        {
            await TryAsync(() => _volumes.LookAtAsync(volume, cancellationToken));
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
            if (claim.Metadata.Finalizers.Contains(PersistentVolumeClaimResource.Finalizer) && !pods.Any(p => PodClaims.Holds(p) && ClaimUsers.Uses(p, claim)))
            {
                await writer.ChangeAsync(claim, c => c with { Metadata = c.Metadata with { Finalizers = c.Metadata.Finalizers.Remove(PersistentVolumeClaimResource.Finalizer) } }, cancellationToken);
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
                writer.Tell(claim, EventType.Warning, volume is null ? "ClaimLost" : "ClaimMisbound", volume is null
                    ? "Bound claim has lost its PersistentVolume. Data on the volume is lost!"
                    : "Two claims are bound to the same volume, this one is bound incorrectly");
                await writer.SetStatusAsync(claim, new PersistentVolumeClaimStatus { Phase = ClaimPhases.Lost }, cancellationToken);
            }

            return;
        }

        if (volume.Spec.ClaimRef is null && !ClaimMatching.Fits(claim, volume))
        {
            writer.Tell(claim, EventType.Warning, "VolumeMismatch", $"Cannot bind to requested volume \"{name}\": size, access modes, class or mode do not match");
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
            await writer.ChangeAsync(volume, v => v with { Spec = v.Spec with { ClaimRef = reference }, Metadata = chosen ? v.Metadata with { Annotations = With(v.Metadata.Annotations, BoundByController) } : v.Metadata }, cancellationToken);
        }

        if (claim.Spec.VolumeName != volume.Metadata.Name || Note(claim.Metadata.Annotations, BindCompleted) is null)
        {
            var chosen = string.IsNullOrEmpty(claim.Spec.VolumeName);
            await writer.ChangeAsync(claim, c => c with
            {
                Spec = c.Spec with { VolumeName = volume.Metadata.Name },
                Metadata = c.Metadata with { Annotations = With(chosen ? With(c.Metadata.Annotations, BoundByController) : c.Metadata.Annotations, BindCompleted) },
            }, cancellationToken);
        }

        var bound = new PersistentVolumeClaimStatus { Phase = ClaimPhases.Bound, AccessModes = volume.Spec.AccessModes, Capacity = volume.Spec.Capacity };
        await writer.SetStatusAsync(claim, bound, cancellationToken);
    }

    private async Task ProvisionAsync(PersistentVolumeClaim claim, ImmutableArray<Pod> pods, CancellationToken cancellationToken)
    {
        if (claim.Spec.StorageClassName is not { Length: > 0 } named)
        {
            writer.Tell(claim, EventType.Normal, "FailedBinding", "no persistent volumes available for this claim and no storage class is set");
            return;
        }

        if (Waits(claim, pods))
        {
            writer.Tell(claim, EventType.Normal, "WaitForFirstConsumer", "waiting for first consumer to be created before binding");
        }
        else if (ClassOf(claim) is not { } storage)
        {
            writer.Tell(claim, EventType.Warning, "ProvisioningFailed", $"storageclass.storage.k8s.io \"{named}\" not found");
        }
        else if (storage.Provisioner == "kubernetes.io/no-provisioner")
        {
            writer.Tell(claim, EventType.Normal, "FailedBinding", "no persistent volumes available for this claim");
        }
        else if (storage.Provisioner != LocalPathProvisioner.Name)
        {
            writer.Tell(claim, EventType.Normal, "ExternalProvisioning",
                $"Waiting for a volume to be created either by the external provisioner '{storage.Provisioner}' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.");
        }
        else if (claim.Spec.VolumeMode == "Block" || claim.Spec.Selector is not null)
        {
            writer.Tell(claim, EventType.Warning, "ProvisioningFailed",
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
            await writer.ChangeAsync(claim, c => c with { Metadata = c.Metadata with { Annotations = notes } }, cancellationToken);
            var made = provisioner.Provision(claim, storage);
            var key = new ObjectKey(PersistentVolumeResource.Resource, "", made.Metadata.Name!);
            if (objects.Store.Get(key) is null)
            {
                await writer.CreateAsync(made, cancellationToken);
            }

            writer.Tell(claim, EventType.Normal, "ProvisioningSucceeded", $"Successfully provisioned volume {made.Metadata.Name} using {LocalPathProvisioner.Name}", LocalPathProvisioner.Name);
            if (objects.Store.Find<PersistentVolume>(key) is { } there) // else somebody was quick to delete it, which causes another look
            {
                await BindAsync(claim, there, cancellationToken);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            writer.Tell(claim, EventType.Warning, "ProvisioningFailed", $"failed to provision volume with StorageClass \"{storage.Metadata.Name}\": {e.Message}", LocalPathProvisioner.Name);
        }
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

    private static string? Note(ImmutableSortedDictionary<string, string>? annotations, string key) => annotations?.GetValueOrDefault(key);

    private static ImmutableSortedDictionary<string, string> With(ImmutableSortedDictionary<string, string>? annotations, string key, string value = "yes") =>
        (annotations ?? ImmutableSortedDictionary<string, string>.Empty).SetItem(key, value);
}
