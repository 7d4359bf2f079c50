using LocalPods.Api.Core;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Checking;

/// <summary>All that is known of a manifest's surroundings at one moment. What could not be had is missing, and <see cref="NotKnown"/> says so.</summary>
internal sealed record CheckEvidence
{
    /// <summary>In the order written.</summary>
    public required ImmutableArray<CheckedObject> Objects { get; init; }

    /// <summary>Keys of the objects that pods name, of the manifest or stored; those that are nowhere are missing.</summary>
    public ImmutableDictionary<(string Kind, string Namespace, string Name), ImmutableHashSet<string>> Keys { get; init; } =
        ImmutableDictionary<(string Kind, string Namespace, string Name), ImmutableHashSet<string>>.Empty;

    /// <summary>By the name that containers give; images nobody could be asked about are missing.</summary>
    public ImmutableDictionary<string, ImageFacts> Images { get; init; } = ImmutableDictionary<string, ImageFacts>.Empty;

    /// <summary>Who has host ports, by the index of the pod that wants them.</summary>
    public ImmutableDictionary<int, ImmutableArray<HostPortHolder>> HostPorts { get; init; } = ImmutableDictionary<int, ImmutableArray<HostPortHolder>>.Empty;

    /// <summary>What the node has; null when that is not known.</summary>
    public RuntimeVersion? Engine { get; init; }

    /// <summary>The node that runs pods here; null when it is not known.</summary>
    public Node? Node { get; init; }

    /// <summary>The class that each claim without a volume asks for, by namespace and name; of claims that are stored or in the manifest.</summary>
    public ImmutableDictionary<(string Namespace, string Name), string> ClaimClasses { get; init; } = ImmutableDictionary<(string, string), string>.Empty;

    /// <summary>Classes of storage that there are, as objects or of volumes, stored or in the manifest.</summary>
    public ImmutableHashSet<string> StorageClasses { get; init; } = [];

    /// <summary>What is not on the node's disk as pods need it.</summary>
    public ImmutableArray<NodeFault> NodeFaults { get; init; } = [];

    /// <summary>What could not be found out, and why.</summary>
    public ImmutableArray<string> NotKnown { get; init; } = [];

    public IEnumerable<(CheckedObject Object, Pod Pod)> Pods => Objects.Where(o => o.Pod is not null).Select(o => (o, o.Pod!));
}
