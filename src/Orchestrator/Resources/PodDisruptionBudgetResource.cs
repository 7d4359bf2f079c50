using LocalPods.Api.Durations;
using LocalPods.Api.Meta;
using LocalPods.Api.Policy;
using LocalPods.Api.Validation;

namespace LocalPods.Orchestrator.Resources;

/// <summary>Disruption budgets. Evictions heed them; their status is kept by the server.</summary>
public sealed class PodDisruptionBudgetResource : ResourceDefinition<PodDisruptionBudget>
{
    /// <summary>As in store keys.</summary>
    public const string Resource = "poddisruptionbudgets.policy";

    public PodDisruptionBudgetResource()
        : base(new("policy", "v1", "poddisruptionbudgets", "poddisruptionbudget", "PodDisruptionBudget", Namespaced: true) { ShortNames = ["pdb"] })
    {
    }

    /// <summary>For those who keep the status.</summary>
    public static PodDisruptionBudgetResource Instance { get; } = new();

    public override bool TracksGeneration => true;

    public override ImmutableArray<TableColumnDefinition> Columns { get; } =
    [
        Column.Name,
        Column.Of("Min Available", "string", "How many pods must stay healthy."),
        Column.Of("Max Unavailable", "string", "How many pods may be missing."),
        Column.Of("Allowed Disruptions", "integer", "How many pods may be evicted now."),
        Column.Age,
    ];

    protected override TableCells Cells(PodDisruptionBudget value, DateTimeOffset now) => new(
        value.Metadata.Name,
        value.Spec.MinAvailable?.ToString() ?? "N/A",
        value.Spec.MaxUnavailable?.ToString() ?? "N/A",
        value.Status.DisruptionsAllowed,
        ResourceAge.Since(value.Metadata.CreationTimestamp, now));

    protected override PodDisruptionBudget PrepareForCreate(PodDisruptionBudget value, AdmissionContext context) => value with { Status = new() };

    protected override ImmutableArray<FieldError> Validate(PodDisruptionBudget value) => PodDisruptionBudgetValidation.ValidateCreate(value);

    protected override ImmutableArray<FieldError> ValidateUpdate(PodDisruptionBudget value, PodDisruptionBudget existing) =>
        PodDisruptionBudgetValidation.ValidateUpdate(value, existing);

    protected override ImmutableArray<FieldError> ValidateStatusUpdate(PodDisruptionBudget value, PodDisruptionBudget existing) =>
        PodDisruptionBudgetValidation.ValidateStatus(value.Status);
}
