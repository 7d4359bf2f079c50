using LocalPods.Api.Meta;
using LocalPods.Api.Rbac;
using LocalPods.Api.Validation;

namespace LocalPods.Orchestrator.Resources;

/// <summary>Roles.</summary>
public sealed class RoleResource : ResourceDefinition<Role>
{
    public RoleResource()
        : base(new(RbacNames.Group, "v1", "roles", "role", "Role", Namespaced: true))
    {
    }

    /// <summary>For those who look up roles whatever else they serve.</summary>
    public static RoleResource Instance { get; } = new();

    public override bool HasStatus => false;

    public override bool CreatesOnUpdate => true;

    public override ImmutableArray<TableColumnDefinition> Columns { get; } = [Column.Name, Column.CreatedAt];

    protected override TableCells Cells(Role value, DateTimeOffset now) => new(value.Metadata.Name, Column.Moment(value.Metadata.CreationTimestamp));

    protected override ImmutableArray<FieldError> Validate(Role value) => RoleValidation.Validate(value, null);

    protected override ImmutableArray<FieldError> ValidateUpdate(Role value, Role existing) => RoleValidation.Validate(value, existing);
}
