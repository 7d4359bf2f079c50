using LocalPods.Api.Durations;
using LocalPods.Api.Meta;
using LocalPods.Api.Scheduling;
using LocalPods.Api.Validation;

namespace LocalPods.Orchestrator.Resources;

/// <summary>Priority classes; two of the system are there from the start.</summary>
public sealed class PriorityClassResource : ResourceDefinition<PriorityClass>
{
    /// <summary>As in store keys.</summary>
    public const string Resource = "priorityclasses.scheduling.k8s.io";

    public PriorityClassResource()
        : base(new("scheduling.k8s.io", "v1", "priorityclasses", "priorityclass", "PriorityClass", Namespaced: false) { ShortNames = ["pc"] })
    {
    }

    /// <summary>For those who make the classes of the system.</summary>
    public static PriorityClassResource Instance { get; } = new();

    public override bool HasStatus => false;

    public override bool TracksGeneration => true;

    public override ImmutableArray<TableColumnDefinition> Columns { get; } =
    [
        Column.Name,
        Column.Of("Value", "integer", "The priority; higher is more important."),
        Column.Of("Global-Default", "boolean", "Whether pods that name no class get this one."),
        Column.Age,
        Column.Of("PreemptionPolicy", "string", "Whether its pods may push out less important ones."),
    ];

    protected override TableCells Cells(PriorityClass value, DateTimeOffset now) => new(
        value.Metadata.Name,
        value.Value,
        value.GlobalDefault == true,
        ResourceAge.Since(value.Metadata.CreationTimestamp, now),
        value.PreemptionPolicy);

    protected override PriorityClass PrepareForCreate(PriorityClass value, AdmissionContext context) => WithDefaults(value);

    protected override ImmutableArray<FieldError> Validate(PriorityClass value) => PriorityClassValidation.ValidateCreate(value);

    protected override PriorityClass PrepareForUpdate(PriorityClass value, PriorityClass existing, AdmissionContext context) => WithDefaults(value);

    protected override ImmutableArray<FieldError> ValidateUpdate(PriorityClass value, PriorityClass existing) =>
        PriorityClassValidation.ValidateUpdate(value, existing);

    private static PriorityClass WithDefaults(PriorityClass value) =>
        value.PreemptionPolicy is { Length: > 0 } ? value : value with { PreemptionPolicy = "PreemptLowerPriority" };
}
