using System.Collections.Immutable;
using LocalPods.Api.Meta;
using LocalPods.Api.Quantities;

namespace LocalPods.Api.Metrics;

/// <summary>What the containers of a pod use just now.</summary>
public sealed record PodMetrics : IKubernetesObject
{
    /// <summary>Group and version of the schema this object is written in; always <c>metrics.k8s.io/v1beta1</c>.</summary>
    public string ApiVersion { get => field ?? "metrics.k8s.io/v1beta1"; init; }

    /// <summary>Name of the kind; always <c>PodMetrics</c>.</summary>
    public string Kind { get => field ?? "PodMetrics"; init; }

    /// <summary>Name, namespace and labels of the pod.</summary>
    public ObjectMeta Metadata { get => field ??= new(); init; }

    /// <summary>End of the time that was measured.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>Length of the time that was measured.</summary>
    public string? Window { get; init; }

    /// <summary>What each container used.</summary>
    public ImmutableArray<ContainerMetrics> Containers { get => field.OrEmpty(); init; }
}

/// <summary>What one container uses just now.</summary>
public sealed record ContainerMetrics
{
    /// <summary>Name of the container.</summary>
    public string Name { get => field ?? ""; init; }

    /// <summary>Processors, on average over the time measured, and memory that could not be taken back.</summary>
    public ImmutableSortedDictionary<string, Quantity>? Usage { get; init; }
}

/// <summary>A list of what pods use.</summary>
public sealed record PodMetricsList : IKubernetesList<PodMetrics>
{
    /// <summary>Group and version of the schema this object is written in; always <c>metrics.k8s.io/v1beta1</c>.</summary>
    public string ApiVersion { get => field ?? "metrics.k8s.io/v1beta1"; init; }

    /// <summary>Name of the kind; always <c>PodMetricsList</c>.</summary>
    public string Kind { get => field ?? "PodMetricsList"; init; }

    /// <summary>The list's version and paging.</summary>
    public ListMeta Metadata { get => field ??= new(); init; }

    /// <summary>One for each pod that runs.</summary>
    public ImmutableArray<PodMetrics> Items { get => field.OrEmpty(); init; }
}
