using System.Text.Json;
using LocalPods.Orchestrator.Metrics;
using LocalPods.Orchestrator.Resources;
using LocalPods.Orchestrator.Server.Access;
using LocalPods.Orchestrator.Server.Access.Tokens;
using LocalPods.Orchestrator.Server.Daemon;
using LocalPods.Orchestrator.Server.Discovery;
using LocalPods.Orchestrator.Server.Disruption;
using LocalPods.Orchestrator.Server.OpenApi;
using LocalPods.Orchestrator.Server.Proxy;
using LocalPods.Orchestrator.Server.Registry;
using LocalPods.Orchestrator.Server.Requests;
using LocalPods.Orchestrator.Server.Responses;
using LocalPods.Orchestrator.Server.Streams;
using LocalPods.Orchestrator.Server.Verbs;
using Microsoft.AspNetCore.Http;

namespace LocalPods.Orchestrator.Server;

/// <summary>Finds what a request is about and hands it to its verb.</summary>
internal sealed class ApiRouter
{
    private readonly ApiServerOptions _options;
    private readonly ApiServerParts _parts;
    private readonly ObjectRegistry _objects;
    private readonly HttpsEndpoint? _https;
    private readonly CancellationToken _stopping;
    private readonly DiscoveryDocuments _discovery;
    private readonly AggregatedDiscovery _aggregated;
    private readonly HealthChecks _health;
    private readonly OpenApiEndpoint _openApi;
    private readonly GetVerb _get;
    private readonly ListVerb _list;
    private readonly WatchVerb _watch;
    private readonly WriteVerbs _write;
    private readonly DeleteVerbs _delete;
    private readonly ScaleVerbs _scale;
    private readonly MetricsVerbs _metrics;
    private readonly PodStreams _streams;
    private readonly PodVerbs _pods;
    private readonly ProxyVerbs _proxy;
    private readonly AccessControl _access;
    private readonly PodReports? _reports;
    private readonly BackoffEndpoints? _backoffs;

    /// <summary>Puts the verbs together.</summary>
    /// <param name="options">How the server presents itself.</param>
    /// <param name="parts">What it works with.</param>
    /// <param name="objects">Writes objects.</param>
    /// <param name="proxy">Reaches servers in pods.</param>
    /// <param name="budgets">Say which pods may be evicted.</param>
    /// <param name="access">Answers who may do what.</param>
    /// <param name="https">Where HTTPS is served, if it is.</param>
    /// <param name="stopping">Ends streams when the server stops.</param>
    public ApiRouter(ApiServerOptions options, ApiServerParts parts, ObjectRegistry objects, ReverseProxy proxy, DisruptionBudgets budgets, AccessControl access, HttpsEndpoint? https, CancellationToken stopping)
    {
        (_options, _parts, _objects, _access, _https, _stopping) = (options, parts, objects, access, https, stopping);
        _discovery = new(parts.Resources);
        _aggregated = new(parts.Resources);
        _health = new(parts.Runtime, parts.Clock);
        _openApi = new(new OpenApiDocuments(parts.Resources, ServerVersion.Git(options.Version)), parts.Clock);
        _get = new(objects, parts.Clock);
        _list = new(parts.Store, new ListSnapshots(parts.Clock), parts.Clock);
        _watch = new(parts.Store, new TableEvents(parts.Clock), parts.Clock, parts.Random);
        _write = new(objects, parts.Clock);
        _delete = new(objects, parts.Clock);
        _scale = new(objects, parts.Clock);
        _metrics = new(parts.Store, parts.Resources, new UsageReader(parts.Runtime, parts.Clock), parts.Clock);
        _streams = new(objects, parts.Runtime, parts.Clock, stopping);
        _pods = new(objects, parts.Resources, budgets);
        _proxy = new(objects, parts.Resources, proxy, parts.Random, parts.Clock);
        _backoffs = parts.Daemon is { } own ? new(parts.Store, parts.Resources, own.Backoffs) : null;
        _reports = parts.Daemon is { } daemon ? new(parts.Store, parts.Resources, daemon) : null;
    }

