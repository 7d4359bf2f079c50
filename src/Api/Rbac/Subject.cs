namespace LocalPods.Api.Rbac;

/// <summary>Somebody who gets the rights of a role.</summary>
public sealed record Subject
{
    /// <summary>User, Group or ServiceAccount.</summary>
    public string Kind { get => field ?? ""; init; }

    /// <summary>rbac.authorization.k8s.io for users and groups, empty for service accounts.</summary>
    public string? ApiGroup { get; init; }

    /// <summary>Name of the user, group or service account.</summary>
    public string Name { get => field ?? ""; init; }

    /// <summary>Namespace of a service account; absent for users and groups.</summary>
    public string? Namespace { get; init; }
}
