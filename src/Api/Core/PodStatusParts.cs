using System.Collections.Immutable;
using System.Text.Json.Serialization;
using LocalPods.Api.Meta;
using LocalPods.Api.Quantities;

namespace LocalPods.Api.Core;

/// <summary>One statement about a pod.</summary>
public sealed record PodCondition
{
    /// <summary>What the statement is about, such as Ready or PodScheduled.</summary>
    public string Type { get => field ?? ""; init; }

    /// <summary>Generation of the spec the statement speaks of.</summary>
    public long? ObservedGeneration { get; init; }

    /// <summary>True, False or Unknown.</summary>
    public string Status { get => field ?? ""; init; }

    /// <summary>When the condition was last checked; mostly null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public DateTimeOffset? LastProbeTime { get; init; }

    /// <summary>When status changed last.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public DateTimeOffset? LastTransitionTime { get; init; }

    /// <summary>Why, in one word.</summary>
    public string? Reason { get; init; }

    /// <summary>Why, for people.</summary>
    public string? Message { get; init; }
}

/// <summary>One address of a pod.</summary>
public sealed record PodIP
{
    /// <summary>The address.</summary>
    public string Ip { get => field ?? ""; init; }
}

/// <summary>One address of a node.</summary>
public sealed record HostIP
{
    /// <summary>The address.</summary>
    public string Ip { get => field ?? ""; init; }
}

/// <summary>The claim made for an entry of spec.resourceClaims.</summary>
public sealed record PodResourceClaimStatus
{
    /// <summary>Name of the entry.</summary>
    public string Name { get => field ?? ""; init; }

    /// <summary>Name of the claim; absent when none was needed.</summary>
    public string? ResourceClaimName { get; init; }
}

/// <summary>Node resources that a pod got through one claim.</summary>
public sealed record NodeAllocatableResourceClaimStatus
{
    /// <summary>Name of the claim.</summary>
    public string ResourceClaimName { get => field ?? ""; init; }

    /// <summary>Containers of the pod that use the claim.</summary>
    public ImmutableArray<string> Containers { get => field.OrEmpty(); init; }

    /// <summary>What was given.</summary>
    public ImmutableSortedDictionary<string, Quantity>? Resources { get; init; }
}

/// <summary>The claim that backs a pod's extended resources.</summary>
public sealed record PodExtendedResourceClaimStatus
{
    /// <summary>Which request of the claim serves which container.</summary>
    public ImmutableArray<ContainerExtendedResourceRequest> RequestMappings { get => field.OrEmpty(); init; }

    /// <summary>Name of the claim.</summary>
    public string ResourceClaimName { get => field ?? ""; init; }
}

/// <summary>Links a container's extended resource to a request of a claim.</summary>
public sealed record ContainerExtendedResourceRequest
{
    /// <summary>Name of the container.</summary>
    public string ContainerName { get => field ?? ""; init; }

    /// <summary>Name of the extended resource.</summary>
    public string ResourceName { get => field ?? ""; init; }

    /// <summary>Name of the request in the claim.</summary>
    public string RequestName { get => field ?? ""; init; }
}
