using System.Collections.Immutable;
using LocalPods.Api.Core;
using LocalPods.Api.Quantities;

namespace LocalPods.Api.Defaulting;

/// <summary>Fills in what a service leaves open (spec: api 22), but for what is allocated. Applying it twice changes nothing more.</summary>
public static class ServiceDefaults
{
    private const int AffinitySeconds = 10800;
    private const string Cluster = "Cluster";

    /// <summary>The service with every open field of its spec filled in.</summary>
    public static Service Apply(Service service)
    {
        var spec = service.Spec;
        var type = spec.Type.Or(ServiceTypes.ClusterIP);
        var (ip, ips) = Addresses(spec);
        var inside = type != ServiceTypes.ExternalName;
        var outside = type is ServiceTypes.NodePort or ServiceTypes.LoadBalancer;
        var affinity = spec.SessionAffinity.Or("None");
        return service with
        {
            Spec = spec with
            {
                Type = type,
                ClusterIP = ip,
                ClusterIPs = ips,
                SessionAffinity = affinity,
                SessionAffinityConfig = affinity == "ClientIP" ? Affinity(spec.SessionAffinityConfig) : spec.SessionAffinityConfig,
                Ports = [.. spec.Ports.Select(Port)],
                ExternalTrafficPolicy = outside ? spec.ExternalTrafficPolicy.Or(Cluster) : spec.ExternalTrafficPolicy,
                InternalTrafficPolicy = inside ? spec.InternalTrafficPolicy.Or(Cluster) : spec.InternalTrafficPolicy,
                AllocateLoadBalancerNodePorts = type == ServiceTypes.LoadBalancer ? spec.AllocateLoadBalancerNodePorts ?? true : spec.AllocateLoadBalancerNodePorts,
                IpFamilies = inside && spec.IpFamilies.IsEmpty ? ["IPv4"] : spec.IpFamilies,
                IpFamilyPolicy = inside ? spec.IpFamilyPolicy.Or("SingleStack") : spec.IpFamilyPolicy,
            },
        };
    }

    /// <summary>A changed service keeps what was allocated for it, and gives up what its new type does not have.</summary>
    public static Service Keep(Service service, Service old)
    {
        var (spec, before) = (service.Spec, old.Spec);
        var (had, has) = (HasAddress(before), HasAddress(spec));
        if (had && has && string.IsNullOrEmpty(spec.ClusterIP) && spec.ClusterIPs.IsEmpty)
        {
            spec = spec with { ClusterIP = before.ClusterIP, ClusterIPs = before.ClusterIPs };
        }
        else if (had && !has && spec.ClusterIP == before.ClusterIP)
        {
            spec = spec with { ClusterIP = null, ClusterIPs = [], IpFamilies = [], IpFamilyPolicy = null, InternalTrafficPolicy = null };
        }

        return service with { Spec = spec with { Ports = [.. spec.Ports.Select(p => Keep(p, spec, before))] } };
    }

    /// <summary>Whether a service has an address at all.</summary>
    public static bool HasAddress(ServiceSpec spec) => spec.Type is not ServiceTypes.ExternalName;

    /// <summary>Whether a service has ports on the node.</summary>
    public static bool HasNodePorts(ServiceSpec spec) =>
        spec.Type is ServiceTypes.NodePort || (spec.Type is ServiceTypes.LoadBalancer && spec.AllocateLoadBalancerNodePorts != false);

    private static ServicePort Keep(ServicePort port, ServiceSpec spec, ServiceSpec before)
    {
        var same = before.Ports.FirstOrDefault(p => p.Port == port.Port && (p.Protocol ?? Protocols.Tcp) == (port.Protocol ?? Protocols.Tcp));
        return HasNodePorts(spec)
            ? port.NodePort is null or 0 ? port with { NodePort = same?.NodePort } : port
            : HasNodePorts(before) && port.NodePort == same?.NodePort ? port with { NodePort = null } : port;
    }

    // The first of the list and the single field are the same; whichever is given fills in the other.
    private static (string? Ip, ImmutableArray<string> Ips) Addresses(ServiceSpec spec) =>
        spec.ClusterIP is { Length: > 0 } ip ? (ip, spec.ClusterIPs.IsEmpty ? [ip] : spec.ClusterIPs) : (spec.ClusterIPs.FirstOrDefault(), spec.ClusterIPs);

    private static SessionAffinityConfig Affinity(SessionAffinityConfig? given) =>
        new() { ClientIP = new ClientIPConfig { TimeoutSeconds = given?.ClientIP?.TimeoutSeconds ?? AffinitySeconds } };

    private static ServicePort Port(ServicePort port) => port with
    {
        Protocol = port.Protocol.Or(Protocols.Tcp),
        TargetPort = port.TargetPort is { IsText: false, Number: 0 } or { Text: "" } ? new IntOrString(port.Port) : port.TargetPort,
        NodePort = port.NodePort is 0 ? null : port.NodePort,
    };
}
