using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using LocalPods.Orchestrator.Tests.Probes;
using Microsoft.AspNetCore.Http;

namespace LocalPods.Orchestrator.Tests.Server;

public sealed class ProxyTests
{
    private const string Pods = "/api/v1/namespaces/default/pods";
    private const string Services = "/api/v1/namespaces/default/services";

    [Fact]
    [Trait("spec", "API-60")]
    public async Task A_server_in_a_pod_is_asked_as_the_client_asked_and_answers_as_it_likes()
    {
        await using var server = await ProbeTestServer.StartAsync(async http =>
        {
            using var reader = new StreamReader(http.Request.Body);
            http.Response.StatusCode = 418;
            http.Response.Headers["X-Mine"] = new[] { "a", "b" };
            await http.Response.WriteAsync($"{http.Request.Method} {http.Request.Path}{http.Request.QueryString} {http.Request.Headers["X-Yours"]} {http.Request.Headers.Authorization} {await reader.ReadToEndAsync()}");
        });
        await using var api = await ApiHost.StartAsync();
        await RunAsync(api, server.Port);
        using var request = new HttpRequestMessage(HttpMethod.Put, $"{Pods}/web:{server.Port}/proxy/a%20b/c?q=1&r=%2F") { Content = new StringContent("body") };
        request.Headers.Add("X-Yours", "kept");
        request.Headers.Add("Authorization", "Bearer secret");
        using var response = await api.Client.SendAsync(request);
        ((int)response.StatusCode).ShouldBe(418);
        response.Headers.GetValues("X-Mine").ShouldBe(["a", "b"]);
        (await response.Content.ReadAsStringAsync()).ShouldBe("PUT /a%20b/c?q=1&r=%2F kept  body");
    }

    [Theory]
    [InlineData("web/proxy/")]
    [InlineData("web:main/proxy/")]
    [InlineData("http:web:/proxy/")]
    [InlineData(":web:main/proxy/")]
    public async Task A_port_is_the_first_one_or_named(string path)
    {
        await using var server = await ProbeTestServer.StartAsync(http => http.Response.WriteAsync("here"));
        await using var api = await ApiHost.StartAsync();
        await RunAsync(api, server.Port);
        (await api.GetAsync($"{Pods}/{path}")).Text.ShouldBe("here");
    }

    [Theory]
    [InlineData("a:b:c:d/proxy/", 400, "invalid pod request \"a:b:c:d\"")]
    [InlineData("ftp:web:80/proxy/", 400, "invalid pod request \"ftp:web:80\"")]
    [InlineData("gone/proxy/", 404, "pods \"gone\" not found")]
    [InlineData("web:1/proxy/", 503, "error trying to reach service: dial tcp 127.0.0.1:1: connect: connection refused")]
    [InlineData("web:none/proxy/", 503, "no port \"none\" found for pod \"web\"")]
    [InlineData("early/proxy/", 503, "error trying to reach service: pod early has no address")]
    [Trait("spec", "API-60")]
    public async Task What_cannot_be_reached_is_told(string path, int code, string message)
    {
        await using var api = await ApiHost.StartAsync();
        await RunAsync(api, 8080);
        await api.CreatePodAsync("early");
        var answer = await api.GetAsync($"{Pods}/{path}");
        (answer.Code, answer.Message).ShouldBe((code, message));
    }

