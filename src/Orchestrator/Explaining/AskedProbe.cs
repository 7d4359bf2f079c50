using System.Net;
using LocalPods.Api.Core;
using LocalPods.Api.Quantities;
using LocalPods.Api.Serialization;
using LocalPods.Orchestrator.Probes;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Explaining;

/// <summary>A probe of a container with what is known of its answers.</summary>
/// <param name="Pod">As commands take it.</param>
/// <param name="Place">The container.</param>
/// <param name="Type">Which of its probes.</param>
/// <param name="Probe">Its spec.</param>
internal sealed record AskedProbe(string Pod, ContainerPlace Place, ProbeType Type, Probe Probe)
{
    /// <summary>Null when the daemon has not asked since it started.</summary>
    public ProbeStanding? Standing { get; init; }

    /// <summary>The attempt that failed last; null when none is remembered.</summary>
    public ProbeRun? Failure { get; init; }

    /// <summary>The words of its last failure; null when it has not failed.</summary>
    public string? Answer { get; init; }

    /// <summary>The port that is asked; null for a command, or a name that is unknown.</summary>
    public int? Port { get; init; }

    /// <summary>Whom it asks by its own <c>host</c>, when that is not the pod; null when it asks the pod.</summary>
    public string? OtherHost { get; init; }

    /// <summary><c>readiness probe</c>.</summary>
    public string Title => Type switch
    {
        ProbeType.Liveness => "liveness probe",
        ProbeType.Readiness => "readiness probe",
        ProbeType.Startup => "startup probe",
    };

    /// <summary><c>readinessProbe</c>.</summary>
    public string Field => Type switch
    {
        ProbeType.Liveness => "livenessProbe",
        ProbeType.Readiness => "readinessProbe",
        ProbeType.Startup => "startupProbe",
    };

    /// <summary>Puts together what is known.</summary>
    /// <param name="evidence">Of the pod.</param>
    /// <param name="place">The container.</param>
    /// <param name="type">One of the probes that it has.</param>
    /// <param name="since">Events from then on count; null counts those of the pod's whole life.</param>
    public static AskedProbe Of(PodEvidence evidence, ContainerPlace place, ProbeType type, DateTimeOffset? since)
    {
        var container = place.Container;
        var probe = type switch
        {
            ProbeType.Liveness => container.LivenessProbe,
            ProbeType.Readiness => container.ReadinessProbe,
            ProbeType.Startup => container.StartupProbe,
        } ?? new Probe();
        var standing = evidence.Standing(container.Name, type);
        var failure = standing?.LastFailure;
        var heading = $"{type} probe failed: ";
        var told = evidence.Latest("Unhealthy", container.Name, heading);
        var resolved = ProbeTargets.TryResolve(probe, container, new ContainerId(""), "", out var target, out _);
        return new AskedProbe(Words.Argument(evidence.Pod), place, type, probe)
        {
            Standing = standing,
            Failure = failure,
            Answer = failure?.Outcome.Text ?? (told?.LastTimestamp >= (since ?? evidence.Pod.Status.StartTime) ? told?.Message?[heading.Length..] : null),
            Port = resolved ? PortOf(target!) : null,
            OtherHost = HostOf(probe) is { Length: > 0 } host && !IsPod(evidence.Pod, host) ? host : null,
        };
    }

    /// <summary>A port by a name that the container does not have; null when there is nothing to say against the port.</summary>
    public Finding? PortFault()
    {
        var (port, path) = Probe switch
        {
            { HttpGet: { } get } => (get.Port, "httpGet.port"),
            { TcpSocket: { } tcp } => (tcp.Port, "tcpSocket.port"),
            _ => (default(IntOrString?), ""),
        };
        if (Port is not null || port is not { IsText: true, Text: { } name })
        {
            return null;
        }

        var known = Place.Container.Ports.Where(p => p.Name is not null).ToArray();
        var names = known.Length == 0 ? "it has no port with a name" : $"its ports: {string.Join(", ", known.Select(p => $"{p.Name} ({p.Port})"))}";
        var near = EditDistance.Closest(name, known.Select(p => p.Name!)) ?? (known is [var only] ? only.Name : null);
        return new Finding(
            CauseCode.ProbePortUnknown,
            near is null ? "write the number of the port, or give a port of the container this name" : $"write {near}",
            new Link($"the container has no port named \"{name}\"", names)).At(Place, $"{Field}.{path}");
    }

    /// <summary>For the node, this address is the node itself.</summary>
    public static bool IsLoopback(string host) => host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    private static string? HostOf(Probe probe) => probe.HttpGet?.Host ?? probe.TcpSocket?.Host;

    // On the node's network the pod is where the node is.
    private static bool IsPod(Pod pod, string host) =>
        host == pod.Status.PodIP || pod.Status.PodIPs.Any(a => a.Ip == host) || (pod.Spec.HostNetwork == true && IsLoopback(host));

    private static int? PortOf(ProbeTarget target) => target switch
    {
        ProbeTarget.Http http => http.Port,
        ProbeTarget.Tcp tcp => tcp.Port,
        ProbeTarget.Grpc grpc => grpc.Port,
        _ => null,
    };
}
