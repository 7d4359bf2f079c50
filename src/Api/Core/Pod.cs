using System.Collections.Immutable;
using LocalPods.Api.Meta;

namespace LocalPods.Api.Core;

/// <summary>A group of containers that live and die on one node and share a network and, when asked, volumes.</summary>
public sealed record Pod : IKubernetesObject
{
    /// <summary>Group and version of the schema this object is written in; always <c>v1</c>.</summary>
    public string ApiVersion { get => field ?? "v1"; init; }

    /// <summary>Name of the kind; always <c>Pod</c>.</summary>
    public string Kind { get => field ?? "Pod"; init; }

    /// <summary>Name, labels and bookkeeping.</summary>
    public ObjectMeta Metadata { get => field ??= new(); init; }

    /// <summary>What is wanted of the pod.</summary>
    public PodSpec Spec { get => field ??= new(); init; }

    /// <summary>What was last seen of the pod; written by the node.</summary>
    public PodStatus Status { get => field ??= new(); init; }
}

/// <summary>A list of pods.</summary>
public sealed record PodList : IKubernetesList<Pod>
{
    /// <summary>Group and version of the schema this object is written in; always <c>v1</c>.</summary>
    public string ApiVersion { get => field ?? "v1"; init; }

    /// <summary>Name of the kind; always <c>PodList</c>.</summary>
    public string Kind { get => field ?? "PodList"; init; }

    /// <summary>The list's version and paging.</summary>
    public ListMeta Metadata { get => field ??= new(); init; }

    /// <summary>The pods.</summary>
    public ImmutableArray<Pod> Items { get => field.OrEmpty(); init; }
}
