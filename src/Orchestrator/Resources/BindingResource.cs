using LocalPods.Api.Durations;
using LocalPods.Api.Meta;
using LocalPods.Api.Rbac;
using LocalPods.Api.Validation;

namespace LocalPods.Orchestrator.Resources;

/// <summary>What gives users, groups and service accounts the rights of a role.</summary>
/// <typeparam name="T">The record.</typeparam>
public abstract class BindingResource<T>(string kind, bool namespaced)
    : ResourceDefinition<T>(new(RbacNames.Group, "v1", kind.ToLowerInvariant() + "s", kind.ToLowerInvariant(), kind, namespaced))
    where T : class, IRoleBinding
{
    public override bool HasStatus => false;

    public override bool CreatesOnUpdate => true;

    public override ImmutableArray<TableColumnDefinition> Columns { get; } =
    [
        Column.Name,
        Column.Of("Role", "string", "Kind and name of the role."),
        Column.Age,
        Column.Wide("Users", "string", "Users that get the rights."),
        Column.Wide("Groups", "string", "Groups that get the rights."),
        Column.Wide("ServiceAccounts", "string", "Service accounts that get the rights."),
    ];

    /// <summary>Fills in what is not given.</summary>
    protected abstract T Complete(T value);

    /// <summary>Faults of a binding, and of its change when it exists.</summary>
    protected abstract ImmutableArray<FieldError> Check(T value, T? existing);

    protected override TableCells Cells(T value, DateTimeOffset now) => new(
        value.Metadata.Name,
        $"{value.RoleRef.Kind}/{value.RoleRef.Name}",
        ResourceAge.Since(value.Metadata.CreationTimestamp, now),
        Subjects(value, RbacNames.User),
        Subjects(value, RbacNames.GroupKind),
        Subjects(value, RbacNames.ServiceAccount));

    protected override T PrepareForCreate(T value, AdmissionContext context) => Complete(value);

    protected override T PrepareForUpdate(T value, T existing, AdmissionContext context) => Complete(value);

    protected override ImmutableArray<FieldError> Validate(T value) => Check(value, null);

    protected override ImmutableArray<FieldError> ValidateUpdate(T value, T existing) => Check(value, existing);

    private static string Subjects(T value, string kind) =>
        string.Join(", ", value.Subjects.Where(s => s.Kind == kind).Select(s => kind == RbacNames.ServiceAccount ? $"{s.Namespace}/{s.Name}" : s.Name));
}
