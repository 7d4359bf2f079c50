using LocalPods.Api.Core;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Server.Proxy;

/// <summary>
/// Who answers for a service: the pods it selects, or, where it selects none, whoever the endpoints of its name are. Looked up anew each time.
/// </summary>
internal static class ServiceEndpoints
{
    /// <summary>Addresses and ports of those that are ready.</summary>
    /// <param name="store">Where pods and endpoints are.</param>
    /// <param name="service">Whose.</param>
    /// <param name="portName">Name of the service's port; empty for the one without a name.</param>
    public static IEnumerable<(string Address, int Port)> Ready(IObjectStore store, Service service, string portName)
    {
        var (@namespace, name) = (service.Metadata.Namespace ?? "", service.Metadata.Name ?? "");
        if (service.Spec.Selector is not { Count: > 0 } selector)
        {
            return store.Find<Endpoints>(new ObjectKey("endpoints", @namespace, name)) is not { } endpoints ? []
                : endpoints.Subsets.SelectMany(s => s.Ports.Where(p => (p.Name ?? "") == portName).SelectMany(p => s.Addresses.Select(a => (a.Ip, p.Port))));
        }

        return service.Spec.Ports.FirstOrDefault(p => (p.Name ?? "") == portName) is not { } port || service.Spec.Type == ServiceTypes.ExternalName ? []
            : store.All<Pod>("pods", @namespace)
                .Where(p => selector.All(s => p.Metadata.Labels?.GetValueOrDefault(s.Key) == s.Value) && IsReady(p, service.Spec))
                .Select(p => (p.Status.PodIP!, Target(p.Spec, port)))
                .Where(e => e.Item2 > 0);
    }

    private static bool IsReady(Pod pod, ServiceSpec service) => pod.Status.PodIP is { Length: > 0 } && !pod.IsTerminal()
        && (service.PublishNotReadyAddresses == true || (!pod.IsDeleting() && pod.Status.Conditions.Any(c => c is { Type: PodConditionTypes.Ready, Status: ConditionStatuses.True })));

    // 0 when the pod has no port of that name.
    private static int Target(PodSpec pod, ServicePort port) => port.TargetPort.Text is { } name
        ? pod.Containers.SelectMany(c => c.Ports).FirstOrDefault(p => p.Name == name && (p.Protocol ?? Protocols.Tcp) == (port.Protocol ?? Protocols.Tcp))?.Port ?? 0
        : port.TargetPort.Number;
}
