using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using LocalPods.Orchestrator.Server.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalPods.Orchestrator.Tests.Server.Access;

public sealed class HttpsEndpointTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lp-https-").FullName;

    private HttpsOptions Options => new() { Folder = _folder, Instance = "test" };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("/livez")]
    [InlineData("/readyz?verbose")]
    [InlineData("/healthz")]
    [InlineData("/version")]
    [Trait("spec", "API-06")]
    [Trait("spec", "API-07")]
    public async Task A_stranger_may_ask_for_health_and_version(string path)
    {
        await using var host = await ApiHost.StartAsync(Options);
        using var stranger = Client(host, null);
        (await stranger.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_stranger_gets_401_everywhere_else()
    {
        await using var host = await ApiHost.StartAsync(Options);
        using var stranger = Client(host, null);
        string[] paths =
        [
            "/", "/api", "/apis", "/api/v1", "/api/v1/pods", "/api/v1/namespaces/default/pods/a", "/api/v1/namespaces/default/pods/a/exec?command=sh", "/api/v1/watch/pods",
            "/localpods/status", "/localpods/access", "/localpods/shutdown", "/openapi/v2", "/openapi/v3", "/nowhere", "/version/x", "/livezz", "/metrics",
        ];
        foreach (var path in paths)
        {
            foreach (var method in new[] { "GET", "POST", "PUT", "PATCH", "DELETE" })
            {
                using var request = new HttpRequestMessage(new HttpMethod(method), path);
                request.Headers.Add("Authorization", "Bearer something");
                using var answer = await stranger.SendAsync(request);
                var text = await answer.Content.ReadAsStringAsync();
                answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, $"{method} {path}");
                text.ShouldContain("\"reason\":\"Unauthorized\"");
            }
        }

        using var post = new HttpRequestMessage(HttpMethod.Post, "/version");
        using var refused = await stranger.SendAsync(post);
        refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task The_admins_certificate_opens_everything(string version)
    {
        await using var host = await ApiHost.StartAsync(Options);
        using var admin = Client(host, await AdminAsync(host));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/namespaces") { Version = Version.Parse(version), VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using var answer = await admin.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("kube-system");
    }

    [Fact]
    public async Task Another_instances_certificate_is_a_strangers()
    {
        var elsewhere = Directory.CreateDirectory(Path.Combine(_folder, "other")).FullName;
        await using var other = await ApiHost.StartAsync(new HttpsOptions { Folder = elsewhere, Instance = "test" });
        await using var host = await ApiHost.StartAsync(Options);
        using var foreigner = Client(host, await AdminAsync(other));
        (await foreigner.GetAsync("/api/v1/pods")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await foreigner.GetAsync("/version")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_servers_own_certificate_is_none_of_a_client()
    {
        await using var host = await ApiHost.StartAsync(Options);
        await AdminAsync(host);
        using var server = Client(host, X509Certificate2.CreateFromPemFile(Pki("server.crt"), Pki("server.key")));
        (await server.GetAsync("/api/v1/pods")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Keys_and_certificates_are_this_users_alone()
    {
        await using (var host = await ApiHost.StartAsync(Options))
        {
            using var stranger = Client(host, null);
            (await stranger.GetAsync("/livez")).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        Directory.GetFiles(Pki("")).Select(Path.GetFileName).Order().ShouldBe(["admin.crt", "admin.key", "ca.crt", "ca.key", "server.crt", "server.key"]);
        foreach (var file in Directory.GetFiles(Pki("")))
        {
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite, file);
        }

        File.GetUnixFileMode(Pki("")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public async Task The_port_is_kept_from_start_to_start()
    {
        string? first;
        await using (var host = await ApiHost.StartAsync(Options))
        {
            first = host.Server.HttpsAddress;
            first.ShouldNotBeNull();
        }

        await using var again = await ApiHost.StartAsync(Options);
        again.Server.HttpsAddress.ShouldBe(first);
    }

    [Fact]
    public async Task A_kept_port_that_was_taken_leaves_the_socket_and_says_why()
    {
        using var taker = new TcpListener(IPAddress.Loopback, 0);
        taker.Start();
        var port = ((IPEndPoint)taker.LocalEndpoint).Port;
        await File.WriteAllTextAsync(Path.Combine(_folder, "https-port"), $"{port}\n");
        await using var host = await ApiHost.StartAsync(Options);
        host.Server.HttpsAddress.ShouldBeNull();
        host.Server.HttpsProblem.ShouldBe($"HTTPS cannot be served on 127.0.0.1:{port}: another program listens there; choose another port with: localpods daemon --https-port");
        (await host.GetAsync("/api/v1/pods")).Code.ShouldBe(200);
        var access = await host.GetAsync("/localpods/access");
        (access.Code, access.Message).ShouldBe((503, host.Server.HttpsProblem));
    }

    [Fact]
    public async Task A_port_that_was_asked_for_and_is_taken_is_a_failure()
    {
        using var taker = new TcpListener(IPAddress.Loopback, 0);
        taker.Start();
        var port = ((IPEndPoint)taker.LocalEndpoint).Port;
        (await Should.ThrowAsync<IOException>(() => ApiHost.StartAsync(Options with { Port = port }))).Message.ShouldContain("another program listens there");
    }

    [Theory]
    [InlineData(true, "kept in")]
    [InlineData(false, "read from")]
    public async Task A_port_that_cannot_be_kept_is_not_served_either(bool folder, string done)
    {
        if (folder)
        {
            Directory.CreateDirectory(Path.Combine(_folder, "https-port"));
        }
        else
        {
            File.CreateSymbolicLink(Path.Combine(_folder, "https-port"), Path.Combine(_folder, "no", "where"));
        }

        using var endpoint = new HttpsEndpoint(Options, TimeProvider.System, NullLogger.Instance);
        endpoint.Bind();
        endpoint.Address.ShouldBeNull();
        endpoint.Problem.ShouldNotBeNull().ShouldStartWith($"HTTPS is not served, for its port cannot be {done} {_folder}/https-port: ");

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(Path.Combine(_folder, "only.sock")));
        endpoint.AddTo(builder.WebHost);
        await using var app = builder.Build();
        await app.StartAsync();
        app.Urls.ShouldHaveSingleItem().ShouldEndWith("only.sock");
    }

    private static HttpClient Client(ApiHost host, X509Certificate2? certificate)
    {
        var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, errors) => errors is SslPolicyErrors.None or SslPolicyErrors.RemoteCertificateChainErrors;
        handler.SslOptions.ClientCertificates = certificate is null ? [] : [certificate];
        handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate!;
        return new HttpClient(handler) { BaseAddress = new(host.Server.HttpsAddress!), Timeout = Patience.Limit };
    }

    private static async Task<X509Certificate2> AdminAsync(ApiHost host)
    {
        var access = (await host.GetAsync("/localpods/access")).Json;
        return X509Certificate2.CreateFromPemFile(access["clientCertificate"]!.GetValue<string>(), access["clientKey"]!.GetValue<string>());
    }

    private string Pki(string file) => Path.Combine(_folder, "pki", file);
}
