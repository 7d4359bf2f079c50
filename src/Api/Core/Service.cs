using System.Collections.Immutable;
using LocalPods.Api.Meta;

namespace LocalPods.Api.Core;

/// <summary>A name and an address for a set of pods.</summary>
public sealed record Service : IKubernetesObject
{
    /// <summary>Group and version of the schema this object is written in; always <c>v1</c>.</summary>
    public string ApiVersion { get => field ?? "v1"; init; }

    /// <summary>Name of the kind; always <c>Service</c>.</summary>
    public string Kind { get => field ?? "Service"; init; }

    /// <summary>Name, labels and bookkeeping.</summary>
    public ObjectMeta Metadata { get => field ??= new(); init; }

    /// <summary>Which pods, and how they are reached.</summary>
    public ServiceSpec Spec { get => field ??= new(); init; }

    /// <summary>What a load balancer made of it.</summary>
    public ServiceStatus Status { get => field ??= new(); init; }
}

/// <summary>A list of services.</summary>
public sealed record ServiceList : IKubernetesList<Service>
{
    /// <summary>Group and version of the schema this object is written in; always <c>v1</c>.</summary>
    public string ApiVersion { get => field ?? "v1"; init; }

    /// <summary>Name of the kind; always <c>ServiceList</c>.</summary>
    public string Kind { get => field ?? "ServiceList"; init; }

    /// <summary>The list's version and paging.</summary>
    public ListMeta Metadata { get => field ??= new(); init; }

    /// <summary>The services.</summary>
    public ImmutableArray<Service> Items { get => field.OrEmpty(); init; }
}

/// <summary>Which pods a service stands for, and how they are reached.</summary>
public sealed record ServiceSpec
{
    /// <summary>The ports it answers on. Needed unless it is headless or an ExternalName.</summary>
    public ImmutableArray<ServicePort> Ports { get => field.OrEmpty(); init; }

    /// <summary>Labels of its pods. Absent: somebody else says where it leads.</summary>
    public ImmutableSortedDictionary<string, string>? Selector { get; init; }

    /// <summary>Its address, allocated unless given; None makes it headless, known by name alone. Cannot be changed.</summary>
    public string? ClusterIP { get; init; }

    /// <summary>Its addresses; the first is clusterIP.</summary>
    public ImmutableArray<string> ClusterIPs { get => field.OrEmpty(); init; }

    /// <summary>ClusterIP, NodePort, LoadBalancer or ExternalName. Default ClusterIP.</summary>
    public string? Type { get; init; }

    /// <summary>Addresses of other makers that lead to a node and are meant for it.</summary>
    public ImmutableArray<string> ExternalIPs { get => field.OrEmpty(); init; }

    /// <summary>Whether one client stays with one pod: ClientIP or None. Default None.</summary>
    public string? SessionAffinity { get; init; }

    /// <summary>The address that a load balancer should get; few heed it.</summary>
    public string? LoadBalancerIP { get; init; }

    /// <summary>Networks whose clients a load balancer lets in.</summary>
    public ImmutableArray<string> LoadBalancerSourceRanges { get => field.OrEmpty(); init; }

    /// <summary>The DNS name that an ExternalName stands for.</summary>
    public string? ExternalName { get; init; }

    /// <summary>Whether what comes from outside stays on its node: Cluster or Local. Default Cluster.</summary>
    public string? ExternalTrafficPolicy { get; init; }

    /// <summary>Port on which a load balancer asks for the health of a node, with externalTrafficPolicy Local.</summary>
    public int? HealthCheckNodePort { get; init; }

    /// <summary>Whether pods that are not ready count too. Default false.</summary>
    public bool? PublishNotReadyAddresses { get; init; }

    /// <summary>How long one client stays with one pod.</summary>
    public SessionAffinityConfig? SessionAffinityConfig { get; init; }

    /// <summary>Families of its addresses: IPv4, IPv6. Default IPv4.</summary>
    public ImmutableArray<string> IpFamilies { get => field.OrEmpty(); init; }

    /// <summary>SingleStack, PreferDualStack or RequireDualStack. Default SingleStack.</summary>
    public string? IpFamilyPolicy { get; init; }

    /// <summary>Whether a LoadBalancer gets node ports. Default true.</summary>
    public bool? AllocateLoadBalancerNodePorts { get; init; }

    /// <summary>Which implementation makes the load balancer.</summary>
    public string? LoadBalancerClass { get; init; }

    /// <summary>Whether what comes from inside stays on its node: Cluster or Local. Default Cluster.</summary>
    public string? InternalTrafficPolicy { get; init; }

    /// <summary>Which pods are preferred: such as PreferClose.</summary>
    public string? TrafficDistribution { get; init; }
}

/// <summary>A port of a service.</summary>
public sealed record ServicePort
{
    /// <summary>Name of the port; needed when there are several.</summary>
    public string? Name { get; init; }

    /// <summary>TCP, UDP or SCTP. Default TCP.</summary>
    public string? Protocol { get; init; }

    /// <summary>What is spoken on it, such as http or kubernetes.io/h2c.</summary>
    public string? AppProtocol { get; init; }

    /// <summary>The port the service answers on.</summary>
    public int Port { get; init; }

    /// <summary>Number, or name in its containers, of the port of the pods. Default: port.</summary>
    public Quantities.IntOrString TargetPort { get; init; }

    /// <summary>Port of the node that leads here, for NodePort and LoadBalancer; allocated unless given.</summary>
    public int? NodePort { get; init; }
}

/// <summary>How one client stays with one pod.</summary>
public sealed record SessionAffinityConfig
{
    /// <summary>For sessionAffinity ClientIP.</summary>
    public ClientIPConfig? ClientIP { get; init; }
}

/// <summary>How a client is kept by its address.</summary>
public sealed record ClientIPConfig
{
    /// <summary>Seconds after the last use in which the client comes to the same pod, up to 86400. Default 10800.</summary>
    public int? TimeoutSeconds { get; init; }
}

/// <summary>What became of a service.</summary>
public sealed record ServiceStatus
{
    /// <summary>The load balancer, if there is one.</summary>
    public LoadBalancerStatus LoadBalancer { get => field ??= new(); init; }

    /// <summary>Statements about it.</summary>
    public ImmutableArray<Condition> Conditions { get => field.OrEmpty(); init; }
}

/// <summary>Where a load balancer takes connections.</summary>
public sealed record LoadBalancerStatus
{
    /// <summary>Its addresses.</summary>
    public ImmutableArray<LoadBalancerIngress> Ingress { get => field.OrEmpty(); init; }
}

/// <summary>An address of a load balancer.</summary>
public sealed record LoadBalancerIngress
{
    /// <summary>As an IP address.</summary>
    public string? Ip { get; init; }

    /// <summary>As a name.</summary>
    public string? Hostname { get; init; }

    /// <summary>Whether packets come with its address (VIP) or a node's (Proxy).</summary>
    public string? IpMode { get; init; }

    /// <summary>Its ports.</summary>
    public ImmutableArray<PortStatus> Ports { get => field.OrEmpty(); init; }
}

/// <summary>A port of a load balancer.</summary>
public sealed record PortStatus
{
    /// <summary>Its number.</summary>
    public int Port { get; init; }

    /// <summary>TCP, UDP or SCTP.</summary>
    public string Protocol { get => field ?? ""; init; }

    /// <summary>Why it cannot be used, in one word; absent when it can.</summary>
    public string? Error { get; init; }
}
