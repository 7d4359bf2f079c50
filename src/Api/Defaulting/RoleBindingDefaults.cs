using System.Collections.Immutable;
using LocalPods.Api.Rbac;

namespace LocalPods.Api.Defaulting;

/// <summary>The groups of roles and subjects, which nobody writes.</summary>
public static class RoleBindingDefaults
{
    /// <summary>Fills in what is not given.</summary>
    public static RoleBinding Apply(RoleBinding binding) => binding with { RoleRef = Apply(binding.RoleRef), Subjects = Apply(binding.Subjects) };

    /// <summary>Fills in what is not given.</summary>
    public static ClusterRoleBinding Apply(ClusterRoleBinding binding) => binding with { RoleRef = Apply(binding.RoleRef), Subjects = Apply(binding.Subjects) };

    private static RoleRef Apply(RoleRef role) => role.ApiGroup.Length == 0 ? role with { ApiGroup = RbacNames.Group } : role;

    private static ImmutableArray<Subject> Apply(ImmutableArray<Subject> subjects) =>
        [.. subjects.Select(s => s.Kind is RbacNames.User or RbacNames.GroupKind && string.IsNullOrEmpty(s.ApiGroup) ? s with { ApiGroup = RbacNames.Group } : s)];
}
