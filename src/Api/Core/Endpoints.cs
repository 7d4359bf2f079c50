using System.Collections.Immutable;
using LocalPods.Api.Meta;

namespace LocalPods.Api.Core;

/// <summary>The addresses behind the service of the same name, in the older form.</summary>
public sealed record Endpoints : IKubernetesObject
{
    /// <summary>Group and version of the schema this object is written in; always <c>v1</c>.</summary>
    public string ApiVersion { get => field ?? "v1"; init; }

    /// <summary>Name of the kind; always <c>Endpoints</c>.</summary>
    public string Kind { get => field ?? "Endpoints"; init; }

    /// <summary>Name, labels and bookkeeping.</summary>
    public ObjectMeta Metadata { get => field ??= new(); init; }

    /// <summary>Groups of addresses; every address of a group has all its ports.</summary>
    public ImmutableArray<EndpointSubset> Subsets { get => field.OrEmpty(); init; }
}

/// <summary>A list of endpoints.</summary>
public sealed record EndpointsList : IKubernetesList<Endpoints>
{
    /// <summary>Group and version of the schema this object is written in; always <c>v1</c>.</summary>
    public string ApiVersion { get => field ?? "v1"; init; }

    /// <summary>Name of the kind; always <c>EndpointsList</c>.</summary>
    public string Kind { get => field ?? "EndpointsList"; init; }

    /// <summary>The list's version and paging.</summary>
    public ListMeta Metadata { get => field ??= new(); init; }

    /// <summary>The endpoints.</summary>
    public ImmutableArray<Endpoints> Items { get => field.OrEmpty(); init; }
}

/// <summary>Addresses that have the same ports.</summary>
public sealed record EndpointSubset
{
    /// <summary>Addresses that are ready.</summary>
    public ImmutableArray<EndpointAddress> Addresses { get => field.OrEmpty(); init; }

    /// <summary>Addresses that are not ready yet, or not any more.</summary>
    public ImmutableArray<EndpointAddress> NotReadyAddresses { get => field.OrEmpty(); init; }

    /// <summary>Ports of all of them.</summary>
    public ImmutableArray<EndpointPort> Ports { get => field.OrEmpty(); init; }
}

/// <summary>One address behind a service.</summary>
public sealed record EndpointAddress
{
    /// <summary>The address; not one of the loopback or of a link.</summary>
    public string Ip { get => field ?? ""; init; }

    /// <summary>Host name of who is there.</summary>
    public string? Hostname { get; init; }

    /// <summary>Node it is on.</summary>
    public string? NodeName { get; init; }

    /// <summary>The object that is there, such as a pod.</summary>
    public ObjectReference? TargetRef { get; init; }
}

/// <summary>A port of addresses behind a service.</summary>
public sealed record EndpointPort
{
    /// <summary>Name of the service's port; needed when there are several.</summary>
    public string? Name { get; init; }

    /// <summary>Number of the port.</summary>
    public int Port { get; init; }

    /// <summary>TCP, UDP or SCTP. Default TCP.</summary>
    public string? Protocol { get; init; }

    /// <summary>What is spoken on it, such as http or kubernetes.io/h2c.</summary>
    public string? AppProtocol { get; init; }
}
