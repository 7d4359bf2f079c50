using LocalPods.Api.Core;
using LocalPods.Orchestrator.Runtime;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Pods;

/// <summary>Ports of the node that pods ask for, and who has them.</summary>
internal static class HostPorts
{
    /// <summary>Longest wait for the engine and the node to tell who has a port.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    /// <summary>The ports that regular containers of a pod ask for; those of others are not published.</summary>
    public static ImmutableArray<PortMapping> Of(PodSpec spec) => [.. spec.Containers.SelectMany(c => c.Ports).Select(Of).OfType<PortMapping>()];

    /// <summary>What a port asks of the node; null when it asks for nothing.</summary>
    public static PortMapping? Of(ContainerPort port) => port.HostPort > 0 ? Mapping(port) : null;

    /// <summary>Other pods of the store that have a pod's ports and have not ended.</summary>
    public static ImmutableArray<HostPortHolder> OfPods(IObjectStore store, Pod pod)
    {
        var wanted = Of(pod.Spec);
        if (wanted.IsEmpty)
        {
            return [];
        }

        var others = store.List(PodObject.Resource, @namespace: null).Items
            .Select(s => s.Read<Pod>())
            .Where(p => !IsSame(p, pod) && !p.IsTerminal())
            .Select(p => (Name: $"{p.Metadata.Namespace}/{p.Metadata.Name}", Ports: Of(p.Spec)))
            .ToArray();
        return
        [
            .. wanted.Select(port => (port, Holder: others.FirstOrDefault(o => o.Ports.Any(port.Clashes)).Name))
                .Where(p => p.Holder is not null)
                .Select(p => new HostPortHolder(p.port) { Pod = p.Holder }),
        ];
    }

    /// <summary>
    /// Whoever has a pod's ports: who is seen to, a container or a program; else another pod that asks for it. What cannot be seen in time
    /// is left out.
    /// </summary>
    public static async Task<ImmutableArray<HostPortHolder>> HoldersAsync(
        IObjectStore store, IContainerProcesses processes, Pod pod, TimeProvider clock, CancellationToken cancellationToken)
    {
        var wanted = Of(pod.Spec);
        if (wanted.IsEmpty)
        {
            return [];
        }

        var seen = await SeenAsync(processes, wanted, clock, cancellationToken);
        return [.. seen, .. OfPods(store, pod).Where(h => !seen.Any(s => s.Port == h.Port))];
    }

    private static async Task<ImmutableArray<HostPortHolder>> SeenAsync(
        IContainerProcesses processes, ImmutableArray<PortMapping> wanted, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(s_patience, clock);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            return await processes.FindHostPortHoldersAsync(wanted, limit.Token);
        }
        catch (Exception e) when (e is ContainerRuntimeException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return []; // whoever asked goes on without
        }
    }

    private static bool IsSame(Pod a, Pod b) => string.IsNullOrEmpty(b.Metadata.Uid)
        ? a.Metadata.Namespace == b.Metadata.Namespace && a.Metadata.Name == b.Metadata.Name
        : a.Metadata.Uid == b.Metadata.Uid;

    private static PortMapping Mapping(ContainerPort port) => new(
        port.Port,
        port.HostPort ?? 0,
        port.Protocol switch
        {
            "UDP" => PortProtocol.Udp,
            "SCTP" => PortProtocol.Sctp,
            _ => PortProtocol.Tcp,
        },
        string.IsNullOrEmpty(port.HostIP) ? null : port.HostIP);
}
