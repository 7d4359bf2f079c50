using System.Collections.Immutable;
using LocalPods.Api.Meta;

namespace LocalPods.Api.Core;

/// <summary>One line of the hosts file.</summary>
public sealed record HostAlias
{
    /// <summary>Address of the line.</summary>
    public string Ip { get => field ?? ""; init; }

    /// <summary>Names for the address.</summary>
    public ImmutableArray<string> Hostnames { get => field.OrEmpty(); init; }
}

/// <summary>Resolver settings of a pod.</summary>
public sealed record PodDNSConfig
{
    /// <summary>Addresses of name servers, at most 3, after those of dnsPolicy.</summary>
    public ImmutableArray<string> Nameservers { get => field.OrEmpty(); init; }

    /// <summary>Search domains, at most 32, after those of dnsPolicy.</summary>
    public ImmutableArray<string> Searches { get => field.OrEmpty(); init; }

    /// <summary>Resolver options; a name given here replaces the one of dnsPolicy.</summary>
    public ImmutableArray<PodDNSConfigOption> Options { get => field.OrEmpty(); init; }
}

/// <summary>One resolver option.</summary>
public sealed record PodDNSConfigOption
{
    /// <summary>Name, such as ndots.</summary>
    public string? Name { get; init; }

    /// <summary>Value; absent for options that are only a word.</summary>
    public string? Value { get; init; }
}

/// <summary>A condition that takes part in the pod's readiness.</summary>
public sealed record PodReadinessGate
{
    /// <summary>Type of the condition in the pod's status.</summary>
    public string ConditionType { get => field ?? ""; init; }
}

/// <summary>Keeps a pod from being scheduled while it is there.</summary>
public sealed record PodSchedulingGate
{
    /// <summary>Name of the gate.</summary>
    public string Name { get => field ?? ""; init; }
}

/// <summary>Operating system of a pod.</summary>
public sealed record PodOS
{
    /// <summary>linux or windows.</summary>
    public string Name { get => field ?? ""; init; }
}

/// <summary>Makes a resource claim known to the pod's containers under a name.</summary>
public sealed record PodResourceClaim
{
    /// <summary>Name containers refer to it by.</summary>
    public string Name { get => field ?? ""; init; }

    /// <summary>An existing claim in the pod's namespace.</summary>
    public string? ResourceClaimName { get; init; }

    /// <summary>Template from which a claim is made for this pod alone.</summary>
    public string? ResourceClaimTemplateName { get; init; }
}

/// <summary>The group of pods one pod is scheduled together with.</summary>
public sealed record PodSchedulingGroup
{
    /// <summary>Name of the pod group in the pod's namespace.</summary>
    public string? PodGroupName { get; init; }
}

/// <summary>Points to the workload that a pod is part of.</summary>
public sealed record WorkloadReference
{
    /// <summary>Name of the workload in the pod's namespace.</summary>
    public string Name { get => field ?? ""; init; }

    /// <summary>Group within the workload.</summary>
    public string PodGroup { get => field ?? ""; init; }

    /// <summary>Which copy of the group the pod belongs to.</summary>
    public string? PodGroupReplicaKey { get; init; }
}

/// <summary>A kernel setting for the pod's namespaces.</summary>
public sealed record Sysctl
{
    /// <summary>Name, with dots or slashes.</summary>
    public string Name { get => field ?? ""; init; }

    /// <summary>Value to set.</summary>
    public string Value { get => field ?? ""; init; }
}
