using LocalPods.Api.History;
using LocalPods.Orchestrator.Pods;
using LocalPods.Orchestrator.Resources;
using LocalPods.Orchestrator.Server.Responses;
using LocalPods.Orchestrator.Store;
using Microsoft.AspNetCore.Http;

namespace LocalPods.Orchestrator.Server.Daemon;

/// <summary>What the daemon tells of a pod beyond its object: <c>/localpods/namespaces/{namespace}/pods/{name}/history</c>.</summary>
internal sealed class PodReports(IObjectStore store, ResourceRegistry resources, DaemonEndpoints daemon)
{
    /// <summary>Null when the path names no report.</summary>
    public Task? TryAnswer(HttpContext http, string path) => path.Split('/') switch
    {
        ["", "localpods", "namespaces", var @namespace, "pods", var name, "history"] => HistoryAsync(http, @namespace, name),
        _ => null,
    };

    private Task HistoryAsync(HttpContext http, string @namespace, string name)
    {
        var uid = store.Get(new ObjectKey(PodObject.Resource, @namespace, name)) is { } stored ? new PodObject(stored).Uid : null;
        if (uid is null || daemon.History(@namespace, name, uid) is not { } history)
        {
            resources.TryFind("", "v1", PodObject.Resource, out var pods);
            throw ApiErrors.NotFound(pods!.Names, name);
        }

        return Answer.BytesAsync(http, 200, Answer.JsonType, HistoryJson.ToBytes(history));
    }
}
