using System.Collections.Immutable;
using LocalPods.Orchestrator.Images;
using LocalPods.Orchestrator.Resources;
using LocalPods.Orchestrator.Server;
using LocalPods.Orchestrator.Server.Daemon;
using LocalPods.Orchestrator.Server.Discovery;

namespace LocalPods.Orchestrator.Tests.Server.Access;

/// <summary>Walks every route there is: the kinds of the registry with their verbs and subresources, and the routes outside of them.</summary>
public sealed class EveryRouteTests
{
    /// <summary>What everybody whom the API knows may do, besides what is everybody's.</summary>
    private static readonly ImmutableArray<string> s_ofTheKnown =
    [
        "/api", "/api/v1", "/apis", "/apis/apps", "/apis/apps/v1", "/openapi/v2", "/openapi/v3", "/openapi/v3/x", "/.well-known/openid-configuration", "/openid/v1/jwks",
        "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews", "/apis/authentication.k8s.io/v1/selfsubjectreviews",
        "/apis/authentication.k8s.io/v1beta1/selfsubjectreviews",
    ];

    private int _shutdowns;

    [Fact]
    public async Task Without_a_certificate_or_token_nothing_is_read_or_changed()
    {
        await using var host = await StartAsync();
        await WalkAsync(host, host.Client(null), 401);
        await WalkAsync(host, host.Client("Bearer something"), 401);
        await WalkAsync(host, host.Client("Basic YWRtaW46YWRtaW4="), 401);
    }

    [Fact]
    public async Task With_another_instances_certificate_or_token_nothing_is_read_or_changed()
    {
        await using var other = await StartAsync();
        await using var host = await StartAsync();
        await WalkAsync(host, host.Client(null, await other.AdminCertificateAsync()), 401);
        await other.AccountAsync("ci");
        await host.AccountAsync("ci");
        await WalkAsync(host, host.Client("Bearer " + await other.TokenAsync("ci")), 401);
    }

    [Fact]
    public async Task With_every_right_but_the_one_that_is_needed_nothing_is_read_or_changed()
    {
        await using var host = await StartAsync();
        var ci = await host.AccountAsync("ci");
        var routes = Routes();
        foreach (var route in routes.Where(r => !IsOpenToTheKnown(r)))
        {
            await host.GrantAsync("ci", $"[{string.Join(',', routes.Where(r => r.Rule != route.Rule).Select(r => r.Rule).Distinct())}]");
            await RefusedAsync(host, ci, route, 403);
        }

        _shutdowns.ShouldBe(0);
    }

    [Fact]
    public async Task With_exactly_the_right_that_is_needed_a_route_is_open_unless_it_is_the_daemons()
    {
        await using var host = await StartAsync();
        var ci = await host.AccountAsync("ci");
        foreach (var route in Routes())
        {
            await host.GrantAsync("ci", $"[{route.Rule}]");
            var answer = await ci.AskAsync(route.Method, route.Path, route.Body);
            if (route.Path.StartsWith("/localpods/", StringComparison.Ordinal))
            {
                answer.Code.ShouldBe(403, route.ToString());
            }
            else
            {
                answer.Code.ShouldNotBeOneOf([401, 403, 500], $"{route}: {answer.Text}");
            }
        }

        _shutdowns.ShouldBe(0);
    }

    [Fact]
    public async Task A_route_that_is_not_listed_is_not_served()
    {
        await using var host = await StartAsync();
        foreach (var path in new[] { "/localpods", "/localpods/else", "/localpods/namespaces/a/pods/b/else", "/debug/pprof", "/openapi/v4", "/api/v1/namespaces/default/pods/web/else" })
        {
            (await host.Api.GetAsync(path)).Code.ShouldBe(404, path);
        }
    }

    private async Task<AccessHost> StartAsync()
    {
        var host = await AccessHost.StartAsync(TimeProvider.System, new DaemonEndpoints
        {
            StatusAsync = _ => throw new InvalidOperationException("nobody may ask"),
            Shutdown = () => _shutdowns++,
            Pulls = new PullBoard(TimeProvider.System),
            History = (_, _, _) => null,
            CheckAsync = (_, _) => throw new InvalidOperationException("nobody checks"),
            ExplainAsync = (_, _, _) => Task.FromResult<LocalPods.Orchestrator.Explaining.Explanation?>(null),
        });
        await host.Api.CreatePodAsync("web");
        return host;
    }

