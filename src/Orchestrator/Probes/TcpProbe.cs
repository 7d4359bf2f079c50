namespace LocalPods.Orchestrator.Probes;

/// <summary>Whether a port accepts connections (kubelet <c>pkg/probe/tcp</c>).</summary>
internal static class TcpProbe
{
    public static async Task<ProbeOutcome> ProbeAsync(ProbeTarget.Tcp target, CancellationToken deadline)
    {
        try
        {
            using var socket = await Dialer.DialAsync(target.Host, target.Port, deadline);
            return ProbeOutcome.Success("");
        }
        catch (DialException e)
        {
            return ProbeOutcome.Failure(e.Message);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            return ProbeOutcome.Failure($"dial tcp {GoText.HostPort(target.Host, target.Port)}: i/o timeout");
        }
    }
}
