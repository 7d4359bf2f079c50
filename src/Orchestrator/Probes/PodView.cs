using LocalPods.Api.Core;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Probes;

/// <summary>A pod as its worker last observed it.</summary>
/// <param name="Pod">Spec, and the status as last reported.</param>
/// <param name="Seen">What the engine holds.</param>
/// <param name="Terminating">The pod is being deleted or has ended.</param>
internal sealed record PodView(Pod Pod, RuntimePod Seen, bool Terminating)
{
    public bool Finished => Pod.IsTerminal();

    /// <summary>The newest instance of a container; null before its first.</summary>
    public Runtime.ContainerStatus? Newest(string container) => Seen.Containers.FirstOrDefault(c => c.Name == container);

    /// <summary>Where network probes go by default; empty while the pod has no address.</summary>
    public string Ip(string nodeIp) => Seen.Sandboxes.FirstOrDefault() switch
    {
        { HostNetwork: true } => nodeIp,
        { Ips: [var ip, ..] } => ip,
        _ => Pod.Spec.HostNetwork == true ? nodeIp : "",
    };

    /// <summary>What was last reported of exactly this instance.</summary>
    public Api.Core.ContainerStatus? Reported(ContainerId id) =>
        Pod.Status.ContainerStatuses.Concat(Pod.Status.InitContainerStatuses)
            .FirstOrDefault(s => s.ContainerID?.EndsWith($"://{id}", StringComparison.Ordinal) == true);
}
