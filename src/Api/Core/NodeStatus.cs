using System.Collections.Immutable;
using LocalPods.Api.Meta;
using LocalPods.Api.Quantities;

namespace LocalPods.Api.Core;

/// <summary>What was last seen of a node.</summary>
public sealed record NodeStatus
{
    /// <summary>Resources of the machine.</summary>
    public ImmutableSortedDictionary<string, Quantity>? Capacity { get; init; }

    /// <summary>Resources that pods may use.</summary>
    public ImmutableSortedDictionary<string, Quantity>? Allocatable { get; init; }

    /// <summary>Formerly a phase; not used.</summary>
    public string? Phase { get; init; }

    /// <summary>Statements about the node such as Ready.</summary>
    public ImmutableArray<NodeCondition> Conditions { get => field.OrEmpty(); init; }

    /// <summary>Addresses and names of the node.</summary>
    public ImmutableArray<NodeAddress> Addresses { get => field.OrEmpty(); init; }

    /// <summary>Ports of the node's daemons.</summary>
    public NodeDaemonEndpoints DaemonEndpoints { get => field ??= new(); init; }

    /// <summary>Versions and identities of machine and software.</summary>
    public NodeSystemInfo NodeInfo { get => field ??= new(); init; }

    /// <summary>Images present on the node.</summary>
    public ImmutableArray<ContainerImage> Images { get => field.OrEmpty(); init; }

    /// <summary>Attachable volumes in use.</summary>
    public ImmutableArray<string> VolumesInUse { get => field.OrEmpty(); init; }

    /// <summary>Volumes attached to the node.</summary>
    public ImmutableArray<AttachedVolume> VolumesAttached { get => field.OrEmpty(); init; }

    /// <summary>Formerly the state of the node agent's settings; not used.</summary>
    public NodeConfigStatus? Config { get; init; }

    /// <summary>Runtimes the node offers.</summary>
    public ImmutableArray<NodeRuntimeHandler> RuntimeHandlers { get => field.OrEmpty(); init; }

    /// <summary>What the node's runtime can do.</summary>
    public NodeFeatures? Features { get; init; }

    /// <summary>Names of features the node declares for scheduling.</summary>
    public ImmutableArray<string> DeclaredFeatures { get => field.OrEmpty(); init; }
}
