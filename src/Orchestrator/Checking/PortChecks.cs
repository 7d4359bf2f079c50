using System.Globalization;
using LocalPods.Api.Core;
using LocalPods.Api.Quantities;
using LocalPods.Orchestrator.Explaining;
using LocalPods.Orchestrator.Pods;

namespace LocalPods.Orchestrator.Checking;

/// <summary>Whether ports have the names by which they are asked for, and are free on the node. Pure.</summary>
internal static class PortChecks
{
    public static IEnumerable<CheckFinding> Of(CheckEvidence evidence, CheckedObject at) =>
        ContainerPlace.AllOf(at.Pod!).SelectMany(place => Named(at, place)).Concat(OnNode(evidence, at));

    /// <summary>Named target ports of services that no pod of the manifest they select has.</summary>
    public static IEnumerable<CheckFinding> OfServices(CheckEvidence evidence)
    {
        foreach (var at in evidence.Objects.Where(o => o.Service?.Spec.Selector is { Count: > 0 }))
        {
            var selector = at.Service!.Spec.Selector!;
            Pod[] selected =
            [
                .. evidence.Pods.Where(p => p.Object.Namespace == at.Namespace).Select(p => p.Pod)
                    .Where(p => selector.All(s => p.Metadata.Labels?.GetValueOrDefault(s.Key) == s.Value)),
            ];
            for (var i = 0; i < at.Service.Spec.Ports.Length; i++)
            {
                if (at.Service.Spec.Ports[i].TargetPort.Text is { Length: > 0 } name && selected.FirstOrDefault(p => !p.Spec.Containers.SelectMany(c => c.Ports).Any(port => port.Name == name)) is { } without)
                {
                    yield return new CheckFinding(
                        at.Index, $"spec.ports[{i}].targetPort", CheckSeverity.Error, CheckCode.ServicePortUnknown,
                        $"no port of pod {without.Metadata.Name}, which the service selects, is called \"{name}\"", Known(without.Spec.Containers.SelectMany(c => c.Ports)));
                }
            }
        }
    }

    private static IEnumerable<CheckFinding> Named(CheckedObject at, ContainerPlace place)
    {
        var container = place.Container;
        (string Field, string Use, CheckCode Code, IntOrString? Port)[] uses =
        [
            .. Uses("startupProbe", container.StartupProbe),
            .. Uses("livenessProbe", container.LivenessProbe),
            .. Uses("readinessProbe", container.ReadinessProbe),
            ("lifecycle.postStart.httpGet.port", "postStart hook", CheckCode.HookPortUnknown, container.Lifecycle?.PostStart?.HttpGet?.Port),
            ("lifecycle.preStop.httpGet.port", "preStop hook", CheckCode.HookPortUnknown, container.Lifecycle?.PreStop?.HttpGet?.Port),
        ];
        return from use in uses
               let name = use.Port?.Text
               where name is { Length: > 0 } && !int.TryParse(name, CultureInfo.InvariantCulture, out _) && !container.Ports.Any(p => p.Name == name)
               select new CheckFinding(
                   at.Index, $"{place.Path}.{use.Field}", CheckSeverity.Error, use.Code, $"{place.Title} has no port called \"{name}\", which its {use.Use} asks", Known(container.Ports));
    }

    private static IEnumerable<(string Field, string Use, CheckCode Code, IntOrString? Port)> Uses(string field, Probe? probe)
    {
        var use = field.Replace("Probe", " probe", StringComparison.Ordinal);
        return [($"{field}.httpGet.port", use, CheckCode.ProbePortUnknown, probe?.HttpGet?.Port), ($"{field}.tcpSocket.port", use, CheckCode.ProbePortUnknown, probe?.TcpSocket?.Port)];
    }

    private static string Known(IEnumerable<ContainerPort> ports) =>
        string.Join(", ", ports.Select(p => p.Name).Where(n => !string.IsNullOrEmpty(n))) is { Length: > 0 } names ? $"give a port that name, or use one of: {names}" : "give a port that name, or ask by number";

    private static IEnumerable<CheckFinding> OnNode(CheckEvidence evidence, CheckedObject at)
    {
        var pod = at.Pod!;
        var earlier = evidence.Pods.Where(p => p.Object.Index < at.Index).Select(p => (p.Pod.Metadata.Name, Ports: HostPorts.Of(p.Pod.Spec))).ToArray();
        var holders = evidence.HostPorts.GetValueOrDefault(at.Index, []);
        for (var i = 0; i < pod.Spec.Containers.Length; i++)
        {
            for (var j = 0; j < pod.Spec.Containers[i].Ports.Length; j++)
            {
                if (HostPorts.Of(pod.Spec.Containers[i].Ports[j]) is not { } wanted)
                {
                    continue;
                }

                var who = holders.FirstOrDefault(h => h.Port == wanted)?.Who
                    ?? earlier.Where(e => e.Ports.Any(wanted.Clashes)).Select(e => $"pod {e.Name} of this manifest").FirstOrDefault();
                if (who is not null)
                {
                    yield return new CheckFinding(
                        at.Index, $"spec.containers[{i}].ports[{j}].hostPort", CheckSeverity.Error, CheckCode.HostPortTaken,
                        $"host port {wanted.Title} is taken by {who}", "use another host port, or stop what has it");
                }
            }
        }
    }
}
