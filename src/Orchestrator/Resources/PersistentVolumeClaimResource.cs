using LocalPods.Api.Core;
using LocalPods.Api.Durations;
using LocalPods.Api.Meta;
using LocalPods.Api.Validation;

namespace LocalPods.Orchestrator.Resources;

/// <summary>Claims of storage. One that a pod uses stays until the pod is over.</summary>
public sealed class PersistentVolumeClaimResource : ResourceDefinition<PersistentVolumeClaim>
{
    /// <summary>As in store keys.</summary>
    public const string Resource = "persistentvolumeclaims";

    /// <summary>Keeps a claim as long as a pod uses it.</summary>
    public const string Finalizer = "kubernetes.io/pvc-protection";

    public PersistentVolumeClaimResource()
        : base(new("", "v1", "persistentvolumeclaims", "persistentvolumeclaim", "PersistentVolumeClaim", Namespaced: true) { ShortNames = ["pvc"] })
    {
    }

    public static PersistentVolumeClaimResource Instance { get; } = new();

    public override ImmutableArray<TableColumnDefinition> Columns { get; } =
    [
        Column.Name,
        Column.Of("Status", "string", "Whether there is a volume for it."),
        Column.Of("Volume", "string", "The volume it has."),
        Column.Of("Capacity", "string", "Size of the volume."),
        Column.Of("Access Modes", "string", "Ways in which the volume may be used."),
        Column.Of("StorageClass", "string", "Class of storage."),
        Column.Of("VolumeAttributesClass", "string", "Class of changeable properties."),
        Column.Age,
        Column.Wide("VolumeMode", "string", "Filesystem or Block."),
    ];

    protected override TableCells Cells(PersistentVolumeClaim value, DateTimeOffset now)
    {
        var bound = !string.IsNullOrEmpty(value.Spec.VolumeName);
        return new(
            value.Metadata.Name,
            value.Metadata.DeletionTimestamp is null ? value.Status.Phase : "Terminating",
            value.Spec.VolumeName ?? "",
            bound && value.Status.Capacity is { } capacity && capacity.TryGetValue(Api.Core.ResourceNames.Storage, out var size) ? size.ToString() : "",
            bound ? AccessModes.Text(value.Status.AccessModes) : "",
            value.Spec.StorageClassName ?? "",
            value.Spec.VolumeAttributesClassName is { Length: > 0 } named ? named : "<unset>",
            ResourceAge.Since(value.Metadata.CreationTimestamp, now),
            value.Spec.VolumeMode ?? "<unset>");
    }

    protected override PersistentVolumeClaim PrepareForCreate(PersistentVolumeClaim value, AdmissionContext context) => WithDefaults(value) with
    {
        Metadata = value.Metadata.Finalizers.Contains(Finalizer) ? value.Metadata : value.Metadata with { Finalizers = value.Metadata.Finalizers.Add(Finalizer) },
        Status = new PersistentVolumeClaimStatus { Phase = ClaimPhases.Pending },
    };

    protected override ImmutableArray<FieldError> Validate(PersistentVolumeClaim value) => PersistentVolumeClaimValidation.ValidateCreate(value);

    protected override PersistentVolumeClaim PrepareForUpdate(PersistentVolumeClaim value, PersistentVolumeClaim existing, AdmissionContext context) => WithDefaults(value);

    protected override ImmutableArray<FieldError> ValidateUpdate(PersistentVolumeClaim value, PersistentVolumeClaim existing) =>
        PersistentVolumeClaimValidation.ValidateUpdate(value, existing);

    private static PersistentVolumeClaim WithDefaults(PersistentVolumeClaim value) =>
        value.Spec.VolumeMode is { Length: > 0 } ? value : value with { Spec = value.Spec with { VolumeMode = "Filesystem" } };
}
