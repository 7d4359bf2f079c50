using LocalPods.Api.Defaulting;
using LocalPods.Api.Durations;
using LocalPods.Api.Meta;
using LocalPods.Api.Rbac;
using LocalPods.Api.Validation;

namespace LocalPods.Orchestrator.Resources;

/// <summary>Cluster role bindings.</summary>
public sealed class ClusterRoleBindingResource : ResourceDefinition<ClusterRoleBinding>
{
    public ClusterRoleBindingResource()
        : base(new(RbacNames.Group, "v1", "clusterrolebindings", "clusterrolebinding", "ClusterRoleBinding", Namespaced: false))
    {
    }

    /// <summary>For those who look up bindings whatever else they serve.</summary>
    public static ClusterRoleBindingResource Instance { get; } = new();

    public override bool HasStatus => false;

    public override bool CreatesOnUpdate => true;

    public override ImmutableArray<TableColumnDefinition> Columns { get; } = [Column.Name, .. BindingColumns.Definitions];

    protected override TableCells Cells(ClusterRoleBinding value, DateTimeOffset now) =>
        BindingColumns.Cells(value.Metadata.Name, value.RoleRef, ResourceAge.Since(value.Metadata.CreationTimestamp, now), value.Subjects);

    protected override ClusterRoleBinding PrepareForCreate(ClusterRoleBinding value, AdmissionContext context) => RoleBindingDefaults.Apply(value);

    protected override ClusterRoleBinding PrepareForUpdate(ClusterRoleBinding value, ClusterRoleBinding existing, AdmissionContext context) => RoleBindingDefaults.Apply(value);

    protected override ImmutableArray<FieldError> Validate(ClusterRoleBinding value) => RoleBindingValidation.Validate(value, null);

    protected override ImmutableArray<FieldError> ValidateUpdate(ClusterRoleBinding value, ClusterRoleBinding existing) => RoleBindingValidation.Validate(value, existing);
}
