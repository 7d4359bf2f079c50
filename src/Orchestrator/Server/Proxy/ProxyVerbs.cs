using System.Globalization;
using LocalPods.Api.Core;
using LocalPods.Api.Meta;
using LocalPods.Orchestrator.Resources;
using LocalPods.Orchestrator.Server.Registry;
using LocalPods.Orchestrator.Server.Requests;
using LocalPods.Orchestrator.Server.Responses;
using LocalPods.Orchestrator.Store;
using Microsoft.AspNetCore.Http.Features;

namespace LocalPods.Orchestrator.Server.Proxy;

/// <summary><c>pods/proxy</c>, <c>services/proxy</c> and <c>nodes/proxy</c> (spec: api 18): servers inside pods, and what the node's agent tells by HTTP.</summary>
internal sealed class ProxyVerbs(ObjectRegistry registry, ResourceRegistry resources, ReverseProxy proxy, Random random, TimeProvider clock)
{
    private const int DefaultPort = 80;
    private const int DefaultTlsPort = 443;

    public Task PodAsync(ResourceRequest request)
    {
        var asked = ProxyAddress.Parse(request.Name) ?? throw ApiErrors.BadRequest($"invalid pod request \"{request.Name}\"");
        var pod = registry.Get(request.Definition, request.Namespace, asked.Name).Read<Pod>();
        if (pod.Status.PodIP is not { Length: > 0 } address)
        {
            throw ApiErrors.Unavailable($"error trying to reach service: pod {asked.Name} has no address");
        }

        return proxy.ForwardAsync(request.Http, new UriBuilder(asked.Scheme, address, Port(pod, asked)).Uri, Path(request));
    }

    /// <summary>Any endpoint of the service that is ready is asked, another one each time.</summary>
    public Task ServiceAsync(ResourceRequest request)
    {
        var asked = ProxyAddress.Parse(request.Name) ?? throw ApiErrors.BadRequest($"invalid service request \"{request.Name}\"");
        var service = registry.Get(request.Definition, request.Namespace, asked.Name).Read<Service>();
        var port = asked.Port;
        if (int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            port = service.Spec.Ports.FirstOrDefault(p => p.Port == number) is { } found ? found.Name ?? "" : throw ApiErrors.Unavailable($"no service port {number} found for service \"{asked.Name}\"");
        }

        var endpoints = ServiceEndpoints.Ready(registry.Store, service, port).ToList();
        if (endpoints.Count == 0)
        {
            throw ApiErrors.Unavailable($"no endpoints available for service \"{asked.Name}\"");
        }

        var (address, targetPort) = endpoints[random.Next(endpoints.Count)];
        return proxy.ForwardAsync(request.Http, new UriBuilder(asked.Scheme, address, targetPort).Uri, Path(request));
    }

    public Task NodeAsync(ResourceRequest request)
    {
        var asked = ProxyAddress.Parse(request.Name) ?? throw ApiErrors.BadRequest($"invalid node request \"{request.Name}\"");
        registry.Get(request.Definition, null, asked.Name);
        return (request.Http.Request.Method, Path(request).TrimEnd('/')) switch
        {
            ("GET", "/healthz") => Answer.TextAsync(request.Http, 200, "ok"),
            ("GET", "/pods") => PodsAsync(request, asked.Name),
            _ => Answer.TextAsync(request.Http, 404, "404 page not found\n"),
        };
    }

    private async Task PodsAsync(ResourceRequest request, string node)
    {
        resources.TryFind("", "v1", "pods", out var pods);
        var found = registry.Store.List(pods!.Names.Qualified, null);
        ImmutableArray<StoredObject> here = [.. found.Items.Where(p => JsonFields.Text(p.Document, "spec.nodeName") == node)];
        using var output = new AnswerBuffer(here.Sum(p => p.Json.Length + 1) + 256);
        var metadata = new ListMeta { ResourceVersion = found.Revision.ToString(CultureInfo.InvariantCulture) };
        ObjectJson.WriteList(output, pods, here, metadata, ResponseFormat.Json, IncludeObject.Metadata, clock.GetUtcNow());
        await Answer.BytesAsync(request.Http, 200, Answer.JsonType, output.Written);
    }

    // A number, the name of a container's port, or else the first port of the first container that has one.
    private static int Port(Pod pod, ProxyAddress asked)
    {
        var ports = pod.Spec.Containers.SelectMany(c => c.Ports).ToList();
        return asked.Port.Length == 0 ? ports is [var first, ..] ? first.Port : asked.Scheme == "https" ? DefaultTlsPort : DefaultPort
            : ushort.TryParse(asked.Port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number
            : ports.Find(p => p.Name == asked.Port) is { } named ? named.Port
            : throw ApiErrors.Unavailable($"no port \"{asked.Port}\" found for pod \"{asked.Name}\"");
    }

    /// <summary>What follows <c>/proxy</c>, as the client escaped it.</summary>
    private static string Path(ResourceRequest request)
    {
        var raw = request.Http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?')[0];
        var before = request.Namespace is null ? 6 : 8; // "", api, v1, nodes, name, proxy; with a namespace two more
        var segments = raw.Split('/', before + 1);
        return segments.Length <= before ? "" : "/" + segments[before];
    }
}
