using LocalPods.Api.Core;
using LocalPods.Api.Quantities;

namespace LocalPods.Orchestrator.Pods.Admission;

/// <summary>What a node has for pods.</summary>
/// <param name="Name">Of the node.</param>
/// <param name="Allocatable">By resource; one that is missing is not known, or not there.</param>
internal sealed record NodeOffer(string Name, ImmutableSortedDictionary<string, Quantity> Allocatable)
{
    public ImmutableSortedDictionary<string, string> Labels { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    public ImmutableArray<Taint> Taints { get; init; } = [];

    /// <summary>It takes no new pods (<c>kubectl cordon</c>).</summary>
    public bool Unschedulable { get; init; }

    /// <summary>As the node object says; amounts as the node agent knows them.</summary>
    public static NodeOffer Of(Node? node, string name, ImmutableSortedDictionary<string, Quantity> allocatable) => new(name, allocatable)
    {
        Labels = node?.Metadata.Labels ?? ImmutableSortedDictionary<string, string>.Empty.Add("kubernetes.io/hostname", name).Add("kubernetes.io/os", "linux"),
        Taints = node?.Spec.Taints ?? [],
        Unschedulable = node?.Spec.Unschedulable == true,
    };
}
