using LocalPods.Orchestrator.Runtime;

namespace LocalPods.TestKit;

public sealed partial class FakeContainerRuntime
{
    private const ulong Term = 1UL << 14;

    public async Task<ImmutableArray<NetworkListener>> ListListenersAsync(SandboxId id, CancellationToken cancellationToken)
    {
        var doing = $"list what listens in sandbox {id}";
        await RequestAsync(doing, cancellationToken);
        ImmutableArray<NetworkListener> listeners;
        lock (_gate)
        {
            if (Find(id.Value) is not { IsSandbox: true, IsRunning: true })
            {
                throw new ContainerRuntimeException(RuntimeFailure.Conflict, $"{doing}: it does not run");
            }

            listeners =
            [
                .. _all.Where(c => c.SandboxId == id.Value && c is { IsSandbox: false, IsRunning: true })
                    .SelectMany(c => c.Behaviour.Listens.Select(port => new NetworkListener("0.0.0.0", port) { Container = c.Name }))
                    .OrderBy(l => l.Port),
            ];
        }

        await ReplyAsync(doing, cancellationToken);
        return listeners;
    }

    /// <summary>Programs of the node that listen on ports of it, beside the pods.</summary>
    public List<HostPortHolder> NodeListeners { get; } = [];

    public async Task<ImmutableArray<HostPortHolder>> FindHostPortHoldersAsync(ImmutableArray<PortMapping> ports, CancellationToken cancellationToken)
    {
        const string Doing = "find who has ports of the node";
        await RequestAsync(Doing, cancellationToken);
        ImmutableArray<HostPortHolder> holders;
        lock (_gate)
        {
            var sandboxes = _all.Where(c => c is { IsSandbox: true, IsRunning: true }).ToArray();
            holders =
            [
                .. from port in ports
                   let pod = sandboxes.FirstOrDefault(s => s.Sandbox!.Ports.Any(port.Clashes))?.Pod
                   let holder = pod is null ? NodeListeners.Find(l => l.Port.Clashes(port)) : new HostPortHolder(port) { Pod = $"{pod.Namespace}/{pod.Name}" }
                   where holder is not null
                   select holder with { Port = port },
            ];
        }

        await ReplyAsync(Doing, cancellationToken);
        return holders;
    }

    public async Task<MainProcess?> GetMainProcessAsync(ContainerId id, CancellationToken cancellationToken)
    {
        var doing = $"look at the process of container {id}";
        await RequestAsync(doing, cancellationToken);
        MainProcess? process;
        lock (_gate)
        {
            process = Find(id.Value) is { IsSandbox: false, IsRunning: true } container
                ? new MainProcess(container.Name, IsInit: true, Caught: container.Behaviour.EndsOnTermAfter is null ? 0 : Term, Ignored: 0)
                : null;
        }

        await ReplyAsync(doing, cancellationToken);
        return process;
    }
}
