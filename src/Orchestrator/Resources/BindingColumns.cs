using LocalPods.Api.Meta;
using LocalPods.Api.Rbac;

namespace LocalPods.Orchestrator.Resources;

/// <summary>The columns that both kinds of role bindings have.</summary>
internal static class BindingColumns
{
    /// <summary>After the name.</summary>
    public static ImmutableArray<TableColumnDefinition> Definitions { get; } =
    [
        Column.Of("Role", "string", "Kind and name of the role."),
        Column.Age,
        Column.Wide("Users", "string", "Users that get the rights."),
        Column.Wide("Groups", "string", "Groups that get the rights."),
        Column.Wide("ServiceAccounts", "string", "Service accounts that get the rights."),
    ];

    public static TableCells Cells(string? name, RoleRef role, string age, ImmutableArray<Subject> subjects) => new(
        name, $"{role.Kind}/{role.Name}", age, Names(subjects, RbacNames.User), Names(subjects, RbacNames.GroupKind), Names(subjects, RbacNames.ServiceAccount));

    private static string Names(ImmutableArray<Subject> subjects, string kind) =>
        string.Join(", ", subjects.Where(s => s.Kind == kind).Select(s => kind == RbacNames.ServiceAccount ? $"{s.Namespace}/{s.Name}" : s.Name));
}
