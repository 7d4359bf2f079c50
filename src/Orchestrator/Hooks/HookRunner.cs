using LocalPods.Api.Core;
using LocalPods.Orchestrator.Probes;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Hooks;

/// <summary>Runs lifecycle hooks (spec 6).</summary>
internal sealed class HookRunner(IContainerStreams streams, HookRequests requests, TimeProvider clock)
{
    /// <summary>Runs a hook to its end.</summary>
    /// <param name="call">The hook.</param>
    /// <param name="timeUp">It has taken too long; for ever is none.</param>
    /// <param name="cancellationToken">Abandons it.</param>
    /// <returns>Null when it succeeded, else why not.</returns>
    public async Task<string?> RunAsync(HookCall call, CancellationToken timeUp, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(timeUp, cancellationToken);
        try
        {
            return await RunAsync(call, end.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"{Name(call)} failed - error: {(call.Handler.Sleep is null ? "it took longer than the grace period" : "container terminated before sleep hook finished")}";
        }
    }

    private async Task<string?> RunAsync(HookCall call, CancellationToken end)
    {
        switch (call.Handler)
        {
            case { Exec: { } exec }:
                return await ExecAsync(call, exec, end);
            case { HttpGet: { } get }:
                return await requests.GetAsync(call, get, end) is { } error ? $"{Name(call)} failed - error: {error}" : null;
            case { Sleep: { } sleep }:
                await Task.Delay(TimeSpan.FromSeconds(sleep.Seconds), clock, end);
                return null;
            default:
                // tcpSocket passes validation and has never been implemented by any kubelet.
                return $"invalid handler: {Name(call)}";
        }
    }

    private async Task<string?> ExecAsync(HookCall call, ExecAction exec, CancellationToken end)
    {
        var words = string.Join(' ', exec.Command);
        try
        {
            return await streams.ExecAsync(call.Id, exec.Command, Timeout.InfiniteTimeSpan, end) switch
            {
                ExecResult.Exited { ExitCode: 0 } => null,
                ExecResult.Exited ended => $"{Name(call)} failed - error: command '{words}' exited with {ended.ExitCode}: {ended.ErrorOutput}, message: {GoText.Quote(ended.Output)}",
                _ => $"{Name(call)} failed - error: command '{words}' timed out",
            };
        }
        catch (ContainerRuntimeException e)
        {
            return $"{Name(call)} failed - error: {e.Message}";
        }
    }

    private static string Name(HookCall call)
    {
        var what = call.Handler switch
        {
            { Exec: { } exec } => $"Exec lifecycle hook ([{string.Join(' ', exec.Command)}])",
            { HttpGet: { } get } => $"HTTP lifecycle hook ({get.Path})",
            { Sleep: { } sleep } => $"Sleep lifecycle hook ({sleep.Seconds})",
            _ => "TCP lifecycle hook",
        };
        return $"{what} for Container \"{call.Container.Name}\" in Pod \"{call.Pod}\"";
    }
}
