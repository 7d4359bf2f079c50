using Microsoft.Extensions.Hosting;

namespace LocalPods.Orchestrator.Server;

/// <summary>Leaves signals to the daemon: the server starts and stops when it is told to.</summary>
internal sealed class NoHostLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
