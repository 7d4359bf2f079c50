using System.Collections.Immutable;
using LocalPods.Api.Meta;
using LocalPods.Api.Quantities;

namespace LocalPods.Api.Core;

/// <summary>Resources that are asked for and resources that may be used at most.</summary>
public sealed record ResourceRequirements
{
    /// <summary>Most that may be used. Above the memory limit the container is killed; above the CPU limit it is slowed down.</summary>
    public ImmutableSortedDictionary<string, Quantity>? Limits { get; init; }

    /// <summary>Least that is set aside. Absent for a resource with a limit: the limit.</summary>
    public ImmutableSortedDictionary<string, Quantity>? Requests { get; init; }

    /// <summary>Claims of the pod that this container uses.</summary>
    public ImmutableArray<ResourceClaim> Claims { get => field.OrEmpty(); init; }
}

/// <summary>Names an entry of the pod's resourceClaims.</summary>
public sealed record ResourceClaim
{
    /// <summary>Name of the entry.</summary>
    public string Name { get => field ?? ""; init; }

    /// <summary>Only this request of the claim. Absent: all of them.</summary>
    public string? Request { get; init; }
}