    public Task HandleAsync(HttpContext http) => RequestTarget.Parse(http.Request.Path.Value ?? "/") switch
    {
        RequestTarget.Resource target => ResourceAsync(http, target),
        RequestTarget.CoreVersions or RequestTarget.Groups when HttpMethods.IsGet(http.Request.Method) && AggregatedDiscovery.Wanted(http.Request) is { } version =>
            _aggregated.AnswerAsync(http, core: (http.Request.Path.Value ?? "").TrimEnd('/') == "/api", version),
        RequestTarget.CoreVersions => DocumentAsync(http, DiscoveryDocuments.CoreVersions(http.Request.Host.Value ?? "")),
        RequestTarget.Groups => DocumentAsync(http, _discovery.Groups()),
        RequestTarget.OneGroup target => DocumentAsync(http, _discovery.Group(target.Group)),
        RequestTarget.GroupVersion target => DocumentAsync(http, _discovery.GroupVersion(target.Group, target.Version)),
        RequestTarget.Other target => OtherAsync(http, target.Path),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static Task DocumentAsync(HttpContext http, byte[]? document)
    {
        if (!HttpMethods.IsGet(http.Request.Method))
        {
            throw ApiErrors.MethodNotAllowed();
        }

        ResponseFormat.Choose(http.Request.Headers.Accept, list: false);
        return Answer.BytesAsync(http, 200, Answer.JsonType, document ?? throw ApiErrors.UnknownResource());
    }

    private Task ResourceAsync(HttpContext http, RequestTarget.Resource target)
    {
        if (!_parts.Resources.TryFind(target.Group, target.Version, target.Plural, out var definition) || !Fits(definition, target))
        {
            throw ApiErrors.UnknownResource();
        }

        if (definition.Deprecation is { } warning)
        {
            Answer.Warn(http, warning);
        }

        RequestOrigin.Current = new(http.Features.Get<Caller>() ?? Caller.Anonymous, text => Answer.Warn(http, text));
        var request = new ResourceRequest(http, definition, target);
        return target switch
        {
            { Name: null } when definition is PodBindingResource && Placed(request) => BindAsync(request),
            _ when MetricsVerbs.Serves(definition) => _metrics.AnswerAsync(request),
            { Name: null } when !definition.IsStored && Placed(request) => _access.Reviews.AnswerAsync(request),
            { Subresource: not null } => SubresourceAsync(request),
            { Name: not null } => ObjectAsync(request),
            _ => CollectionAsync(request),
        };
    }

    // Objects of a namespaced kind are named inside a namespace; lists may span all of them.
    private static bool Fits(ResourceDefinition definition, RequestTarget.Resource target) =>
        definition.Names.Namespaced ? target.Namespace is not null || target.Name is null : target.Namespace is null;

    private static bool Placed(ResourceRequest request) => request.Namespace is not null || !request.Definition.Names.Namespaced;

    private Task CollectionAsync(ResourceRequest request)
    {
        var verbs = request.Definition.Verbs;
        var placed = Placed(request);
        switch (request.Http.Request.Method)
        {
            case "GET":
                var options = request.Query.ListOptions();
                return options.Watch == true || request.Target.WatchPath
                    ? Allowed(verbs, "watch", () => _watch.WatchAsync(request, options, _stopping))
                    : Allowed(verbs, "list", () => _list.ListAsync(request, options));
            case "POST" when placed:
                return Allowed(verbs, "create", () => _write.CreateAsync(request));
            case "DELETE" when placed:
                return Allowed(verbs, "deletecollection", () => _delete.DeleteCollectionAsync(request));
            default:
                throw ApiErrors.MethodNotAllowed();
        }
    }

    private Task ObjectAsync(ResourceRequest request)
    {
        var verbs = request.Definition.Verbs;
        return request.Http.Request.Method switch
        {
            "GET" when request.Target.WatchPath || request.Query.Flag("watch") => Allowed(verbs, "watch", () => WatchOneAsync(request)),
            "GET" => Allowed(verbs, "get", () => _get.GetAsync(request)),
            "PUT" => Allowed(verbs, "update", () => _write.UpdateAsync(request, WritePart.Object)),
            "PATCH" => Allowed(verbs, "patch", () => _write.PatchAsync(request, WritePart.Object)),
            "DELETE" => Allowed(verbs, "delete", () => _delete.DeleteAsync(request)),
            _ => throw ApiErrors.MethodNotAllowed(),
        };
    }

    private Task BindAsync(ResourceRequest request) =>
        HttpMethods.IsPost(request.Http.Request.Method) ? _pods.BindAsync(request) : throw ApiErrors.MethodNotAllowed();

    private Task WatchOneAsync(ResourceRequest request) =>
        _watch.WatchAsync(request, request.Query.ListOptions() with { FieldSelector = $"metadata.name={request.Name}" }, _stopping);

    private Task SubresourceAsync(ResourceRequest request)
    {
        if (!DiscoveryDocuments.WithStatus(request.Definition).Any(s => s.Name == request.Target.Subresource))
        {
            throw ApiErrors.UnknownResource();
        }

        var method = request.Http.Request.Method;
        return (request.Definition.Names.Plural, request.Target.Subresource, method, request.Target.Rest) switch
        {
            (_, "status", "GET", null) when request.Definition.HasStatus => _get.GetAsync(request),
            (_, "status", "PUT", null) when request.Definition.HasStatus => _write.UpdateAsync(request, WritePart.Status),
            (_, "status", "PATCH", null) when request.Definition.HasStatus => _write.PatchAsync(request, WritePart.Status),
            (_, "status", _, null) when request.Definition.HasStatus => throw ApiErrors.MethodNotAllowed(),
            (_, "scale", "GET", null) when request.Definition.Scale is not null => _scale.GetAsync(request),
            (_, "scale", "PUT", null) when request.Definition.Scale is not null => _scale.UpdateAsync(request),
            (_, "scale", "PATCH", null) when request.Definition.Scale is not null => _scale.PatchAsync(request),
            (_, "scale", _, null) when request.Definition.Scale is not null => throw ApiErrors.MethodNotAllowed(),
            ("pods", PodResource.EphemeralContainers, "GET", null) => _get.GetAsync(request),
            ("pods", PodResource.EphemeralContainers, "PUT", null) => _write.UpdateAsync(request, WritePart.EphemeralContainers),
            ("pods", PodResource.EphemeralContainers, "PATCH", null) => _write.PatchAsync(request, WritePart.EphemeralContainers),
            ("pods", PodResource.Resize, "GET", null) => _get.GetAsync(request),
            ("pods", PodResource.Resize, "PUT", null) => _write.UpdateAsync(request, WritePart.Resize),
            ("pods", PodResource.Resize, "PATCH", null) => _write.PatchAsync(request, WritePart.Resize),
            ("namespaces", "finalize", "PUT", null) => _write.UpdateAsync(request, WritePart.Finalize),
            ("serviceaccounts", ServiceAccountResource.Token, _, null) => _access.Reviews.IssueAsync(request),
            ("pods", "log", "GET", null) => _streams.LogAsync(request),
            ("pods", "exec", "GET" or "POST", null) => _streams.ExecAsync(request),
            ("pods", "attach", "GET" or "POST", null) => _streams.AttachAsync(request),
            ("pods", "portforward", "GET" or "POST", null) => _streams.PortForwardAsync(request),
            ("pods", "eviction", "POST", null) => _pods.EvictAsync(request),
            ("pods", "binding", "POST", null) => _pods.BindAsync(request),
            ("pods", "proxy", _, _) => _proxy.PodAsync(request),
            ("services", "proxy", _, _) => _proxy.ServiceAsync(request),
            ("nodes", "proxy", _, _) => _proxy.NodeAsync(request),
            ("pods", "log" or "exec" or "attach" or "portforward" or "eviction" or "binding" or PodResource.EphemeralContainers or PodResource.Resize, _, null) or ("namespaces", "finalize", _, null) => throw ApiErrors.MethodNotAllowed(),
            _ => throw ApiErrors.UnknownResource(),
        };
    }

    private static Task Allowed(ImmutableArray<string> verbs, string verb, Func<Task> action) =>
        verbs.Contains(verb) ? action() : throw ApiErrors.MethodNotAllowed();

    private async Task OtherAsync(HttpContext http, string path)
    {
        if (!OtherRoutes.Serves(http.Request.Method, path))
        {
            await Answer.TextAsync(http, 404, "404 page not found\n");
            return;
        }

        if (HttpMethods.IsGet(http.Request.Method) && (await _health.TryAnswerAsync(http, path) || await _openApi.TryAnswerAsync(http, path)))
        {
            return;
        }

        if (HttpMethods.IsGet(http.Request.Method) && _reports?.TryAnswer(http, path) is { } answered)
        {
            await answered;
            return;
        }

        if (_backoffs?.TryAnswer(http, path) is { } told)
        {
            await told;
            return;
        }

        await ((http.Request.Method, path.TrimEnd('/'), _parts.Daemon) switch
        {
            ("GET", "/version", _) => VersionAsync(http),
            ("GET", "", _) => RootsAsync(http),
            ("GET", IssuerDocuments.Configuration, _) => IssuerDocuments.ConfigurationAsync(http),
            ("GET", IssuerDocuments.Keys, _) => _access.Issuer.KeysAsync(http),
            ("GET", "/localpods/status", { } daemon) => DaemonStatusAsync(http, daemon),
            ("GET", "/localpods/access", _) when _https is not null => AccessAsync(http, _https),
            ("GET", "/localpods/pulls", { } daemon) => new PullReports(daemon.Pulls, _stopping).AnswerAsync(http),
            ("POST", "/localpods/shutdown", { } daemon) => ShutdownAsync(http, daemon),
            ("POST", "/localpods/check", { } daemon) => new CheckEndpoint(_objects, _parts.Resources, daemon).AnswerAsync(http),
            _ => Answer.TextAsync(http, 404, "404 page not found\n"),
        });
    }

    private static async Task DaemonStatusAsync(HttpContext http, DaemonEndpoints daemon)
    {
        var status = await daemon.StatusAsync(http.RequestAborted);
        await Answer.BytesAsync(http, 200, Answer.JsonType, JsonSerializer.SerializeToUtf8Bytes(status, DaemonJson.Default.DaemonStatus));
    }

    private static Task AccessAsync(HttpContext http, HttpsEndpoint https)
    {
        var access = https.Access() ?? throw ApiErrors.Unavailable(https.Problem ?? "HTTPS is not served");
        return Answer.BytesAsync(http, 200, Answer.JsonType, JsonSerializer.SerializeToUtf8Bytes(access, DaemonJson.Default.HttpsAccess));
    }

    // The answer goes out first: stopping ends this very request's connection.
    private static async Task ShutdownAsync(HttpContext http, DaemonEndpoints daemon)
    {
        await Answer.BytesAsync(http, 200, Answer.JsonType, "{}"u8.ToArray());
        await http.Response.CompleteAsync();
        daemon.Shutdown();
    }

    private Task VersionAsync(HttpContext http) => Answer.BytesAsync(http, 200, Answer.JsonType, DiscoveryDocuments.Version(_options.Version));

    private Task RootsAsync(HttpContext http) => Answer.BytesAsync(http, 200, Answer.JsonType, _discovery.Roots());
}
