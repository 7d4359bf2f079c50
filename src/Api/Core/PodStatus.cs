using System.Collections.Immutable;
using LocalPods.Api.Meta;
using LocalPods.Api.Quantities;

namespace LocalPods.Api.Core;

/// <summary>What was last seen of a pod.</summary>
public sealed record PodStatus
{
    /// <summary>Generation of the spec this status speaks of.</summary>
    public long? ObservedGeneration { get; init; }

    /// <summary>Where the pod is in its life: Pending, Running, Succeeded, Failed or Unknown.</summary>
    public string? Phase { get; init; }

    /// <summary>Statements about the pod such as Ready, each with its last change.</summary>
    public ImmutableArray<PodCondition> Conditions { get => field.OrEmpty(); init; }

    /// <summary>Why the pod is in this state, for people.</summary>
    public string? Message { get; init; }

    /// <summary>Why the pod is in this state, in one word, such as Evicted.</summary>
    public string? Reason { get; init; }

    /// <summary>Node on which room is being made for the pod.</summary>
    public string? NominatedNodeName { get; init; }

    /// <summary>Address of the node.</summary>
    public string? HostIP { get; init; }

    /// <summary>Addresses of the node, at most one an IP family.</summary>
    public ImmutableArray<HostIP> HostIPs { get => field.OrEmpty(); init; }

    /// <summary>Address of the pod. Empty until it has one.</summary>
    public string? PodIP { get; init; }

    /// <summary>Addresses of the pod, at most one an IP family, the first equal to podIP.</summary>
    public ImmutableArray<PodIP> PodIPs { get => field.OrEmpty(); init; }

    /// <summary>When the node took note of the pod, before any image was pulled.</summary>
    public DateTimeOffset? StartTime { get; init; }

    /// <summary>State of the init containers, in the order of the spec.</summary>
    public ImmutableArray<ContainerStatus> InitContainerStatuses { get => field.OrEmpty(); init; }

    /// <summary>State of the regular containers, sorted by name.</summary>
    public ImmutableArray<ContainerStatus> ContainerStatuses { get => field.OrEmpty(); init; }

    /// <summary>Service class worked out from requests and limits: Guaranteed, Burstable or BestEffort.</summary>
    public string? QosClass { get; init; }

    /// <summary>State of the ephemeral containers, sorted by name.</summary>
    public ImmutableArray<ContainerStatus> EphemeralContainerStatuses { get => field.OrEmpty(); init; }

    /// <summary>Former place of the progress of a resize; conditions tell it now.</summary>
    public string? Resize { get; init; }

    /// <summary>Claims made for the pod from templates.</summary>
    public ImmutableArray<PodResourceClaimStatus> ResourceClaimStatuses { get => field.OrEmpty(); init; }

    /// <summary>Claim made for extended resources that devices provide.</summary>
    public PodExtendedResourceClaimStatus? ExtendedResourceClaimStatus { get; init; }

    /// <summary>Node resources such as cpu that the pod got through claims.</summary>
    public ImmutableArray<NodeAllocatableResourceClaimStatus> NodeAllocatableResourceClaimStatuses { get => field.OrEmpty(); init; }

    /// <summary>Resources the node has set aside for the pod as a whole.</summary>
    public ImmutableSortedDictionary<string, Quantity>? AllocatedResources { get; init; }

    /// <summary>Requests and limits in force for the pod as a whole.</summary>
    public ResourceRequirements? Resources { get; init; }
}
