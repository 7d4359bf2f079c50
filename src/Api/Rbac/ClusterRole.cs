using System.Collections.Immutable;
using LocalPods.Api.Meta;

namespace LocalPods.Api.Rbac;

/// <summary>What may be done in the whole cluster, or in the namespace of a binding that refers to it.</summary>
public sealed record ClusterRole : IKubernetesObject
{
    /// <summary>Group and version of the schema this object is written in; always <c>rbac.authorization.k8s.io/v1</c>.</summary>
    public string ApiVersion { get => field ?? "rbac.authorization.k8s.io/v1"; init; }

    /// <summary>Name of the kind; always <c>ClusterRole</c>.</summary>
    public string Kind { get => field ?? "ClusterRole"; init; }

    /// <summary>Name, labels and bookkeeping.</summary>
    public ObjectMeta Metadata { get => field ??= new(); init; }

    /// <summary>What may be done; any rule that allows a request is enough. Filled in by the server where there is an aggregationRule.</summary>
    public ImmutableArray<PolicyRule> Rules { get => field.OrEmpty(); init; }

    /// <summary>Whose rules this role is made of. Absent: it has rules of its own.</summary>
    public AggregationRule? AggregationRule { get; init; }
}

/// <summary>A list of cluster roles.</summary>
public sealed record ClusterRoleList : IKubernetesList<ClusterRole>
{
    /// <summary>Group and version of the schema this object is written in; always <c>rbac.authorization.k8s.io/v1</c>.</summary>
    public string ApiVersion { get => field ?? "rbac.authorization.k8s.io/v1"; init; }

    /// <summary>Name of the kind; always <c>ClusterRoleList</c>.</summary>
    public string Kind { get => field ?? "ClusterRoleList"; init; }

    /// <summary>The list's version and paging.</summary>
    public ListMeta Metadata { get => field ??= new(); init; }

    /// <summary>The cluster roles.</summary>
    public ImmutableArray<ClusterRole> Items { get => field.OrEmpty(); init; }
}

/// <summary>Which cluster roles another one is made of.</summary>
public sealed record AggregationRule
{
    /// <summary>Any of these selects a cluster role by its labels.</summary>
    public ImmutableArray<LabelSelector> ClusterRoleSelectors { get => field.OrEmpty(); init; }
}
