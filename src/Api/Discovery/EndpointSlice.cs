using System.Collections.Immutable;
using LocalPods.Api.Core;
using LocalPods.Api.Meta;

namespace LocalPods.Api.Discovery;

/// <summary>Some of the addresses behind a service, which its label <c>kubernetes.io/service-name</c> names.</summary>
public sealed record EndpointSlice : IKubernetesObject
{
    /// <summary>Group and version of the schema this object is written in; always <c>discovery.k8s.io/v1</c>.</summary>
    public string ApiVersion { get => field ?? "discovery.k8s.io/v1"; init; }

    /// <summary>Name of the kind; always <c>EndpointSlice</c>.</summary>
    public string Kind { get => field ?? "EndpointSlice"; init; }

    /// <summary>Name, labels and bookkeeping.</summary>
    public ObjectMeta Metadata { get => field ??= new(); init; }

    /// <summary>What the addresses are: IPv4, IPv6 or FQDN. Cannot be changed.</summary>
    public string AddressType { get => field ?? ""; init; }

    /// <summary>Who is there; at most 1000.</summary>
    public ImmutableArray<Endpoint> Endpoints { get => field.OrEmpty(); init; }

    /// <summary>Ports of all of them; none means every port.</summary>
    public ImmutableArray<EndpointPort> Ports { get => field.OrEmpty(); init; }
}

/// <summary>A list of endpoint slices.</summary>
public sealed record EndpointSliceList : IKubernetesList<EndpointSlice>
{
    /// <summary>Group and version of the schema this object is written in; always <c>discovery.k8s.io/v1</c>.</summary>
    public string ApiVersion { get => field ?? "discovery.k8s.io/v1"; init; }

    /// <summary>Name of the kind; always <c>EndpointSliceList</c>.</summary>
    public string Kind { get => field ?? "EndpointSliceList"; init; }

    /// <summary>The list's version and paging.</summary>
    public ListMeta Metadata { get => field ??= new(); init; }

    /// <summary>The endpoint slices.</summary>
    public ImmutableArray<EndpointSlice> Items { get => field.OrEmpty(); init; }
}

/// <summary>One who is reached by a service.</summary>
public sealed record Endpoint
{
    /// <summary>Its addresses, all of the slice's type; clients use the first.</summary>
    public ImmutableArray<string> Addresses { get => field.OrEmpty(); init; }

    /// <summary>Whether it can be used.</summary>
    public EndpointConditions Conditions { get => field ??= new(); init; }

    /// <summary>Its host name.</summary>
    public string? Hostname { get; init; }

    /// <summary>The object that is there, such as a pod.</summary>
    public ObjectReference? TargetRef { get; init; }

    /// <summary>Where it is, in the older form.</summary>
    public ImmutableSortedDictionary<string, string>? DeprecatedTopology { get; init; }

    /// <summary>Node it is on.</summary>
    public string? NodeName { get; init; }

    /// <summary>Zone it is in.</summary>
    public string? Zone { get; init; }

    /// <summary>Who should use it.</summary>
    public EndpointHints? Hints { get; init; }
}

/// <summary>Whether an endpoint can be used.</summary>
public sealed record EndpointConditions
{
    /// <summary>It takes connections and is not about to end. Absent counts as true.</summary>
    public bool? Ready { get; init; }

    /// <summary>It takes connections, about to end or not.</summary>
    public bool? Serving { get; init; }

    /// <summary>It is about to end.</summary>
    public bool? Terminating { get; init; }
}

/// <summary>Who should use an endpoint.</summary>
public sealed record EndpointHints
{
    /// <summary>Clients of these zones.</summary>
    public ImmutableArray<ForZone> ForZones { get => field.OrEmpty(); init; }

    /// <summary>Clients on these nodes.</summary>
    public ImmutableArray<ForNode> ForNodes { get => field.OrEmpty(); init; }
}

/// <summary>Names a zone.</summary>
public sealed record ForZone
{
    /// <summary>Name of the zone.</summary>
    public string Name { get => field ?? ""; init; }
}

/// <summary>Names a node.</summary>
public sealed record ForNode
{
    /// <summary>Name of the node.</summary>
    public string Name { get => field ?? ""; init; }
}

/// <summary>A port of the endpoints of a slice.</summary>
public sealed record EndpointPort
{
    /// <summary>Name of the service's port; empty for one without a name.</summary>
    public string Name { get => field ?? ""; init; }

    /// <summary>TCP, UDP or SCTP. Default TCP.</summary>
    public string? Protocol { get; init; }

    /// <summary>Number of the port. Absent: whoever reads it decides.</summary>
    public int? Port { get; init; }

    /// <summary>What is spoken on it, such as http or kubernetes.io/h2c.</summary>
    public string? AppProtocol { get; init; }
}
