namespace LocalPods.Api.Rbac;

/// <summary>The words of access control.</summary>
public static class RbacNames
{
    /// <summary>Group of the kinds, of users and of groups.</summary>
    public const string Group = "rbac.authorization.k8s.io";

    /// <summary>Kind of a subject.</summary>
    public const string User = "User";

    /// <summary>Kind of a subject.</summary>
    public const string GroupKind = "Group";

    /// <summary>Kind of a subject.</summary>
    public const string ServiceAccount = "ServiceAccount";

    /// <summary>In a rule: every verb, group, resource.</summary>
    public const string All = "*";
}
