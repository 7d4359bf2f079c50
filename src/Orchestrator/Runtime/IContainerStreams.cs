namespace LocalPods.Orchestrator.Runtime;

/// <summary>Commands run inside containers, and their logs.</summary>
public interface IContainerStreams
{
    /// <summary>Runs a command to its end and keeps what it printed: probes and hooks.</summary>
    /// <param name="id">A running container.</param>
    /// <param name="command">Program and arguments; no shell.</param>
    /// <param name="timeout">
    /// How long to wait; <see cref="Timeout.InfiniteTimeSpan"/> for ever. When it passes, the result is
    /// <see cref="ExecResult.TimedOut"/> and the process may go on.
    /// </param>
    /// <param name="cancellationToken">Abandons the wait.</param>
    /// <exception cref="ContainerRuntimeException">
    /// The engine could not run it or its exit code stayed unknown. A program that is not in the image is
    /// <see cref="ExecResult.Exited"/> with 126 or 127, as a shell has it.
    /// </exception>
    Task<ExecResult> ExecAsync(ContainerId id, ImmutableArray<string> command, TimeSpan timeout, CancellationToken cancellationToken);

    /// <summary>Starts a command and hands over its streams: <c>exec</c>.</summary>
    Task<IContainerStream> OpenExecAsync(ContainerId id, ImmutableArray<string> command, StreamOptions options, CancellationToken cancellationToken);

    /// <summary>Joins the streams of a container's main process: <c>attach</c>.</summary>
    Task<IContainerStream> AttachAsync(ContainerId id, StreamOptions options, CancellationToken cancellationToken);

    /// <summary>
    /// The container's log, oldest first. Without <see cref="LogOptions.Follow"/> it ends with what there is; with it,
    /// when the container has ended and all was read.
    /// </summary>
    IAsyncEnumerable<LogEntry> ReadLogsAsync(ContainerId id, LogOptions options, CancellationToken cancellationToken);

    /// <summary>Connects to a port on the loopback of the sandbox's network, from inside: <c>port-forward</c>.</summary>
    /// <param name="id">A running sandbox.</param>
    /// <param name="port">TCP, 1 to 65535.</param>
    /// <param name="cancellationToken">Abandons the wait; the connection, once there, lives until it is disposed.</param>
    /// <exception cref="ContainerRuntimeException">
    /// <see cref="RuntimeFailure.Refused"/> when nobody listens there, ending in the words of Go's <c>net</c> package; another when
    /// the sandbox does not run or the engine does not answer.
    /// </exception>
    Task<DuplexStream> ConnectAsync(SandboxId id, int port, CancellationToken cancellationToken);
}
