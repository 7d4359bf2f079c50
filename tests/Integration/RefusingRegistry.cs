using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LocalPods.Integration;

/// <summary>A registry of images on this machine that has none, and refuses those whose name begins with <c>private</c>.</summary>
internal sealed class RefusingRegistry : IAsyncDisposable
{
    private readonly HttpListener _http = new();
    private readonly Task _serving;

    private RefusingRegistry(int port)
    {
        Address = $"127.0.0.1:{port}";
        _http.Prefixes.Add($"http://{Address}/");
        _http.Start();
        _serving = ServeAsync();
    }

    /// <summary>What stands before the names of its images.</summary>
    public string Address { get; }

    public static RefusingRegistry Start() => new(FreePort());

    /// <summary>A TCP port of this machine that nobody has now.</summary>
    public static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Close();
        await _serving;
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext call;
            try
            {
                call = await _http.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return; // closed
            }

            var path = call.Request.Url!.AbsolutePath;
            var (code, error) = path.TrimEnd('/') == "/v2" ? (200, "") : path.StartsWith("/v2/private", StringComparison.Ordinal) ? (403, "DENIED") : (404, "MANIFEST_UNKNOWN");
            var body = Encoding.UTF8.GetBytes(error.Length == 0 ? "{}" : $$"""{"errors":[{"code":"{{error}}","message":"{{(error == "DENIED" ? "requested access to the resource is denied" : "manifest unknown")}}"}]}""");
            call.Response.StatusCode = code;
            call.Response.ContentType = "application/json";
            call.Response.Headers["Docker-Distribution-Api-Version"] = "registry/2.0";
            await call.Response.OutputStream.WriteAsync(body);
            call.Response.Close();
        }
    }
}
