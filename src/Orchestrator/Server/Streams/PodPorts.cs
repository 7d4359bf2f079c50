using System.Globalization;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Server.Streams;

/// <summary>The ports of one pod, connected to from inside its network.</summary>
/// <param name="runtime">Makes the connections.</param>
/// <param name="sandbox">The pod's.</param>
/// <param name="pod">Its name, for messages.</param>
internal sealed class PodPorts(IContainerStreams runtime, SandboxId sandbox, string pod)
{
    /// <summary>Connects.</summary>
    /// <param name="port">As the client wrote it.</param>
    /// <param name="cancellationToken">Abandons the wait.</param>
    /// <exception cref="ContainerRuntimeException">There is no connection.</exception>
    public Task<DuplexStream> ConnectAsync(string? port, CancellationToken cancellationToken) =>
        ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? runtime.ConnectAsync(sandbox, number, cancellationToken)
            : throw new ContainerRuntimeException(RuntimeFailure.Refused, $"\"{port}\" is not a port");

    /// <summary>What the client is told when there is no connection.</summary>
    public string Failure(string? port, ContainerRuntimeException because) => $"error forwarding port {port} to pod {pod}, uid : {because.Message}";
}
