using LocalPods.Api.Coordination;
using LocalPods.Api.Durations;
using LocalPods.Api.Meta;
using LocalPods.Api.Validation;

namespace LocalPods.Orchestrator.Resources;

/// <summary>Leases. A holder may write one without asking whether it is there.</summary>
public sealed class LeaseResource : ResourceDefinition<Lease>
{
    public LeaseResource()
        : base(new("coordination.k8s.io", "v1", "leases", "lease", "Lease", Namespaced: true))
    {
    }

    public override bool HasStatus => false;

    public override bool CreatesOnUpdate => true;

    public override ImmutableArray<TableColumnDefinition> Columns { get; } = [Column.Name, Column.Of("Holder", "string", "Who holds it."), Column.Age];

    protected override TableCells Cells(Lease value, DateTimeOffset now) =>
        new(value.Metadata.Name, value.Spec.HolderIdentity ?? "", ResourceAge.Since(value.Metadata.CreationTimestamp, now));

    protected override ImmutableArray<FieldError> Validate(Lease value) => LeaseValidation.ValidateCreate(value);

    protected override ImmutableArray<FieldError> ValidateUpdate(Lease value, Lease existing) => LeaseValidation.ValidateUpdate(value, existing);
}
