using System.Collections.Immutable;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
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

    private static readonly ResourceNames s_custom = new("example.com", "v1", "crontabs", "crontab", "CronTab", Namespaced: true);

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
    public async Task Without_a_certificate_or_token_no_disguise_of_a_path_is_let_through()
    {
        await using var host = await StartAsync();
        await host.Api.PostAsync("/api/v1/namespaces/default/secrets", """{"metadata":{"name":"web"},"stringData":{"word":"open sesame"}}""");
        const string secret = "api/v1/namespaces/default/secrets/web";
        foreach (var target in new[]
        {
            "//" + secret, "/./" + secret, "/livez/../" + secret, "/livez/%2e%2e/" + secret, "/version/..//" + secret, "/livez/..%2f" + secret, "/%61" + secret[1..], "/API" + secret[3..], $"/{secret}/", $"/{secret}%00", $"/{secret};/livez",
            $"/{secret}?/livez", $"/{secret}#/livez", $"/livez?/{secret}", "http://localhost/" + secret, "https://127.0.0.1/livez/../" + secret, "/livez/" + secret, "/openapi/v3/../../" + secret, "/localpods/../" + secret,
        })
        {
            foreach (var method in new[] { "GET", "HEAD", "OPTIONS", "DELETE", "get" })
            {
                var before = host.Api.Store.Revision;
                var answer = await RawAsync(host, $"{method} {target} HTTP/1.1\r\nHost: localhost\r\nX-HTTP-Method-Override: GET\r\nX-Original-URL: /livez\r\nX-Remote-User: admin\r\nX-Remote-Group: system:masters\r\nConnection: close\r\n\r\n");
                answer.ShouldNotContain("sesame", customMessage: $"{method} {target}");
                answer.ShouldNotContain("b3BlbiBzZXNhbWU", customMessage: $"{method} {target}");
                host.Api.Store.Revision.ShouldBe(before, $"{method} {target}");
                if (!target.StartsWith("/livez?", StringComparison.Ordinal))
                {
                    answer.ShouldMatch("^HTTP/1.1 4", $"{method} {target}");
                }
            }
        }
    }

    [Theory]
    [InlineData("exec?command=id&stdout=true", "websocket", "v5.channel.k8s.io")]
    [InlineData("attach?stdout=true", "websocket", "v5.channel.k8s.io")]
    [InlineData("portforward", "websocket", "SPDY/3.1+portforward.k8s.io")]
    [InlineData("exec?command=id&stdout=true", "SPDY/3.1", "v4.channel.k8s.io")]
    [InlineData("portforward", "SPDY/3.1", "portforward.k8s.io")]
    public async Task Without_a_certificate_or_token_no_stream_is_opened(string stream, string upgrade, string protocol)
    {
        await using var host = await StartAsync();
        foreach (var method in new[] { "GET", "POST" })
        {
            var answer = await RawAsync(host, $"{method} /api/v1/namespaces/default/pods/web/{stream} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: {upgrade}\r\nX-Stream-Protocol-Version: {protocol}\r\n"
                + $"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: {protocol}\r\n\r\n");
            answer.ShouldStartWith("HTTP/1.1 401 ");
        }
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

    // As it is written here: a client of the library would tidy it up. The head of the answer, and what came with it.
    private static async Task<string> RawAsync(AccessHost host, string request)
    {
        var address = new Uri(host.Api.Server.HttpsAddress!);
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(address.Host, address.Port);
        await using var secure = new SslStream(tcp.GetStream(), leaveInnerStreamOpen: false, (_, _, _, errors) => errors is SslPolicyErrors.None or SslPolicyErrors.RemoteCertificateChainErrors or SslPolicyErrors.RemoteCertificateNameMismatch);
        await secure.AuthenticateAsClientAsync(address.Host);
        await secure.WriteAsync(Encoding.ASCII.GetBytes(request));
        var buffer = new byte[64 * 1024];
        var filled = 0;
        while (!Encoding.ASCII.GetString(buffer, 0, filled).Contains("\r\n\r\n", StringComparison.Ordinal) && await secure.ReadAsync(buffer.AsMemory(filled)) is > 0 and var count)
        {
            filled += count;
        }

        return Encoding.ASCII.GetString(buffer, 0, filled);
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
        (await host.Api.PostAsync("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", CustomManifests.CronTabs)).Code.ShouldBe(201);
        await host.Api.UntilAsync("/apis/apiextensions.k8s.io/v1/customresourcedefinitions/crontabs.example.com", d => d["status"]!.ToJsonString().Contains("InitialNamesAccepted", StringComparison.Ordinal));
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
            .. ResourceRegistry.Default().All.SelectMany(d => OfKind(d.Names, d.Verbs, DiscoveryDocuments.WithStatus(d).Select(s => (s.Name, s.Verbs)))),
            .. OfKind(s_custom, new PodResource().Verbs, [("status", ["get", "patch", "update"]), ("scale", ["get", "patch", "update"])]),
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

    private static IEnumerable<Route> OfKind(ResourceNames names, IEnumerable<string> verbs, IEnumerable<(string Name, ImmutableArray<string> Verbs)> subresources)
    {
        var group = $"{(names.Group.Length == 0 ? "/api" : "/apis/" + names.Group)}/{names.Version}";
        var inside = (names.Namespaced ? "/namespaces/default/" : "/") + names.Plural;
        var collection = group + inside;
        foreach (var verb in verbs)
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
            if (verb == "list" && names.Namespaced)
            {
                yield return Of(names, names.Plural, verb, method, $"{group}/{names.Plural}");
            }

            if (verb == "watch")
            {
                yield return Of(names, names.Plural, verb, method, $"{group}/watch{inside}?timeoutSeconds=1");
                yield return Of(names, names.Plural, verb, method, $"{group}/watch{inside}/web?timeoutSeconds=1");
            }
        }

        foreach (var subresource in subresources)
        {
            foreach (var verb in subresource.Verbs)
            {
                var needed = subresource.Name is "exec" or "attach" or "portforward" ? "create" : verb;
                yield return Of(names, $"{names.Plural}/{subresource.Name}", needed, MethodOf(verb), $"{collection}/web/{subresource.Name}");
                if (subresource.Name == "proxy")
                {
                    yield return Of(names, $"{names.Plural}/{subresource.Name}", needed, MethodOf(verb), $"{collection}/web:80/proxy/some/where");
                }
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
