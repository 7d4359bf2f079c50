using LocalPods.Cli.Client;

namespace LocalPods.Cli.Commands.Create;

/// <summary>The types that say who may do what.</summary>
internal static class RbacTypes
{
    public const string Group = "rbac.authorization.k8s.io";

    public static ResourceType Roles { get; } = Of("roles", "Role", namespaced: true);

    public static ResourceType ClusterRoles { get; } = Of("clusterroles", "ClusterRole", namespaced: false);

    public static ResourceType RoleBindings { get; } = Of("rolebindings", "RoleBinding", namespaced: true);

    public static ResourceType ClusterRoleBindings { get; } = Of("clusterrolebindings", "ClusterRoleBinding", namespaced: false);

    private static ResourceType Of(string plural, string kind, bool namespaced) => new(Group, "v1", plural, plural[..^1], kind, namespaced, []);
}
