using System.Collections.Immutable;
using LocalPods.Api.Meta;

namespace LocalPods.Api.Rbac;

/// <summary>Gives some the rights of a role in one namespace.</summary>
public sealed record RoleBinding : IRoleBinding
{
    /// <summary>Group and version of the schema this object is written in; always <c>rbac.authorization.k8s.io/v1</c>.</summary>
    public string ApiVersion { get => field ?? "rbac.authorization.k8s.io/v1"; init; }

    /// <summary>Name of the kind; always <c>RoleBinding</c>.</summary>
    public string Kind { get => field ?? "RoleBinding"; init; }

    /// <summary>Name, labels and bookkeeping.</summary>
    public ObjectMeta Metadata { get => field ??= new(); init; }

    /// <summary>Who gets the rights.</summary>
    public ImmutableArray<Subject> Subjects { get => field.OrEmpty(); init; }

    /// <summary>The role: one of this namespace, or a cluster role. Cannot change.</summary>
    public RoleRef RoleRef { get => field ??= new(); init; }
}

/// <summary>A list of role bindings.</summary>
public sealed record RoleBindingList : IKubernetesList<RoleBinding>
{
    /// <summary>Group and version of the schema this object is written in; always <c>rbac.authorization.k8s.io/v1</c>.</summary>
    public string ApiVersion { get => field ?? "rbac.authorization.k8s.io/v1"; init; }

    /// <summary>Name of the kind; always <c>RoleBindingList</c>.</summary>
    public string Kind { get => field ?? "RoleBindingList"; init; }

    /// <summary>The list's version and paging.</summary>
    public ListMeta Metadata { get => field ??= new(); init; }

    /// <summary>The role bindings.</summary>
    public ImmutableArray<RoleBinding> Items { get => field.OrEmpty(); init; }
}