    private async Task WalkAsync(AccessHost host, HttpClient client, int code)
    {
        foreach (var route in Routes().Where(r => !IsPublic(r)))
        {
            await RefusedAsync(host, client, route, code);
        }

        _shutdowns.ShouldBe(0);
    }

    // The answer is a Status that names nothing but what was asked for, and the store is as it was.
    private static async Task RefusedAsync(AccessHost host, HttpClient client, Route route, int code)
    {
        var before = host.Api.Store.Revision;
        var answer = await client.AskAsync(route.Method, route.Path, route.Body);
        answer.Code.ShouldBe(code, $"{route}: {answer.Text}");
        answer.Reason.ShouldBe(code == 401 ? "Unauthorized" : "Forbidden");
        answer.Text.ShouldNotContain("busybox");
        host.Api.Store.Revision.ShouldBe(before, route.ToString());
    }

    private static bool IsPublic(Route route) => route.Method == "GET" && route.Path.Split('/') is ["", "version" or "livez" or "readyz" or "healthz", ..];

    private static bool IsOpenToTheKnown(Route route) => IsPublic(route) || s_ofTheKnown.Contains(route.Path);

    private static ImmutableArray<Route> Routes()
    {
        ImmutableArray<Route> routes =
        [
            .. ResourceRegistry.Default().All.SelectMany(OfKind),
            .. OtherRoutes.All.Select(r => Outside(r.Method, r.Path)),
            .. new[] { "/api", "/api/v1", "/apis", "/apis/apps", "/apis/apps/v1", "/metrics", "/nowhere" }.Select(p => Outside("GET", p)),
        ];
        routes.Length.ShouldBeGreaterThan(120);
        return routes;
    }

    private static Route Outside(string method, string template)
    {
        var path = template.Replace("{namespace}", "default", StringComparison.Ordinal).Replace("{name}", "web", StringComparison.Ordinal)
            .Replace("{check}", "ping", StringComparison.Ordinal).Replace("{groupVersion...}", "x", StringComparison.Ordinal);
        path.ShouldNotContain("{");
        return new Route(method, path, method == "GET" ? null : "{}", $$"""{"verbs":["{{method.ToLowerInvariant()}}"],"nonResourceURLs":["{{path}}"]}""");
    }

    private static IEnumerable<Route> OfKind(ResourceDefinition definition)
    {
        var names = definition.Names;
        var collection = $"{(names.Group.Length == 0 ? "/api" : "/apis/" + names.Group)}/{names.Version}{(names.Namespaced ? "/namespaces/default" : "")}/{names.Plural}";
        foreach (var verb in definition.Verbs)
        {
            var (method, path) = verb switch
            {
                "list" => ("GET", collection),
                "watch" => ("GET", collection + "?watch=true&timeoutSeconds=1"),
                "create" => ("POST", collection),
                "deletecollection" => ("DELETE", collection + "?labelSelector=no=such"),
                _ => (MethodOf(verb), collection + "/web"),
            };
            yield return Of(names, names.Plural, verb, method, path);
        }

        foreach (var subresource in DiscoveryDocuments.WithStatus(definition))
        {
            foreach (var verb in subresource.Verbs)
            {
                var needed = subresource.Name is "exec" or "attach" or "portforward" ? "create" : verb;
                yield return Of(names, $"{names.Plural}/{subresource.Name}", needed, MethodOf(verb), $"{collection}/web/{subresource.Name}");
            }
        }
    }

    private static Route Of(ResourceNames names, string resource, string verb, string method, string path) => new(
        method, path, method is "GET" or "DELETE" ? null : "{}", $$"""{"verbs":["{{verb}}"],"apiGroups":["{{names.Group}}"],"resources":["{{resource}}"]}""");

    private static string MethodOf(string verb) => verb switch
    {
        "create" => "POST",
        "update" => "PUT",
        "patch" => "PATCH",
        "delete" => "DELETE",
        _ => "GET",
    };

    /// <summary>A route, and the rule that opens it.</summary>
    private sealed record Route(string Method, string Path, string? Body, string Rule)
    {
        public override string ToString() => $"{Method} {Path}";
    }
}
