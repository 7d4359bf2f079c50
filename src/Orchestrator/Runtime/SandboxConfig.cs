using System.Net;
using System.Net.Sockets;

namespace LocalPods.Orchestrator.Runtime;

/// <summary>What a sandbox is to be (spec: pod-lifecycle 2.1).</summary>
public sealed record SandboxConfig
{
    public required PodIdentity Pod { get; init; }

    /// <summary>0 for a pod's first sandbox, one more for each that replaces it.</summary>
    public required int Attempt { get; init; }

    /// <summary>At most 63 characters; empty with <see cref="NamespaceOptions.HostNetwork"/>.</summary>
    public required string Hostname { get; init; }

    /// <summary>Labels of the pod, copied as they are.</summary>
    public ImmutableSortedDictionary<string, string> Labels { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Annotations of the pod.</summary>
    public ImmutableSortedDictionary<string, string> Annotations { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Null keeps what the engine writes by default, which is the node's.</summary>
    public DnsConfig? Dns { get; init; }

    /// <summary>Ports to publish on the node; only those with a host port.</summary>
    public ImmutableArray<PortMapping> Ports { get; init; } = [];

    public NamespaceOptions Namespaces { get; init; } = new();

    /// <summary>User, groups and privileges of the pause process; only the pod-level fields are read.</summary>
    public ContainerSecurity Security { get; init; } = new();

    /// <summary>Kernel settings, by dotted name.</summary>
    public ImmutableSortedDictionary<string, string> Sysctls { get; init; } = ImmutableSortedDictionary<string, string>.Empty;
}

/// <summary>Content of the pod's resolv.conf.</summary>
public sealed record DnsConfig(ImmutableArray<string> Servers, ImmutableArray<string> Searches, ImmutableArray<string> Options);

/// <summary>One port of the pod published on the node.</summary>
/// <param name="ContainerPort">1 to 65535, inside the pod.</param>
/// <param name="HostPort">1 to 65535, on the node.</param>
/// <param name="Protocol">How it is carried.</param>
/// <param name="HostIp">Address of the node to listen on; null for all.</param>
public sealed record PortMapping(int ContainerPort, int HostPort, PortProtocol Protocol, string? HostIp)
{
    /// <summary>The node's side for people: <c>8080/TCP</c>, <c>127.0.0.1:8080/TCP</c>.</summary>
    public string Title => $"{(IsEverywhere(HostIp) ? "" : IPAddress.TryParse(HostIp, out var ip) && ip.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{HostIp}]:" : $"{HostIp}:")}{HostPort}/{Protocol.ToString().ToUpperInvariant()}";

    /// <summary>Whether both cannot be published at once.</summary>
    public bool Clashes(PortMapping other) => IsAt(other.HostPort, other.Protocol, other.HostIp);

    /// <summary>Whether it is the port of this number, protocol and address; one of the two being everywhere is enough.</summary>
    public bool IsAt(int port, PortProtocol protocol, string? address) =>
        HostPort == port && Protocol == protocol && (IsEverywhere(HostIp) || IsEverywhere(address) || HostIp == address);

    private static bool IsEverywhere(string? address) => address is null or "" or "0.0.0.0" or "::";
}

public enum PortProtocol
{
    Tcp,
    Udp,
    Sctp,
}

/// <summary>Which namespaces of the node the pod uses, and whether its containers share one process tree.</summary>
public sealed record NamespaceOptions
{
    public bool HostNetwork { get; init; }
    public bool HostIpc { get; init; }
    public bool HostPid { get; init; }

    /// <summary>Containers join the sandbox's process namespace.</summary>
    public bool SharePid { get; init; }
}
