using System.Collections.Immutable;
using LocalPods.Api.Meta;
using LocalPods.Api.Quantities;

namespace LocalPods.Api.Metrics;

/// <summary>What a node uses just now.</summary>
public sealed record NodeMetrics : IKubernetesObject
{
    /// <summary>Group and version of the schema this object is written in; always <c>metrics.k8s.io/v1beta1</c>.</summary>
    public string ApiVersion { get => field ?? "metrics.k8s.io/v1beta1"; init; }

    /// <summary>Name of the kind; always <c>NodeMetrics</c>.</summary>
    public string Kind { get => field ?? "NodeMetrics"; init; }

    /// <summary>Name and labels of the node.</summary>
    public ObjectMeta Metadata { get => field ??= new(); init; }

    /// <summary>End of the time that was measured.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>Length of the time that was measured.</summary>
    public string? Window { get; init; }

    /// <summary>Processors, on average over the time measured, and memory that could not be taken back.</summary>
    public ImmutableSortedDictionary<string, Quantity>? Usage { get; init; }
}

/// <summary>A list of what nodes use.</summary>
public sealed record NodeMetricsList : IKubernetesList<NodeMetrics>
{
    /// <summary>Group and version of the schema this object is written in; always <c>metrics.k8s.io/v1beta1</c>.</summary>
    public string ApiVersion { get => field ?? "metrics.k8s.io/v1beta1"; init; }

    /// <summary>Name of the kind; always <c>NodeMetricsList</c>.</summary>
    public string Kind { get => field ?? "NodeMetricsList"; init; }

    /// <summary>The list's version and paging.</summary>
    public ListMeta Metadata { get => field ??= new(); init; }

    /// <summary>The nodes.</summary>
    public ImmutableArray<NodeMetrics> Items { get => field.OrEmpty(); init; }
}
