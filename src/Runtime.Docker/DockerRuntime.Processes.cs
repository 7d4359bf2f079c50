using LocalPods.Runtime.Docker.Processes;

namespace LocalPods.Runtime.Docker;

public sealed partial class DockerRuntime
{
    private static readonly TimeSpan s_listenersFromInside = TimeSpan.FromSeconds(5);

    public async Task<ImmutableArray<NetworkListener>> ListListenersAsync(SandboxId id, CancellationToken cancellationToken)
    {
        var doing = $"list what listens in sandbox {id}";
        var members = _engine.ListContainersAsync([InstanceLabel, $"{Labels.SandboxId}={id}"], doing, cancellationToken);
        var sandbox = await _engine.FindContainerAsync(id.Value, doing, cancellationToken);
        var containers = await members;
        if (sandbox is not { State.Running: true })
        {
            throw new ContainerRuntimeException(RuntimeFailure.Conflict, $"{doing}: it does not run");
        }

        if (NodeProcess.Find(sandbox.State.Pid, id.Value) is { } process)
        {
            return process.Listeners(containers.ToDictionary(c => c.Id, c => c.Labels?.GetValueOrDefault(Labels.ContainerName) ?? "", StringComparer.Ordinal));
        }

        var inside = containers.FirstOrDefault(c => c.State == "running")
            ?? throw new ContainerRuntimeException(RuntimeFailure.Refused, $"{doing}: its engine is on another machine, and no container of the pod runs to ask");
        return await ExecAsync(new ContainerId(inside.Id), ["cat", "/proc/net/tcp", "/proc/net/tcp6"], s_listenersFromInside, cancellationToken) switch
        {
            { Output: { Length: > 0 } table } => SocketTable.Listeners(table),
            var end => throw new ContainerRuntimeException(RuntimeFailure.Refused, $"{doing}: its engine is on another machine, and container {inside.Id} cannot tell ({end})"),
        };
    }

    public async Task<ImmutableArray<HostPortHolder>> FindHostPortHoldersAsync(ImmutableArray<PortMapping> ports, CancellationToken cancellationToken)
    {
        // Containers first: what listens for them on the node is a helper of the engine.
        var containers = await _engine.ListContainersAsync([], "list who publishes ports", cancellationToken);
        var published = containers.Where(c => c.State == "running")
            .SelectMany(c => (c.Ports ?? []).Where(p => p.PublicPort > 0).Select(p => (Container: c, Port: p)))
            .ToArray();
        ImmutableArray<HostPortHolder> holders =
        [
            .. from port in ports
               let found = published.FirstOrDefault(p => port.IsAt(p.Port.PublicPort, ProtocolOf(p.Port.Type), p.Port.IP))
               where found.Container is not null
               select Labels.PodOf(found.Container.Labels) is { } pod
                   ? new HostPortHolder(port) { Pod = $"{pod.Namespace}/{pod.Name}{Elsewhere(found.Container)}" }
                   : new HostPortHolder(port) { Container = found.Container.Names.FirstOrDefault("").TrimStart('/') },
        ];
        return _engine.Address is Engine.EngineAddress.UnixSocket
            ? [.. holders, .. NodeProcess.Self.HoldersOf([.. ports.Where(port => !holders.Any(h => h.Port == port))])]
            : holders;
    }

    // Another instance's pod may have the same name.
    private string Elsewhere(Engine.Wire.ContainerSummary container) =>
        container.Labels?.GetValueOrDefault(Labels.Instance) is { } instance && instance != _instance ? $" of instance {instance}" : "";

    private static PortProtocol ProtocolOf(string type) => type switch
    {
        "udp" => PortProtocol.Udp,
        "sctp" => PortProtocol.Sctp,
        _ => PortProtocol.Tcp,
    };

    public async Task<MainProcess?> GetMainProcessAsync(ContainerId id, CancellationToken cancellationToken) =>
        await _engine.FindContainerAsync(id.Value, $"look at the process of container {id}", cancellationToken) is { State: { Running: true } state } seen
        && NodeProcess.Find(state.Pid, id.Value)?.Status() is { } process
            ? process with { StopSignal = seen.Config.StopSignal is { Length: > 0 } signal ? signal : process.StopSignal }
            : null;
}
