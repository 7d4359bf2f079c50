using LocalPods.Orchestrator.Server.Registry;
using LocalPods.Orchestrator.Server.Requests;
using LocalPods.Orchestrator.Server.Responses;

namespace LocalPods.Orchestrator.Server.Verbs;

/// <summary>GET of one object.</summary>
internal sealed class GetVerb(ObjectRegistry registry, TimeProvider clock)
{
    public Task GetAsync(ResourceRequest request)
    {
        var format = request.Format(list: false);
        var stored = registry.Get(request.Definition, request.Namespace, request.Name);
        return Answer.ObjectAsync(request, stored, 200, format, clock.GetUtcNow());
    }
}
