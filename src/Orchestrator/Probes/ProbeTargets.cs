using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using LocalPods.Api.Core;
using LocalPods.Api.Quantities;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Probes;

/// <summary>Turns a probe of a spec into something to ask: default addresses, ports by name (spec: pod-lifecycle 7.2). Pure.</summary>
internal static class ProbeTargets
{
    private const int HighestPort = 65535;

    /// <summary>Resolves.</summary>
    /// <param name="probe">With exactly one handler set.</param>
    /// <param name="container">Whose ports are known by name.</param>
    /// <param name="instance">Where a command is run.</param>
    /// <param name="podIp">The default host; empty when the pod has no address.</param>
    /// <param name="target">What to ask.</param>
    /// <param name="error">Why it cannot be asked: the probe is in error, which counts for nothing.</param>
    public static bool TryResolve(
        Probe probe, Container container, ContainerId instance, string podIp,
        [NotNullWhen(true)] out ProbeTarget? target, [NotNullWhen(false)] out string? error)
    {
        (target, error) = probe switch
        {
            { Exec: { } exec } => (new ProbeTarget.Exec(instance, exec.Command), null),
            { HttpGet: { } get } => WithPort(get.Port, container, port => new ProbeTarget.Http(
                string.Equals(get.Scheme, "HTTPS", StringComparison.OrdinalIgnoreCase) ? "https" : "http",
                OrDefault(get.Host, podIp),
                port,
                OrDefault(get.Path, "/"),
                [.. get.HttpHeaders.Select(h => KeyValuePair.Create(h.Name, h.Value))])),
            { TcpSocket: { } tcp } => WithPort(tcp.Port, container, port => new ProbeTarget.Tcp(OrDefault(tcp.Host, podIp), port)),
            { Grpc: { } grpc } => (new ProbeTarget.Grpc(podIp, grpc.Port, grpc.Service ?? ""), null),
            _ => ((ProbeTarget?)null, $"missing probe handler for {container.Name}"),
        };
        return error is null;
    }

    private static string OrDefault(string? value, string otherwise) => string.IsNullOrEmpty(value) ? otherwise : value;

    private static (ProbeTarget? Target, string? Error) WithPort(IntOrString port, Container container, Func<int, ProbeTarget> make)
    {
        int number;
        if (!port.IsText)
        {
            number = port.Number;
        }
        else if (container.Ports.FirstOrDefault(p => p.Name == port.Text) is { } named)
        {
            number = named.Port;
        }
        else if (!int.TryParse(port.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number))
        {
            return (null, $"strconv.Atoi: parsing {GoText.Quote(port.Text!)}: invalid syntax");
        }

        return number is > 0 and <= HighestPort ? (make(number), null) : (null, $"invalid port number: {number}");
    }
}
