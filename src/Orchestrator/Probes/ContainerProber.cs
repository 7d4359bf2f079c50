using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Probes;

/// <summary>Commands go to the container engine, everything else over the network.</summary>
public sealed class ContainerProber(IContainerStreams streams, IProber network) : IProber
{
    private readonly ExecProber _exec = new(streams);

    public Task<ProbeOutcome> ProbeAsync(ProbeTarget target, TimeSpan timeout, CancellationToken cancellationToken) =>
        target is ProbeTarget.Exec
            ? _exec.ProbeAsync(target, timeout, cancellationToken)
            : network.ProbeAsync(target, timeout, cancellationToken);
}
