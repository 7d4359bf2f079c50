using LocalPods.Api.Core;
using LocalPods.Api.Durations;
using LocalPods.Api.Meta;
using LocalPods.Api.Validation;

namespace LocalPods.Orchestrator.Resources;

/// <summary>Persistent volumes. One that is in use stays until its claim is gone.</summary>
public sealed class PersistentVolumeResource : ResourceDefinition<PersistentVolume>
{
    /// <summary>As in store keys.</summary>
    public const string Resource = "persistentvolumes";

    /// <summary>The annotation of a volume that was made for a claim: by whom.</summary>
    public const string ProvisionedBy = "pv.kubernetes.io/provisioned-by";

    /// <summary>Keeps a volume as long as a claim has it.</summary>
    public const string Finalizer = "kubernetes.io/pv-protection";

    public PersistentVolumeResource()
        : base(new("", "v1", "persistentvolumes", "persistentvolume", "PersistentVolume", Namespaced: false) { ShortNames = ["pv"] })
    {
    }

    public static PersistentVolumeResource Instance { get; } = new();

    public override ImmutableArray<TableColumnDefinition> Columns { get; } =
    [
        Column.Name,
        Column.Of("Capacity", "string", "Size of the volume."),
        Column.Of("Access Modes", "string", "Ways in which it may be used."),
        Column.Of("Reclaim Policy", "string", "What becomes of it when its claim is deleted."),
        Column.Of("Status", "string", "Whether a claim has it."),
        Column.Of("Claim", "string", "The claim that has it."),
        Column.Of("StorageClass", "string", "Class of storage."),
        Column.Of("VolumeAttributesClass", "string", "Class of changeable properties."),
        Column.Of("Reason", "string", "Why it is in its state."),
        Column.Age,
        Column.Wide("VolumeMode", "string", "Filesystem or Block."),
    ];

    protected override TableCells Cells(PersistentVolume value, DateTimeOffset now) => new(
        value.Metadata.Name,
        value.Spec.Capacity is { } capacity && capacity.TryGetValue(Api.Core.ResourceNames.Storage, out var size) ? size.ToString() : "",
        AccessModes.Text(value.Spec.AccessModes),
        value.Spec.PersistentVolumeReclaimPolicy,
        value.Metadata.DeletionTimestamp is null ? value.Status.Phase : "Terminating",
        value.Spec.ClaimRef is { } claim ? $"{claim.Namespace}/{claim.Name}" : "",
        value.Spec.StorageClassName ?? "",
        value.Spec.VolumeAttributesClassName is { Length: > 0 } named ? named : "<unset>",
        value.Status.Reason ?? "",
        ResourceAge.Since(value.Metadata.CreationTimestamp, now),
        value.Spec.VolumeMode ?? "<unset>");

    protected override PersistentVolume PrepareForCreate(PersistentVolume value, AdmissionContext context) => WithDefaults(value) with
    {
        Metadata = value.Metadata.Finalizers.Contains(Finalizer) ? value.Metadata : value.Metadata with { Finalizers = value.Metadata.Finalizers.Add(Finalizer) },
        Status = new PersistentVolumeStatus { Phase = VolumePhases.Pending, LastPhaseTransitionTime = context.Now },
    };

    protected override ImmutableArray<FieldError> Validate(PersistentVolume value) => PersistentVolumeValidation.ValidateCreate(value);

    protected override PersistentVolume PrepareForUpdate(PersistentVolume value, PersistentVolume existing, AdmissionContext context) => WithDefaults(value);

    protected override ImmutableArray<FieldError> ValidateUpdate(PersistentVolume value, PersistentVolume existing) =>
        PersistentVolumeValidation.ValidateUpdate(value, existing);

    private static PersistentVolume WithDefaults(PersistentVolume value) => value with
    {
        Spec = value.Spec with
        {
            PersistentVolumeReclaimPolicy = value.Spec.PersistentVolumeReclaimPolicy is { Length: > 0 } policy ? policy : "Retain",
            VolumeMode = value.Spec.VolumeMode is { Length: > 0 } mode ? mode : "Filesystem",
            HostPath = value.Spec.HostPath is { } host ? host with { Type = host.Type ?? "" } : null,
        },
    };
}
