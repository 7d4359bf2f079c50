using LocalPods.Api.Core;

namespace LocalPods.Api.Validation;

/// <summary>
/// Ports of a pod that are allowed and hardly meant. Its containers share one network, so they are compared with those of all others. Pure.
/// </summary>
internal static class PortWarnings
{
    public static IEnumerable<(string Field, string Text)> Of(PodSpec spec) => Clashes([.. Ports(spec)]).Concat(Names(Ports(spec).Where(p => p.Runs)));

    private static IEnumerable<(string Field, string Text)> Clashes(Declared[] ports)
    {
        for (var i = 0; i < ports.Length; i++)
        {
            var (field, port, _) = ports[i];
            if (IpOf(port).Length > 0 && HostPortOf(port) == 0)
            {
                yield return (field, $"hostIP set without hostPort: {{Name:{port.Name} HostPort:0 ContainerPort:{port.Port} Protocol:{port.Protocol} HostIP:{port.HostIP}}}");
            }

            foreach (var other in ports.Take(i).Where(p => p.Port.Port == port.Port && p.Port.Protocol == port.Protocol))
            {
                if (Clash(port, other.Port) is { } how)
                {
                    yield return (field, $"{how} port definition with {other.Field}");
                }
            }
        }
    }

    // Null when both can be had.
    private static string? Clash(ContainerPort port, ContainerPort other) =>
        IpOf(port) == IpOf(other) && HostPortOf(port) == HostPortOf(other) ? "duplicate"
        : HostPortOf(port) == 0 || HostPortOf(other) == 0 ? "overlapping"
        : HostPortOf(port) == HostPortOf(other) && (IpOf(port).Length == 0 || IpOf(other).Length == 0) ? "dangerously ambiguous"
        : null;

    private static IEnumerable<(string Field, string Text)> Names(IEnumerable<Declared> ports)
    {
        var first = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (field, port, _) in ports)
        {
            if (port.Name is { Length: > 0 } name && !first.TryAdd(name, field))
            {
                yield return (field, $"duplicate port name \"{name}\" with {first[name]}, services and probes that select ports by name will use {first[name]}");
            }
        }
    }

    private static IEnumerable<Declared> Ports(PodSpec spec) =>
        spec.InitContainers.SelectMany((c, i) => Ports(c, $"spec.initContainers[{i}]", c.IsSidecar()))
            .Concat(spec.Containers.SelectMany((c, i) => Ports(c, $"spec.containers[{i}]", runs: true)));

    private static IEnumerable<Declared> Ports(Container container, string path, bool runs) => container.Ports.Select((port, i) => new Declared($"{path}.ports[{i}]", port, runs));

    private static string IpOf(ContainerPort port) => port.HostIP ?? "";

    private static int HostPortOf(ContainerPort port) => port.HostPort ?? 0;

    /// <summary>A port of a container.</summary>
    /// <param name="Field">Where it is.</param>
    /// <param name="Port">As it is written.</param>
    /// <param name="Runs">Its container runs as long as the pod does.</param>
    private readonly record struct Declared(string Field, ContainerPort Port, bool Runs);
}
