using LocalPods.Orchestrator.Resources;
using LocalPods.Orchestrator.Server.Responses;
using Microsoft.AspNetCore.Http;

namespace LocalPods.Orchestrator.Server.Requests;

/// <summary>A request about objects of a kind that is served.</summary>
/// <param name="Http">The exchange.</param>
/// <param name="Definition">The kind.</param>
/// <param name="Target">The path.</param>
internal sealed record ResourceRequest(HttpContext Http, ResourceDefinition Definition, RequestTarget.Resource Target)
{
    public string? Namespace => Target.Namespace;

    /// <summary>Only where the path has one.</summary>
    public string Name => Target.Name ?? throw ApiErrors.MethodNotAllowed();

    public IQueryCollection Query => Http.Request.Query;

    /// <summary>Ends when the client goes away or the server stops.</summary>
    public CancellationToken Aborted => Http.RequestAborted;

    /// <summary>The form of the answer.</summary>
    /// <exception cref="ApiException">406: nothing the client accepts can be served.</exception>
    public ResponseFormat Format(bool list) => ResponseFormat.Choose(Http.Request.Headers.Accept, list);
}
