namespace LocalPods.Orchestrator.Runtime;

/// <summary>
/// What the node agent asks of a container engine, shaped after CRI v1: sandboxes, containers, streams, images and an
/// event stream. Every implementation passes the same conformance suite, so a test on the one in memory says
/// something about the real ones.
/// </summary>
/// <remarks>
/// <para>Calls may be repeated: a name is a function of pod, container and attempt, so creating twice returns what
/// exists, and stopping or removing what is gone succeeds.</para>
/// <para>Failures arrive as <see cref="ContainerRuntimeException"/>. Cancelling a call abandons the wait; what was already
/// asked of the engine may still take effect.</para>
/// <para>All members may be called from any thread and at once.</para>
/// </remarks>
public interface IContainerRuntime : IContainerStreams, IContainerProcesses, IResourceUsage, IImageService
{
    /// <summary>Name and versions of the engine that answers now.</summary>
    Task<RuntimeVersion> GetVersionAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Gives the pod a control group of its own, which limits all that runs in it together, or limits the one it has otherwise.
    /// Sandboxes and containers that are created while it is there run in it.
    /// </summary>
    /// <param name="podUid">Whose.</param>
    /// <param name="limits">All limits, changed or not. The score is not looked at.</param>
    /// <param name="cancellationToken">Abandons the wait; the limits may still change.</param>
    /// <returns>False where pods cannot have one: nothing is limited then but each container by itself.</returns>
    /// <exception cref="ContainerRuntimeException">
    /// <see cref="RuntimeFailure.Refused"/> when the pod has one that cannot be limited so, as to less memory than is in use.
    /// </exception>
    Task<bool> LimitPodAsync(string podUid, ContainerResources limits, CancellationToken cancellationToken);

    /// <summary>
    /// Removes the pod's control group, once nothing runs in it any more; none counts as removed. One that the node holds on to
    /// counts as removed too: it is not shown any more, and goes when it can.
    /// </summary>
    Task RemovePodCgroupAsync(string podUid, CancellationToken cancellationToken);

    /// <summary>Creates and starts the container that holds the pod's namespaces; returns once it runs.</summary>
    /// <returns>Its status, addresses included. When a sandbox of the same pod and attempt already runs, that one.</returns>
    Task<SandboxStatus> RunSandboxAsync(SandboxConfig config, CancellationToken cancellationToken);

    /// <summary>Stops the sandbox and frees its network; an unknown or stopped one counts as stopped.</summary>
    Task StopSandboxAsync(SandboxId id, CancellationToken cancellationToken);

    /// <summary>Removes the sandbox by force, running or not, with every container still in it.</summary>
    Task RemoveSandboxAsync(SandboxId id, CancellationToken cancellationToken);

    /// <summary>Creates a container in a sandbox without starting it.</summary>
    /// <returns>Its id. When a container of the same pod, name and attempt exists, that one.</returns>
    /// <exception cref="ContainerRuntimeException"><see cref="RuntimeFailure.NotFound"/> when image or sandbox is missing.</exception>
    Task<ContainerId> CreateContainerAsync(SandboxId sandbox, ContainerConfig config, CancellationToken cancellationToken);

    /// <summary>Starts a created container; a running one counts as started.</summary>
    /// <exception cref="ContainerRuntimeException">
    /// <see cref="RuntimeFailure.Refused"/> when its process cannot be run; the container then shows as exited, with the
    /// engine's words in <see cref="ContainerStatus.Error"/>.
    /// </exception>
    Task StartContainerAsync(ContainerId id, CancellationToken cancellationToken);

    /// <summary>Sends the stop signal, waits, and kills what is still running; returns once the container has ended.</summary>
    /// <param name="id">A container of this node; an unknown or exited one counts as stopped.</param>
    /// <param name="grace">Time between the stop signal and the kill, at least zero; zero kills at once.</param>
    /// <param name="cancellationToken">Abandons the wait; the stop already asked for still runs its course.</param>
    Task StopContainerAsync(ContainerId id, TimeSpan grace, CancellationToken cancellationToken);

    /// <summary>Limits the processors and memory of a running container otherwise, without restarting it.</summary>
    /// <param name="id">Which.</param>
    /// <param name="resources">All limits, changed or not. Its score is not looked at.</param>
    /// <param name="cancellationToken">Abandons the wait; the limits may still change.</param>
    /// <exception cref="ContainerRuntimeException">
    /// <see cref="RuntimeFailure.NotFound"/> when there is none, <see cref="RuntimeFailure.Refused"/> when the engine or the kernel will not have it.
    /// </exception>
    Task UpdateResourcesAsync(ContainerId id, ContainerResources resources, CancellationToken cancellationToken);

    /// <summary>Removes the container by force, running or not; an unknown one counts as removed.</summary>
    Task RemoveContainerAsync(ContainerId id, CancellationToken cancellationToken);

    /// <summary>Everything the engine holds of one pod: sandboxes and containers of all attempts, and its control group.</summary>
    Task<RuntimePod> GetPodAsync(string podUid, CancellationToken cancellationToken);

    /// <summary>Everything the engine holds of this instance, by pod. What other instances or users made is not seen.</summary>
    Task<ImmutableArray<RuntimePod>> ListPodsAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Tells that something of a pod changed, never what: the reader looks again. The stream never ends by itself; it
    /// reconnects, and says so, because what happened in between was not seen.
    /// </summary>
    IAsyncEnumerable<RuntimeEvent> WatchAsync(CancellationToken cancellationToken);

    /// <summary>Removes every container, network, volume, image and control group of this instance that is still there.</summary>
    /// <returns>What is left afterwards, by name; empty when all is gone.</returns>
    Task<ImmutableArray<string>> PurgeAsync(CancellationToken cancellationToken);
}
