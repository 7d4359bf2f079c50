using LocalPods.Api.Defaulting;
using LocalPods.Api.Durations;
using LocalPods.Api.Meta;
using LocalPods.Api.Rbac;
using LocalPods.Api.Validation;

namespace LocalPods.Orchestrator.Resources;

/// <summary>Role bindings.</summary>
public sealed class RoleBindingResource : ResourceDefinition<RoleBinding>
{
    public RoleBindingResource()
        : base(new(RbacNames.Group, "v1", "rolebindings", "rolebinding", "RoleBinding", Namespaced: true))
    {
    }

    /// <summary>For those who look up bindings whatever else they serve.</summary>
    public static RoleBindingResource Instance { get; } = new();

    public override bool HasStatus => false;

    public override bool CreatesOnUpdate => true;

    public override ImmutableArray<TableColumnDefinition> Columns { get; } = [Column.Name, .. BindingColumns.Definitions];

    protected override TableCells Cells(RoleBinding value, DateTimeOffset now) =>
        BindingColumns.Cells(value.Metadata.Name, value.RoleRef, ResourceAge.Since(value.Metadata.CreationTimestamp, now), value.Subjects);

    protected override RoleBinding PrepareForCreate(RoleBinding value, AdmissionContext context) => RoleBindingDefaults.Apply(value);

    protected override RoleBinding PrepareForUpdate(RoleBinding value, RoleBinding existing, AdmissionContext context) => RoleBindingDefaults.Apply(value);

    protected override ImmutableArray<FieldError> Validate(RoleBinding value) => RoleBindingValidation.Validate(value, null);

    protected override ImmutableArray<FieldError> ValidateUpdate(RoleBinding value, RoleBinding existing) => RoleBindingValidation.Validate(value, existing);
}
