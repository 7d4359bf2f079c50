namespace LocalPods.Orchestrator.Runtime;

/// <summary>What runs inside a pod, seen from outside: to explain why it does not do what was expected. Not part of CRI.</summary>
public interface IContainerProcesses
{
    /// <summary>The TCP ports that somebody listens on in the sandbox's network, lowest first; with the node's network, the node's.</summary>
    /// <exception cref="ContainerRuntimeException">
    /// <see cref="RuntimeFailure.Conflict"/> when the sandbox does not run, <see cref="RuntimeFailure.Refused"/> when it
    /// cannot be found out: the engine is on another machine and no container of the pod can tell.
    /// </exception>
    Task<ImmutableArray<NetworkListener>> ListListenersAsync(SandboxId id, CancellationToken cancellationToken);

    /// <summary>The first process of a running container; null when it does not run, is only about to, or its engine is on another machine.</summary>
    Task<MainProcess?> GetMainProcessAsync(ContainerId id, CancellationToken cancellationToken);

    /// <summary>Who has these ports of the node: containers of the engine that publish them, whoever made them, and programs that listen.</summary>
    /// <returns>At most one for each port. A port nobody is seen to have is missing; of programs on another machine nothing is seen.</returns>
    Task<ImmutableArray<HostPortHolder>> FindHostPortHoldersAsync(ImmutableArray<PortMapping> ports, CancellationToken cancellationToken);
}
