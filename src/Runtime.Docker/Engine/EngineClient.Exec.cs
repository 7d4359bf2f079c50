using System.Text.Json;
using LocalPods.Runtime.Docker.Engine.Wire;

namespace LocalPods.Runtime.Docker.Engine;

// Commands inside containers.
internal sealed partial class EngineClient
{
    /// <summary>The answer is the id of the exec, which is not started yet.</summary>
    public async Task<string> CreateExecAsync(string containerId, CreateExecBody body, string doing, CancellationToken cancellationToken)
    {
        var call = new EngineCall(HttpMethod.Post, $"/containers/{containerId}/exec", doing, Deadlines.Change)
        {
            Body = JsonSerializer.SerializeToUtf8Bytes(body, EngineJson.Default.CreateExecBody),
        };
        return (await QueryAsync(call, EngineJson.Default.CreatedAnswer, cancellationToken)).Id;
    }

    public Task<HijackedConnection> StartExecAsync(string execId, bool tty, string doing, CancellationToken cancellationToken)
    {
        var call = new EngineCall(HttpMethod.Post, $"/exec/{execId}/start", doing, Deadlines.OpenStream)
        {
            Body = JsonSerializer.SerializeToUtf8Bytes(new StartExecBody(Detach: false, tty), EngineJson.Default.StartExecBody),
        };
        return HijackAsync(call, cancellationToken);
    }

    public Task ResizeExecAsync(string execId, TerminalSize size, string doing, CancellationToken cancellationToken) =>
        ResizeAsync($"/exec/{execId}/resize", size, doing, cancellationToken);

    public Task<ExecInspect> InspectExecAsync(string execId, string doing, CancellationToken cancellationToken) =>
        QueryAsync(new EngineCall(HttpMethod.Get, $"/exec/{execId}/json", doing, Deadlines.Query), EngineJson.Default.ExecInspect, cancellationToken);
}
