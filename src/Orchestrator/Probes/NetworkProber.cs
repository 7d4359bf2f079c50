using System.Diagnostics;

namespace LocalPods.Orchestrator.Probes;

/// <summary>Probes over the network, made from the node and not from inside the pod.</summary>
/// <param name="userAgent">What HTTP and gRPC probes call themselves: <c>kube-probe/1.36</c>.</param>
/// <param name="clock">Measures the time-outs.</param>
public sealed class NetworkProber(string userAgent, TimeProvider clock) : IProber
{
    private readonly HttpProbe _http = new(userAgent);
    private readonly GrpcProbe _grpc = new(userAgent, clock);

    public async Task<ProbeOutcome> ProbeAsync(ProbeTarget target, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(timeout, clock);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        var outcome = await (target switch
        {
            ProbeTarget.Http http => _http.ProbeAsync(http, deadline.Token),
            ProbeTarget.Tcp tcp => TcpProbe.ProbeAsync(tcp, deadline.Token),
            ProbeTarget.Grpc grpc => _grpc.ProbeAsync(grpc, timeout, deadline.Token),
            _ => throw new UnreachableException($"a network prober was asked for {target}"),
        });
        cancellationToken.ThrowIfCancellationRequested(); // the handlers take any cancellation for the end of their time
        return outcome;
    }
}
