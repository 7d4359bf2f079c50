using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace LocalPods.Orchestrator.Nodes;

/// <summary>Finds the addresses by which a node is known.</summary>
public static class NodeAddresses
{
    /// <summary>Addresses of interfaces that are up, those with a gateway first, IPv4 before IPv6, one of each; loopback when there is none.</summary>
    public static ImmutableArray<string> Find()
    {
        var candidates = NetworkInterface.GetAllNetworkInterfaces()
            .Where(i => i.OperationalStatus == OperationalStatus.Up && i.NetworkInterfaceType != NetworkInterfaceType.Loopback)
            .OrderByDescending(i => i.GetIPProperties().GatewayAddresses.Count > 0)
            .SelectMany(i => i.GetIPProperties().UnicastAddresses)
            .Select(a => a.Address)
            .Where(a => a is { IsIPv6LinkLocal: false })
            .ToList();
        ImmutableArray<string> found =
        [
            .. candidates.Where(a => a.AddressFamily == AddressFamily.InterNetwork).Take(1).Select(a => a.ToString()),
            .. candidates.Where(a => a.AddressFamily == AddressFamily.InterNetworkV6).Take(1).Select(a => a.ToString()),
        ];
        return found.IsEmpty ? ["127.0.0.1"] : found;
    }
}