    [Fact]
    public async Task Without_a_slash_the_client_is_sent_to_the_path_with_one_and_other_places_stay_below_the_proxy()
    {
        await using var server = await ProbeTestServer.StartAsync(http =>
        {
            http.Response.StatusCode = 302;
            http.Response.Headers.Location = http.Request.Path == "/out" ? "http://example.com/x" : "/next?y=1";
            return Task.CompletedTask;
        });
        await using var api = await ApiHost.StartAsync();
        await RunAsync(api, server.Port);
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectCallback = (_, token) => api.ConnectAsync(token) }) { BaseAddress = new("http://localhost") };
        using var bare = await client.GetAsync(new Uri($"{Pods}/web/proxy?q=1", UriKind.Relative));
        ((int)bare.StatusCode, bare.Headers.Location!.ToString()).ShouldBe((301, $"{Pods}/web/proxy/?q=1"));
        using var within = await client.GetAsync(new Uri($"{Pods}/web/proxy/a", UriKind.Relative));
        within.Headers.Location!.ToString().ShouldBe($"{Pods}/web/proxy/next?y=1");
        using var elsewhere = await client.GetAsync(new Uri($"{Pods}/web/proxy/out", UriKind.Relative));
        elsewhere.Headers.Location!.ToString().ShouldBe("http://example.com/x");
    }

    [Fact]
    public async Task An_upgraded_connection_is_carried_both_ways()
    {
        await using var server = await ProbeTestServer.StartAsync(async http =>
        {
            using var socket = await http.WebSockets.AcceptWebSocketAsync();
            var buffer = new byte[64];
            var received = await socket.ReceiveAsync(buffer.AsMemory(), http.RequestAborted);
            await socket.SendAsync(buffer.AsMemory(0, received.Count), WebSocketMessageType.Text, endOfMessage: true, http.RequestAborted);
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, http.RequestAborted);
        });
        await using var api = await ApiHost.StartAsync();
        await RunAsync(api, server.Port);
        using var socket = new ClientWebSocket();
        using var invoker = new HttpMessageInvoker(new SocketsHttpHandler { ConnectCallback = (_, token) => api.ConnectAsync(token) });
        await socket.ConnectAsync(new Uri($"ws://localhost{Pods}/web/proxy/talk"), invoker, CancellationToken.None);
        await socket.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        var buffer = new byte[64];
        var received = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
        Encoding.UTF8.GetString(buffer, 0, received.Count).ShouldBe("hello");
        (await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None)).MessageType.ShouldBe(WebSocketMessageType.Close);
    }

    [Theory]
    [InlineData("front:web/proxy/")]
    [InlineData("front:80/proxy/")]
    [InlineData("http:front:80/proxy/")]
    [InlineData("plain/proxy/")]
    [InlineData("plain:8081/proxy/")]
    [InlineData("manual:db/proxy/")]
    [Trait("spec", "API-60")]
    public async Task A_service_leads_to_a_ready_pod_or_to_its_endpoints(string path)
    {
        await using var server = await ProbeTestServer.StartAsync(http => http.Response.WriteAsync("here"));
        await using var api = await ApiHost.StartAsync();
        await RunAsync(api, server.Port);
        await ServicesAsync(api, server.Port);
        (await api.GetAsync($"{Services}/{path}")).Text.ShouldBe("here");
    }

    [Theory]
    [InlineData("a:b:c:d/proxy/", 400, "invalid service request \"a:b:c:d\"")]
    [InlineData("gone/proxy/", 404, "services \"gone\" not found")]
    [InlineData("front:81/proxy/", 503, "no service port 81 found for service \"front\"")]
    [InlineData("front:none/proxy/", 503, "no endpoints available for service \"front\"")]
    [InlineData("front/proxy/", 503, "no endpoints available for service \"front\"")]
    [InlineData("nobody/proxy/", 503, "no endpoints available for service \"nobody\"")]
    [InlineData("kubernetes:https/proxy/", 503, "no endpoints available for service \"kubernetes\"")]
    [Trait("spec", "API-60")]
    public async Task A_service_without_anybody_behind_it_says_so(string path, int code, string message)
    {
        await using var api = await ApiHost.StartAsync();
        await RunAsync(api, 8080);
        await ServicesAsync(api, 8080);
        var answer = await api.GetAsync($"{Services}/{path}");
        (answer.Code, answer.Message).ShouldBe((code, message));
    }

    [Fact]
    [Trait("spec", "API-60")]
    public async Task A_pod_that_is_not_ready_is_not_behind_its_service()
    {
        await using var server = await ProbeTestServer.StartAsync(http => http.Response.WriteAsync("here"));
        await using var api = await ApiHost.StartAsync();
        await RunAsync(api, server.Port);
        await ServicesAsync(api, server.Port);
        await api.MergeAsync($"{Pods}/web/status", """{"status":{"conditions":[{"type":"Ready","status":"False"}]}}""");
        (await api.GetAsync(Services + "/plain/proxy/")).Code.ShouldBe(503);
        await api.MergeAsync(Services + "/plain", """{"spec":{"publishNotReadyAddresses":true}}""");
        (await api.GetAsync(Services + "/plain/proxy/")).Text.ShouldBe("here");
    }

    [Fact]
    public async Task The_node_tells_its_health_and_its_pods_and_nothing_else()
    {
        await using var api = await ApiHost.StartAsync();
        await api.CreatePodAsync("web");
        await api.PostAsync("/api/v1/nodes", """{"metadata":{"name":"node-a"}}""");
        (await api.GetAsync("/api/v1/nodes/node-a/proxy/healthz")).Text.ShouldBe("ok");
        var pods = await api.GetAsync("/api/v1/nodes/node-a:10250/proxy/pods");
        (pods.Json["kind"]!.GetValue<string>(), pods.Names.Single()).ShouldBe(("PodList", "web"));
        (await api.GetAsync("/api/v1/nodes/node-a/proxy/logs/")).Code.ShouldBe(404);
        (await api.GetAsync("/api/v1/nodes/other/proxy/healthz")).Message.ShouldBe("nodes \"other\" not found");
    }

    private static async Task ServicesAsync(ApiHost api, int port)
    {
        foreach (var (name, spec) in new[]
        {
            ("front", """ "selector":{"app":"web"},"ports":[{"name":"web","port":80,"targetPort":"main"},{"name":"none","port":82,"targetPort":"nothing"}] """),
            ("plain", $$""" "selector":{"app":"web"},"ports":[{"port":8081,"targetPort":{{port}}}] """),
            ("nobody", """ "selector":{"app":"other"},"ports":[{"port":80}] """),
            ("manual", """ "ports":[{"name":"db","port":80}] """),
        })
        {
            var made = await api.PostAsync(Services, $$$"""{"metadata":{"name":"{{{name}}}"},"spec":{{{{spec}}}}}""");
            made.Code.ShouldBe(201, made.Text);
        }

        // Where no pod could be reached from here: an address of this machine that may be an endpoint.
        var endpoints = new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = "manual" },
            ["subsets"] = new JsonArray(new JsonObject
            {
                ["addresses"] = new JsonArray(new JsonObject { ["ip"] = "127.0.0.1" }),
                ["ports"] = new JsonArray(new JsonObject { ["name"] = "db", ["port"] = port }),
            }),
        };
        await api.Store.CreateAsync(new("endpoints", "default", "manual"), endpoints, null, CancellationToken.None);
    }

    private static async Task RunAsync(ApiHost api, int port)
    {
        var pod = $$$$"""{"metadata":{"name":"web","labels":{"app":"web"}},"spec":{"containers":[{"name":"c","image":"i","ports":[{"name":"main","containerPort":{{{{port}}}}}]}]}}""";
        (await api.PostAsync(Pods, pod)).Code.ShouldBe(201);
        (await api.MergeAsync($"{Pods}/web/status", """{"status":{"phase":"Running","podIP":"127.0.0.1","conditions":[{"type":"Ready","status":"True"}]}}""")).Code.ShouldBe(200);
    }
}
