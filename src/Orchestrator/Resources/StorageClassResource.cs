using LocalPods.Api.Durations;
using LocalPods.Api.Meta;
using LocalPods.Api.Storage;
using LocalPods.Api.Validation;

namespace LocalPods.Orchestrator.Resources;

/// <summary>Classes of storage; <c>local-path</c>, the default one, is there from the start.</summary>
public sealed class StorageClassResource : ResourceDefinition<StorageClass>
{
    /// <summary>As in store keys.</summary>
    public const string Resource = "storageclasses.storage.k8s.io";

    /// <summary>Set to true: claims that name no class get this one.</summary>
    public const string DefaultAnnotation = "storageclass.kubernetes.io/is-default-class";

    public StorageClassResource()
        : base(new("storage.k8s.io", "v1", "storageclasses", "storageclass", "StorageClass", Namespaced: false) { ShortNames = ["sc"] })
    {
    }

    /// <summary>For those who make the first class.</summary>
    public static StorageClassResource Instance { get; } = new();

    public override bool HasStatus => false;

    public override ImmutableArray<TableColumnDefinition> Columns { get; } =
    [
        Column.Name,
        Column.Of("Provisioner", "string", "Who makes the volumes."),
        Column.Of("ReclaimPolicy", "string", "What becomes of a volume when its claim is deleted."),
        Column.Of("VolumeBindingMode", "string", "When a volume is made."),
        Column.Of("AllowVolumeExpansion", "string", "Whether claims may grow."),
        Column.Age,
    ];

    protected override TableCells Cells(StorageClass value, DateTimeOffset now) => new(
        IsDefault(value) ? value.Metadata.Name + " (default)" : value.Metadata.Name,
        value.Provisioner,
        value.ReclaimPolicy ?? "Delete",
        value.VolumeBindingMode ?? "Immediate",
        value.AllowVolumeExpansion == true ? "true" : "false",
        ResourceAge.Since(value.Metadata.CreationTimestamp, now));

    /// <summary>Whether claims that name no class get this one.</summary>
    public static bool IsDefault(StorageClass storage) =>
        storage.Metadata.Annotations is { } annotations && annotations.TryGetValue(DefaultAnnotation, out var set) && set == "true";

    protected override StorageClass PrepareForCreate(StorageClass value, AdmissionContext context) => WithDefaults(value);

    protected override ImmutableArray<FieldError> Validate(StorageClass value) => StorageClassValidation.ValidateCreate(value);

    protected override StorageClass PrepareForUpdate(StorageClass value, StorageClass existing, AdmissionContext context) => WithDefaults(value);

    protected override ImmutableArray<FieldError> ValidateUpdate(StorageClass value, StorageClass existing) => StorageClassValidation.ValidateUpdate(value, existing);

    private static StorageClass WithDefaults(StorageClass value) => value with
    {
        ReclaimPolicy = value.ReclaimPolicy is { Length: > 0 } policy ? policy : "Delete",
        VolumeBindingMode = value.VolumeBindingMode is { Length: > 0 } mode ? mode : "Immediate",
    };
}
