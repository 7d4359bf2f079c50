using LocalPods.Api.Core;
using LocalPods.Orchestrator.Events;
using LocalPods.Orchestrator.Probes;

namespace LocalPods.Orchestrator.Hooks;

/// <summary>GET requests of hooks: made as probes make them, but whatever answers is a success, whatever it says (spec 6).</summary>
/// <param name="userAgent">What requests call themselves: <c>kube-lifecycle/1.36</c>.</param>
/// <param name="events">Told when HTTPS was asked for and HTTP answered.</param>
internal sealed class HookRequests(string userAgent, IEventRecorder events)
{
    private readonly HttpProbe _http = new(userAgent);

    /// <summary>Asks once; where HTTPS is answered by plain HTTP, once more without TLS.</summary>
    /// <returns>Null when anything answered, else why nothing did.</returns>
    public async Task<string?> GetAsync(HookCall call, HTTPGetAction get, CancellationToken end)
    {
        if (!ProbeTargets.TryResolve(new Probe { HttpGet = get }, call.Container, call.Id, call.PodIp, out var resolved, out var error))
        {
            return error;
        }

        var target = (ProbeTarget.Http)resolved;
        var (outcome, reply) = await _http.AskAsync(target, end);
        if (reply == HttpReply.WithoutTls)
        {
            (outcome, reply) = await _http.AskAsync(target with { Scheme = "http" }, end);
            if (reply == HttpReply.Some)
            {
                var host = GoText.HostPort(target.Host, target.Port);
                events.Warning(
                    call.About, "LifecycleHTTPFallback", $"request to HTTPS lifecycle hook {host} got HTTP response, retry with HTTP succeeded");
            }
        }

        end.ThrowIfCancellationRequested(); // a probe takes any cancellation for the end of its time
        return reply == HttpReply.Some ? null : outcome.Text;
    }
}
