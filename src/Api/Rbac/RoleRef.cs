namespace LocalPods.Api.Rbac;

/// <summary>The role that a binding is about.</summary>
public sealed record RoleRef
{
    /// <summary>Always rbac.authorization.k8s.io.</summary>
    public string ApiGroup { get => field ?? ""; init; }

    /// <summary>Role or ClusterRole.</summary>
    public string Kind { get => field ?? ""; init; }

    /// <summary>Name of the role.</summary>
    public string Name { get => field ?? ""; init; }
}
