using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using LocalPods.Orchestrator.Server;
using LocalPods.Orchestrator.Server.Access;
using LocalPods.Orchestrator.Server.Daemon;
using LocalPods.Orchestrator.Store;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalPods.Orchestrator.Tests.Server;

/// <summary>A real server on a Unix socket of its own, over a store and a runtime in memory.</summary>
internal sealed class ApiHost : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lp-api-");
    private readonly Task _running;
    private int _lastId;

    private ApiHost(TimeProvider clock, DaemonEndpoints? daemon, Func<IObjectStore, IObjectStore> wrap, HttpsOptions? https, bool withStorage)
    {
        Clock = clock;
        Store = wrap(new InMemoryStore(clock));
        Runtime = new FakeContainerRuntime(clock, new Random(1));
        SocketPath = Path.Combine(_folder.FullName, "run", "api.sock");
        Server = new ApiServer(
            new ApiServerOptions { SocketPath = SocketPath, Https = https, NodeName = "node-a", VolumeFolder = withStorage ? VolumeFolder : null },
            new ApiServerParts
            {
                Store = Store,
                Runtime = Runtime,
                Clock = clock,
                Random = new Random(7),
                NewId = () => new Guid(Interlocked.Increment(ref _lastId), 0, 0x4000, 0x80, 0, 0, 0, 0, 0, 0, 0),
                LoggerFactory = NullLoggerFactory.Instance,
                Daemon = daemon,
            });
        _running = Server.RunAsync(_stopping.Token);
        Client = new HttpClient(new SocketsHttpHandler { ConnectCallback = (_, token) => ConnectAsync(token) }) { BaseAddress = new("http://localhost"), Timeout = Patience.Limit };
    }

    public TimeProvider Clock { get; }

    public IObjectStore Store { get; }

    public FakeContainerRuntime Runtime { get; }

    public ApiServer Server { get; }

    public string SocketPath { get; }

    public HttpClient Client { get; }

    /// <summary>Where volumes are made, in a host that makes some.</summary>
    public string VolumeFolder => Path.Combine(_folder.FullName, "volumes");

    /// <summary>Binds claims and makes volumes for them.</summary>
    public static Task<ApiHost> StartWithStorageAsync() => StartAsync(TimeProvider.System, null, store => store, null, withStorage: true);

    public static Task<ApiHost> StartAsync() => StartAsync(TimeProvider.System, null);

    public static Task<ApiHost> StartAsync(Func<IObjectStore, IObjectStore> wrap) => StartAsync(TimeProvider.System, null, wrap);

    /// <summary>Serves HTTPS too.</summary>
    public static Task<ApiHost> StartAsync(HttpsOptions https) => StartAsync(TimeProvider.System, null, store => store, https);

    public static Task<ApiHost> StartAsync(TimeProvider clock, DaemonEndpoints? daemon) => StartAsync(clock, daemon, store => store);

    /// <summary>Serves HTTPS and the daemon's own endpoints.</summary>
    public static Task<ApiHost> StartAsync(TimeProvider clock, DaemonEndpoints? daemon, HttpsOptions https) => StartAsync(clock, daemon, store => store, https);

    private static async Task<ApiHost> StartAsync(TimeProvider clock, DaemonEndpoints? daemon, Func<IObjectStore, IObjectStore> wrap, HttpsOptions? https = null, bool withStorage = false)
    {
        var host = new ApiHost(clock, daemon, wrap, https, withStorage);
        await host.Server.Listening;
        await host.Server.Prepared;
        return host;
    }

    public async ValueTask<Stream> ConnectAsync(CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(SocketPath), cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }

    public async Task<ApiAnswer> SendAsync(HttpMethod method, string path, string? body = null, string contentType = "application/json", string? accept = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8);
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        }

        if (accept is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept);
        }

        using var response = await Client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        var warnings = response.Headers.TryGetValues("Warning", out var given) ? string.Join('\n', given) : "";
        return new ApiAnswer((int)response.StatusCode, text, response.Content.Headers.ContentType?.ToString() ?? "", warnings);
    }

    public Task<ApiAnswer> GetAsync(string path, string? accept = null) => SendAsync(HttpMethod.Get, path, accept: accept);

    public Task<ApiAnswer> PostAsync(string path, string body) => SendAsync(HttpMethod.Post, path, body);

    public Task<ApiAnswer> PutAsync(string path, string body) => SendAsync(HttpMethod.Put, path, body);

    public Task<ApiAnswer> DeleteAsync(string path, string? body = null) => SendAsync(HttpMethod.Delete, path, body);

    public Task<ApiAnswer> MergeAsync(string path, string patch) => SendAsync(HttpMethod.Patch, path, patch, "application/merge-patch+json");

    /// <summary>Creates a pod in the namespace default and gives it back.</summary>
    public async Task<JsonObject> CreatePodAsync(string name, string labels = "{}", string image = "busybox:1.32.0")
    {
        var answer = await PostAsync("/api/v1/namespaces/default/pods", Manifests.Pod(name, labels, image));
        answer.Code.ShouldBe(201, answer.Text);
        return answer.Json;
    }

    /// <summary>Waits for something that nobody announces.</summary>
    public static async Task EventuallyAsync(Func<Task<bool>> holds)
    {
        for (var tries = 0; !await holds(); tries++)
        {
            tries.ShouldBeLessThan(10_000);
            await Task.Yield();
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        _stopping.Cancel();
        await _running.WaitAsync(Patience.Limit, TimeProvider.System);
        await Store.DisposeAsync();
        _stopping.Dispose();
        _folder.Delete(recursive: true);
    }
}

/// <summary>An answer, read whole.</summary>
internal sealed record ApiAnswer(int Code, string Text, string ContentType, string Warnings)
{
    public JsonObject Json => JsonNode.Parse(Text)!.AsObject();

    public string Message => Json["message"]!.GetValue<string>();

    public string Reason => Json["reason"]!.GetValue<string>();

    public string Version => Json["metadata"]!["resourceVersion"]!.GetValue<string>();

    public IEnumerable<string> Names => Json["items"]!.AsArray().Select(i => i!["metadata"]!["name"]!.GetValue<string>());
}
