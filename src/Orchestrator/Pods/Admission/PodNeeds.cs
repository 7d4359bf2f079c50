using LocalPods.Api.Core;
using LocalPods.Api.Defaulting;
using LocalPods.Api.Quantities;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Pods.Admission;

/// <summary>What a pod takes of its node.</summary>
/// <param name="Requests">By resource; what it does not ask for is missing.</param>
/// <param name="Ports">Ports of the node that it listens on.</param>
internal sealed record PodNeeds(ImmutableSortedDictionary<string, Quantity> Requests, ImmutableArray<PortMapping> Ports)
{
    /// <summary>Of a pod with its defaults filled in.</summary>
    public static PodNeeds Of(PodSpec spec)
    {
        var names = spec.AllContainers().SelectMany(c => Names(c.Resources)).Concat(spec.Resources is { } own ? Names(own) : []).Concat(spec.Overhead?.Keys ?? []);
        var requests = names.Distinct(StringComparer.Ordinal).ToImmutableSortedDictionary(name => name, name => PodResourceSums.RequestWithOverhead(spec, name), StringComparer.Ordinal);
        return new PodNeeds(requests, HostPorts.Of(spec));
    }

    private static IEnumerable<string> Names(ResourceRequirements resources) => (resources.Requests?.Keys ?? []).Concat(resources.Limits?.Keys ?? []);
}
