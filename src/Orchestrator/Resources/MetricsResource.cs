using LocalPods.Api.Meta;
using LocalPods.Api.Metrics;
using LocalPods.Api.Quantities;

namespace LocalPods.Orchestrator.Resources;

/// <summary>What objects of another kind use just now: measured when asked, never stored.</summary>
/// <typeparam name="T">The record.</typeparam>
public abstract class MetricsResource<T>(ResourceNames names) : ResourceDefinition<T>(names)
    where T : class, IKubernetesObject
{
    public override ImmutableArray<string> Verbs { get; } = ["get", "list"];

    public override bool IsStored => false;

    public override bool HasStatus => false;

    public override ImmutableArray<TableColumnDefinition> Columns { get; } =
    [
        Column.Name,
        Column.Of("cpu", "", "Processors in use.") with { Format = "quantity" },
        Column.Of("memory", "", "Memory in use.") with { Format = "quantity" },
        Column.Of("Window", "", "Length of the time that was measured.") with { Format = "duration" },
    ];
}

/// <summary>What pods use.</summary>
public sealed class PodMetricsResource() : MetricsResource<PodMetrics>(new(MetricsResource.Group, "v1beta1", "pods", "", "PodMetrics", Namespaced: true))
{
    protected override TableCells Cells(PodMetrics value, DateTimeOffset now) =>
        new(value.Metadata.Name, MetricsResource.Sum(value, "cpu").ToString(), MetricsResource.Sum(value, "memory").ToString(), value.Window ?? "");
}

/// <summary>What nodes use.</summary>
public sealed class NodeMetricsResource() : MetricsResource<NodeMetrics>(new(MetricsResource.Group, "v1beta1", "nodes", "", "NodeMetrics", Namespaced: false))
{
    protected override TableCells Cells(NodeMetrics value, DateTimeOffset now) =>
        new(value.Metadata.Name, Amount(value, "cpu"), Amount(value, "memory"), value.Window ?? "");

    private static string Amount(NodeMetrics value, string resource) => value.Usage is { } usage && usage.TryGetValue(resource, out var amount) ? amount.ToString() : "0";
}

/// <summary>What both have in common.</summary>
internal static class MetricsResource
{
    public const string Group = "metrics.k8s.io";

    public static Quantity Sum(PodMetrics pod, string resource) =>
        pod.Containers.Aggregate(default(Quantity), (sum, c) => c.Usage is { } usage && usage.TryGetValue(resource, out var amount) ? sum + amount : sum);
}
