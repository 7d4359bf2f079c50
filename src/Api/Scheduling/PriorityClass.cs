using System.Collections.Immutable;
using LocalPods.Api.Meta;

namespace LocalPods.Api.Scheduling;

/// <summary>A name for how important pods are.</summary>
public sealed record PriorityClass : IKubernetesObject
{
    /// <summary>Group and version of the schema this object is written in; always <c>scheduling.k8s.io/v1</c>.</summary>
    public string ApiVersion { get => field ?? "scheduling.k8s.io/v1"; init; }

    /// <summary>Name of the kind; always <c>PriorityClass</c>.</summary>
    public string Kind { get => field ?? "PriorityClass"; init; }

    /// <summary>Name, labels and bookkeeping.</summary>
    public ObjectMeta Metadata { get => field ??= new(); init; }

    /// <summary>The priority that pods of the class get: the higher the more important. Cannot be changed; at most 1000000000.</summary>
    public int Value { get; init; }

    /// <summary>Whether pods that name no class get this one. At most one class may say so. Default false.</summary>
    public bool? GlobalDefault { get; init; }

    /// <summary>When to use the class, for people.</summary>
    public string? Description { get; init; }

    /// <summary>Whether pods of the class may push out less important ones: PreemptLowerPriority or Never. Default PreemptLowerPriority.</summary>
    public string? PreemptionPolicy { get; init; }
}

/// <summary>A list of priority classes.</summary>
public sealed record PriorityClassList : IKubernetesList<PriorityClass>
{
    /// <summary>Group and version of the schema this object is written in; always <c>scheduling.k8s.io/v1</c>.</summary>
    public string ApiVersion { get => field ?? "scheduling.k8s.io/v1"; init; }

    /// <summary>Name of the kind; always <c>PriorityClassList</c>.</summary>
    public string Kind { get => field ?? "PriorityClassList"; init; }

    /// <summary>The list's version and paging.</summary>
    public ListMeta Metadata { get => field ??= new(); init; }

    /// <summary>The priority classes.</summary>
    public ImmutableArray<PriorityClass> Items { get => field.OrEmpty(); init; }
}
