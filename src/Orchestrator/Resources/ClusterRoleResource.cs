using LocalPods.Api.Meta;
using LocalPods.Api.Rbac;
using LocalPods.Api.Validation;

namespace LocalPods.Orchestrator.Resources;

/// <summary>Cluster roles. The rules of one with an aggregationRule are kept by <see cref="Server.Access.Rbac.RoleAggregation"/>.</summary>
public sealed class ClusterRoleResource : ResourceDefinition<ClusterRole>
{
    public ClusterRoleResource()
        : base(new(RbacNames.Group, "v1", "clusterroles", "clusterrole", "ClusterRole", Namespaced: false))
    {
    }

    /// <summary>For those who look up roles whatever else they serve.</summary>
    public static ClusterRoleResource Instance { get; } = new();

    public override bool HasStatus => false;

    public override bool CreatesOnUpdate => true;

    public override ImmutableArray<TableColumnDefinition> Columns { get; } = [Column.Name, Column.CreatedAt];

    protected override TableCells Cells(ClusterRole value, DateTimeOffset now) => new(value.Metadata.Name, Column.Moment(value.Metadata.CreationTimestamp));

    protected override ImmutableArray<FieldError> Validate(ClusterRole value) => RoleValidation.Validate(value, null);

    protected override ImmutableArray<FieldError> ValidateUpdate(ClusterRole value, ClusterRole existing) => RoleValidation.Validate(value, existing);
}
