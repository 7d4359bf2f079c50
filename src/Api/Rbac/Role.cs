using System.Collections.Immutable;
using LocalPods.Api.Meta;

namespace LocalPods.Api.Rbac;

/// <summary>What may be done in one namespace. A binding says by whom.</summary>
public sealed record Role : IKubernetesObject
{
    /// <summary>Group and version of the schema this object is written in; always <c>rbac.authorization.k8s.io/v1</c>.</summary>
    public string ApiVersion { get => field ?? "rbac.authorization.k8s.io/v1"; init; }

    /// <summary>Name of the kind; always <c>Role</c>.</summary>
    public string Kind { get => field ?? "Role"; init; }

    /// <summary>Name, labels and bookkeeping.</summary>
    public ObjectMeta Metadata { get => field ??= new(); init; }

    /// <summary>What may be done; any rule that allows a request is enough.</summary>
    public ImmutableArray<PolicyRule> Rules { get => field.OrEmpty(); init; }
}

/// <summary>A list of roles.</summary>
public sealed record RoleList : IKubernetesList<Role>
{
    /// <summary>Group and version of the schema this object is written in; always <c>rbac.authorization.k8s.io/v1</c>.</summary>
    public string ApiVersion { get => field ?? "rbac.authorization.k8s.io/v1"; init; }

    /// <summary>Name of the kind; always <c>RoleList</c>.</summary>
    public string Kind { get => field ?? "RoleList"; init; }

    /// <summary>The list's version and paging.</summary>
    public ListMeta Metadata { get => field ??= new(); init; }

    /// <summary>The roles.</summary>
    public ImmutableArray<Role> Items { get => field.OrEmpty(); init; }
}
