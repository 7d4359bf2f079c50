using System.Collections.Immutable;
using LocalPods.Api.Meta;

namespace LocalPods.Api.Core;

/// <summary>A machine that runs pods.</summary>
public sealed record Node : IKubernetesObject
{
    /// <summary>Group and version of the schema this object is written in; always <c>v1</c>.</summary>
    public string ApiVersion { get => field ?? "v1"; init; }

    /// <summary>Name of the kind; always <c>Node</c>.</summary>
    public string Kind { get => field ?? "Node"; init; }

    /// <summary>Name, labels and bookkeeping.</summary>
    public ObjectMeta Metadata { get => field ??= new(); init; }

    /// <summary>How the node is to be used.</summary>
    public NodeSpec Spec { get => field ??= new(); init; }

    /// <summary>What was last seen of the node.</summary>
    public NodeStatus Status { get => field ??= new(); init; }
}

/// <summary>A list of nodes.</summary>
public sealed record NodeList : IKubernetesList<Node>
{
    /// <summary>Group and version of the schema this object is written in; always <c>v1</c>.</summary>
    public string ApiVersion { get => field ?? "v1"; init; }

    /// <summary>Name of the kind; always <c>NodeList</c>.</summary>
    public string Kind { get => field ?? "NodeList"; init; }

    /// <summary>The list's version and paging.</summary>
    public ListMeta Metadata { get => field ??= new(); init; }

    /// <summary>The nodes.</summary>
    public ImmutableArray<Node> Items { get => field.OrEmpty(); init; }
}

/// <summary>How a node is to be used.</summary>
public sealed record NodeSpec
{
    /// <summary>Range of addresses for pods of the node.</summary>
    public string? PodCIDR { get; init; }

    /// <summary>Ranges of addresses for pods, at most one an IP family.</summary>
    public ImmutableArray<string> PodCIDRs { get => field.OrEmpty(); init; }

    /// <summary>Identity of the machine with its provider.</summary>
    public string? ProviderID { get; init; }

    /// <summary>True keeps new pods away. Default false.</summary>
    public bool? Unschedulable { get; init; }

    /// <summary>Taints of the node.</summary>
    public ImmutableArray<Taint> Taints { get => field.OrEmpty(); init; }

    /// <summary>Formerly the source of the node agent's settings; not used.</summary>
    public NodeConfigSource? ConfigSource { get; init; }

    /// <summary>Formerly an outside identity; not used.</summary>
    public string? ExternalID { get; init; }
}
