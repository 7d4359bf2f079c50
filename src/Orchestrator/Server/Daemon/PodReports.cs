using System.Text.Json;
using LocalPods.Api.History;
using LocalPods.Orchestrator.Explaining;
using LocalPods.Orchestrator.Pods;
using LocalPods.Orchestrator.Resources;
using LocalPods.Orchestrator.Server.Responses;
using LocalPods.Orchestrator.Store;
using Microsoft.AspNetCore.Http;

namespace LocalPods.Orchestrator.Server.Daemon;

/// <summary>What the daemon tells of a pod beyond its object: <c>/localpods/namespaces/{namespace}/pods/{name}/history</c> and <c>/why</c>.</summary>
internal sealed class PodReports(IObjectStore store, ResourceRegistry resources, DaemonEndpoints daemon)
{
    /// <summary>Null when the path names no report.</summary>
    public Task? TryAnswer(HttpContext http, string path) => path.Split('/') switch
    {
        ["", "localpods", "namespaces", var @namespace, "pods", var name, "history"] => HistoryAsync(http, @namespace, name),
        ["", "localpods", "namespaces", var @namespace, "pods", var name, "why"] => WhyAsync(http, @namespace, name),
        _ => null,
    };

    private Task HistoryAsync(HttpContext http, string @namespace, string name)
    {
        var uid = store.Get(new ObjectKey(PodObject.Resource, @namespace, name)) is { } stored ? new PodObject(stored).Uid : null;
        if (uid is null || daemon.History(@namespace, name, uid) is not { } history)
        {
            throw NotFound(name);
        }

        return Answer.BytesAsync(http, 200, Answer.JsonType, HistoryJson.ToBytes(history));
    }

    private async Task WhyAsync(HttpContext http, string @namespace, string name)
    {
        var explanation = await daemon.ExplainAsync(@namespace, name, http.RequestAborted) ?? throw NotFound(name);
        await Answer.BytesAsync(http, 200, Answer.JsonType, JsonSerializer.SerializeToUtf8Bytes(explanation, ExplanationJson.Default.Explanation));
    }

    private ApiException NotFound(string name)
    {
        resources.TryFind("", "v1", PodObject.Resource, out var pods);
        return ApiErrors.NotFound(pods!.Names, name);
    }
}
