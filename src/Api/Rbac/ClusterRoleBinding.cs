using System.Collections.Immutable;
using LocalPods.Api.Meta;

namespace LocalPods.Api.Rbac;

/// <summary>Gives some the rights of a cluster role everywhere.</summary>
public sealed record ClusterRoleBinding : IRoleBinding
{
    /// <summary>Group and version of the schema this object is written in; always <c>rbac.authorization.k8s.io/v1</c>.</summary>
    public string ApiVersion { get => field ?? "rbac.authorization.k8s.io/v1"; init; }

    /// <summary>Name of the kind; always <c>ClusterRoleBinding</c>.</summary>
    public string Kind { get => field ?? "ClusterRoleBinding"; init; }

    /// <summary>Name, labels and bookkeeping.</summary>
    public ObjectMeta Metadata { get => field ??= new(); init; }

    /// <summary>Who gets the rights.</summary>
    public ImmutableArray<Subject> Subjects { get => field.OrEmpty(); init; }

    /// <summary>The cluster role. Cannot change.</summary>
    public RoleRef RoleRef { get => field ??= new(); init; }
}

/// <summary>A list of cluster role bindings.</summary>
public sealed record ClusterRoleBindingList : IKubernetesList<ClusterRoleBinding>
{
    /// <summary>Group and version of the schema this object is written in; always <c>rbac.authorization.k8s.io/v1</c>.</summary>
    public string ApiVersion { get => field ?? "rbac.authorization.k8s.io/v1"; init; }

    /// <summary>Name of the kind; always <c>ClusterRoleBindingList</c>.</summary>
    public string Kind { get => field ?? "ClusterRoleBindingList"; init; }

    /// <summary>The list's version and paging.</summary>
    public ListMeta Metadata { get => field ??= new(); init; }

    /// <summary>The cluster role bindings.</summary>
    public ImmutableArray<ClusterRoleBinding> Items { get => field.OrEmpty(); init; }
}
