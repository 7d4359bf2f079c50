using System.Text;
using LocalPods.Orchestrator.Runtime;
using LocalPods.Orchestrator.Server.Responses;
using Microsoft.AspNetCore.Http;

namespace LocalPods.Orchestrator.Server;

/// <summary><c>/livez</c>, <c>/readyz</c>, <c>/healthz</c> and their single checks (spec: api 5).</summary>
internal sealed class HealthChecks(IContainerRuntime runtime, TimeProvider clock)
{
    private const string Ping = "ping";
    private const string Engine = "engine";

    private static readonly TimeSpan s_engineLimit = TimeSpan.FromSeconds(2);

    /// <summary>Answers when the path is one of a health check.</summary>
    /// <returns>False when it is not.</returns>
    public async Task<bool> TryAnswerAsync(HttpContext http, string path)
    {
        var parts = path.Trim('/').Split('/');
        if (parts is not ([_] or [_, _]) || parts[0] is not ("livez" or "readyz" or "healthz"))
        {
            return false;
        }

        // A daemon that cannot reach its engine is alive: killing it would not help.
        ImmutableArray<string> checks = parts[0] == "readyz" ? [Ping, Engine] : [Ping];
        if (parts is [_, var one])
        {
            if (!checks.Contains(one))
            {
                return false;
            }

            checks = [one];
        }

        var failed = checks.Contains(Engine) && !await EngineAnswersAsync(http.RequestAborted);
        await Answer.TextAsync(http, failed ? 500 : 200, Text(parts[0], checks, failed, http.Request.Query.ContainsKey("verbose")));
        return true;
    }

    private static string Text(string endpoint, ImmutableArray<string> checks, bool engineFailed, bool verbose)
    {
        if (!engineFailed && !verbose)
        {
            return "ok";
        }

        var text = new StringBuilder();
        foreach (var check in checks)
        {
            text.Append(check == Engine && engineFailed ? $"[-]{check} failed: reason withheld\n" : $"[+]{check} ok\n");
        }

        return text.Append(endpoint).Append(engineFailed ? " check failed\n" : " check passed\n").ToString();
    }

    private async Task<bool> EngineAnswersAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(s_engineLimit, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await runtime.GetVersionAsync(both.Token);
            return true;
        }
        catch (ContainerRuntimeException)
        {
            return false;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return false;
        }
    }
}
