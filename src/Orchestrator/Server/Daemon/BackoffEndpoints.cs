using LocalPods.Api.Core;
using LocalPods.Orchestrator.Pods;
using LocalPods.Orchestrator.Resources;
using LocalPods.Orchestrator.Server.Requests;
using LocalPods.Orchestrator.Server.Responses;
using LocalPods.Orchestrator.Server.Streams;
using LocalPods.Orchestrator.Store;
using Microsoft.AspNetCore.Http;

namespace LocalPods.Orchestrator.Server.Daemon;

/// <summary>
/// The waits of a pod's containers, below <c>/localpods/namespaces/{namespace}/pods/{name}</c>: <c>GET backoff</c> tells them,
/// <c>POST retry?container=…</c> ends them.
/// </summary>
internal sealed class BackoffEndpoints(IObjectStore store, ResourceRegistry resources, PodBackoffs backoffs)
{
    /// <summary>Null when the request is for none of them.</summary>
    public Task? TryAnswer(HttpContext http, string path) => (http.Request.Method, path.Split('/')) switch
    {
        ("GET", ["", "localpods", "namespaces", var @namespace, "pods", var name, "backoff"]) =>
            AnswerAsync(http, backoffs.Of(Find(@namespace, name).UidOnNode())),
        ("POST", ["", "localpods", "namespaces", var @namespace, "pods", var name, "retry"]) =>
            AnswerAsync(http, Retry(Find(@namespace, name), http.Request.Query.Text("container"))),
        _ => null,
    };

    private Pod Find(string @namespace, string name)
    {
        if (store.Get(new ObjectKey(PodObject.Resource, @namespace, name)) is { } stored)
        {
            return new PodObject(stored).Pod;
        }

        resources.TryFind("", "v1", PodObject.Resource, out var pods);
        throw ApiErrors.NotFound(pods!.Names, name);
    }

    private ImmutableArray<BackoffWait> Retry(Pod pod, string? container)
    {
        var asked = string.IsNullOrEmpty(container) ? null : ContainerChoice.Name(pod, container);
        var lifted = backoffs.Retry(pod.UidOnNode(), asked);
        return !lifted.IsEmpty ? lifted : throw ApiErrors.BadRequest(asked is null
            ? $"no container of pod \"{pod.Metadata.Name}\" is waiting in a back-off"
            : $"container \"{asked}\" in pod \"{pod.Metadata.Name}\" is not waiting in a back-off: it is {State(pod.Reported(asked))}");
    }

    private static string State(ContainerStatus? status) => status?.State switch
    {
        { Running: not null } => "running",
        { Terminated: not null } => "terminated",
        { Waiting.Reason: { Length: > 0 } reason } => $"waiting ({reason})",
        _ => "not started yet",
    };

    private static Task AnswerAsync(HttpContext http, ImmutableArray<BackoffWait> waits) =>
        Answer.BytesAsync(http, 200, Answer.JsonType, System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(new BackoffAnswer(waits), DaemonJson.Default.BackoffAnswer));
}

/// <summary>Containers that wait, or whose wait was ended.</summary>
public sealed record BackoffAnswer(ImmutableArray<BackoffWait> Containers);
