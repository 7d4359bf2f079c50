using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using LocalPods.Orchestrator.Server.Access;
using LocalPods.Orchestrator.Server.Daemon;

namespace LocalPods.Orchestrator.Tests.Server.Access;

/// <summary>A server over HTTPS, and callers of all kinds.</summary>
internal sealed class AccessHost : IAsyncDisposable
{
    private const string Rbac = "/apis/rbac.authorization.k8s.io/v1";

    private readonly List<HttpClient> _clients = [];
    private readonly DirectoryInfo _folder;

    private AccessHost(DirectoryInfo folder, ApiHost api) => (_folder, Api) = (folder, api);

    /// <summary>The server; its own client is the owner's.</summary>
    public ApiHost Api { get; }

    public static Task<AccessHost> StartAsync() => StartAsync(TimeProvider.System, null);

    public static async Task<AccessHost> StartAsync(TimeProvider clock, DaemonEndpoints? daemon)
    {
        var folder = Directory.CreateTempSubdirectory("lp-access-");
        return new AccessHost(folder, await ApiHost.StartAsync(clock, daemon, new HttpsOptions { Folder = folder.FullName, Instance = "test" }));
    }

    /// <summary>A client with what a header <c>Authorization</c> and a certificate say; nothing for null.</summary>
    public HttpClient Client(string? authorization, X509Certificate2? certificate = null)
    {
        var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, errors) => errors is SslPolicyErrors.None or SslPolicyErrors.RemoteCertificateChainErrors;
        handler.SslOptions.ClientCertificates = certificate is null ? [] : [certificate];
        handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate!;
        var client = new HttpClient(handler) { BaseAddress = new(Api.Server.HttpsAddress!), Timeout = Patience.Limit };
        if (authorization is not null)
        {
            client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", authorization);
        }

        _clients.Add(client);
        return client;
    }

    /// <summary>The certificate of the instance's admin.</summary>
    public async Task<X509Certificate2> AdminCertificateAsync()
    {
        var access = (await Api.GetAsync("/localpods/access")).Json;
        return X509Certificate2.CreateFromPemFile(access["clientCertificate"]!.GetValue<string>(), access["clientKey"]!.GetValue<string>());
    }

    /// <summary>Makes a service account in the namespace default, and a client with its token.</summary>
    public async Task<HttpClient> AccountAsync(string name)
    {
        (await Api.PostAsync("/api/v1/namespaces/default/serviceaccounts", $$"""{"metadata":{"name":"{{name}}"} }""")).Code.ShouldBe(201);
        return Client("Bearer " + await TokenAsync(name));
    }

    public async Task<string> TokenAsync(string name, string spec = "{}")
    {
        var answer = await Api.PostAsync($"/api/v1/namespaces/default/serviceaccounts/{name}/token", $$"""{"spec":{{spec}} }""");
        answer.Code.ShouldBe(201, answer.Text);
        return answer.Json["status"]!["token"]!.GetValue<string>();
    }

    /// <summary>Makes or replaces a cluster role of the account's name with these rules, and binds it everywhere or in one namespace.</summary>
    public async Task GrantAsync(string account, string rules, string? inNamespace = null)
    {
        (await Api.PutAsync($"{Rbac}/clusterroles/{account}", $$"""{"metadata":{"name":"{{account}}"},"rules":{{rules}} }""")).Code.ShouldBeOneOf(200, 201);
        var (path, kind) = inNamespace is null ? ("", "clusterrolebindings") : ($"/namespaces/{inNamespace}", "rolebindings");
        var binding = $$"""{"metadata":{"name":"{{account}}"},"roleRef":{"kind":"ClusterRole","name":"{{account}}"},"subjects":[{"kind":"ServiceAccount","name":"{{account}}","namespace":"default"}]}""";
        (await Api.PutAsync($"{Rbac}{path}/{kind}/{account}", binding)).Code.ShouldBeOneOf(200, 201);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
        {
            client.Dispose();
        }

        await Api.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}

/// <summary>Sends requests as a client.</summary>
internal static class AccessClientExtensions
{
    public static async Task<ApiAnswer> AskAsync(this HttpClient client, string method, string path, string? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, method == "PATCH" ? "application/merge-patch+json" : "application/json");
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var text = response.IsSuccessStatusCode && path.Contains("timeoutSeconds=", StringComparison.Ordinal) ? "" : await response.Content.ReadAsStringAsync();
        return new ApiAnswer((int)response.StatusCode, text, response.Content.Headers.ContentType?.ToString() ?? "", "");
    }

    public static JsonNode Status(this ApiAnswer answer) => answer.Json["status"]!;
}
