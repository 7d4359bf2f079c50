using LocalPods.Orchestrator.Runtime;

namespace LocalPods.TestKit;

public sealed partial class FakeContainerRuntime
{
    /// <summary>Says back what it is told on every port that a running container of the sandbox listens on.</summary>
    public async Task<DuplexStream> ConnectAsync(SandboxId id, int port, CancellationToken cancellationToken)
    {
        var doing = $"connect to port {port} in sandbox {id}";
        await RequestAsync(doing, cancellationToken);
        lock (_gate)
        {
            if (Find(id.Value) is not { IsSandbox: true, IsRunning: true })
            {
                throw new ContainerRuntimeException(RuntimeFailure.Conflict, $"{doing}: it does not run");
            }

            if (!_all.Any(c => c.SandboxId == id.Value && c is { IsSandbox: false, IsRunning: true } && c.Behaviour.Listens.Contains(port)))
            {
                throw new ContainerRuntimeException(RuntimeFailure.Refused, $"dial tcp4 127.0.0.1:{port}: connect: connection refused");
            }
        }

        await ReplyAsync(doing, cancellationToken);
        return new EchoStream();
    }
}
