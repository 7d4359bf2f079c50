using System.Collections.Frozen;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using LocalPods.Orchestrator.Probes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LocalPods.Orchestrator.Server.Proxy;

/// <summary>
/// Passes a request on to another server and its answer back, bodies as they come, whatever the method; connections that the two sides upgrade are
/// carried until one of them ends. The caller's credentials stay here.
/// </summary>
/// <param name="stopping">Ends what is under way.</param>
internal sealed class ReverseProxy(CancellationToken stopping) : IDisposable
{
    private const int BufferBytes = 32 * 1024;

    // Of one connection only, ours, or for the one who is behind us to add.
    private static readonly FrozenSet<string> s_kept = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        ["Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authenticate", "Proxy-Authorization", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "Expect", "Host", "Authorization"]);

    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        PooledConnectionLifetime = TimeSpan.Zero, // the next pod may have the address of the last
        ConnectCallback = DialAsync,
        SslOptions = new SslClientAuthenticationOptions
        {
#pragma warning disable CA5359 // pods have certificates of their own making, as with other API servers
            RemoteCertificateValidationCallback = (_, _, _, _) => true,
#pragma warning restore CA5359
        },
    });

    /// <summary>Passes the request on.</summary>
    /// <param name="http">The exchange.</param>
    /// <param name="server">Scheme, host and port.</param>
    /// <param name="path">As the server is asked, escaped, with its first slash; empty sends the client to the same place with one.</param>
    public async Task ForwardAsync(HttpContext http, Uri server, string path)
    {
        if (path.Length == 0)
        {
            http.Response.StatusCode = StatusCodes.Status301MovedPermanently;
            http.Response.Headers.Location = $"{http.Request.PathBase}{http.Request.Path}/{http.Request.QueryString}";
            return;
        }

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null;
        }

        using var request = Request(http, server, path);
        using var response = await SendAsync(request, ended.Token);
        http.Response.StatusCode = (int)response.StatusCode;
        CopyHeaders(http, response, server, path);
        if (response.StatusCode == HttpStatusCode.SwitchingProtocols)
        {
            await CarryAsync(http, response, ended);
            return;
        }

        await using var body = await response.Content.ReadAsStreamAsync(ended.Token);
        var buffer = new byte[BufferBytes];
        await http.Response.StartAsync(ended.Token);
        while (await body.ReadAsync(buffer, ended.Token) is > 0 and var count)
        {
            await http.Response.Body.WriteAsync(buffer.AsMemory(0, count), ended.Token);
            await http.Response.Body.FlushAsync(ended.Token);
        }
    }

    public void Dispose() => _http.Dispose();

    private static async ValueTask<Stream> DialAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = await Dialer.DialAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await _http.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException e)
        {
            throw ApiErrors.Unavailable($"error trying to reach service: {(e.InnerException is DialException dial ? dial.Message : e.Message)}");
        }
    }

    private static HttpRequestMessage Request(HttpContext http, Uri server, string path)
    {
        var from = http.Request;
        var request = new HttpRequestMessage(new HttpMethod(from.Method), new Uri(server, path + from.QueryString))
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        if (http.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true } && !IsUpgrade(from))
        {
            request.Content = new StreamContent(from.Body);
        }

        foreach (var (name, values) in from.Headers)
        {
            if (!s_kept.Contains(name) && !name.StartsWith("Impersonate-", StringComparison.OrdinalIgnoreCase) && !request.Headers.TryAddWithoutValidation(name, values.AsEnumerable()))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
            }
        }

        request.Headers.Host = from.Host.Value;
        request.Headers.TryAddWithoutValidation("X-Forwarded-Uri", from.Path.Value);
        request.Headers.TryAddWithoutValidation("X-Forwarded-Host", from.Host.Value);
        request.Headers.TryAddWithoutValidation("X-Forwarded-Proto", from.Scheme);
        if (IsUpgrade(from))
        {
            request.Headers.Connection.Add("Upgrade");
            request.Headers.TryAddWithoutValidation("Upgrade", from.Headers.Upgrade.AsEnumerable());
        }

        return request;
    }

    private static bool IsUpgrade(HttpRequest request) =>
        request.Headers.Upgrade.Count > 0 && request.Headers.Connection.Any(c => (c ?? "").Contains("upgrade", StringComparison.OrdinalIgnoreCase));

    private static void CopyHeaders(HttpContext http, HttpResponseMessage response, Uri server, string path)
    {
        foreach (var (name, values) in response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated))
        {
            if (!s_kept.Contains(name))
            {
                http.Response.Headers.Append(name, values.ToArray());
            }
        }

        if (response.Headers.Location is { } location && Below(http, server, path, location) is { } here)
        {
            http.Response.Headers.Location = here;
        }

        if (response.StatusCode == HttpStatusCode.SwitchingProtocols)
        {
            http.Response.Headers.Upgrade = response.Headers.Upgrade.ToString();
        }
    }

    /// <summary>Where the server sends the client, as the client reaches it through us; null for another server.</summary>
    private static string? Below(HttpContext http, Uri server, string path, Uri location)
    {
        var target = new Uri(new Uri(server, path), location);
        var here = http.Request.Path.ToUriComponent();
        return target.Authority == server.Authority && here.EndsWith(path, StringComparison.Ordinal) ? here[..^path.Length] + target.PathAndQuery + target.Fragment : null;
    }

    private static async Task CarryAsync(HttpContext http, HttpResponseMessage response, CancellationTokenSource ended)
    {
        await using var server = await response.Content.ReadAsStreamAsync(ended.Token);
        await using var client = await http.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
        var (there, back) = (CopyAsync(client, server, ended.Token), CopyAsync(server, client, ended.Token));
        await Task.WhenAny(there, back);
        ended.Cancel();
        await Task.WhenAll(there, back).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    private static async Task CopyAsync(Stream from, Stream to, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferBytes];
        while (await from.ReadAsync(buffer, cancellationToken) is > 0 and var count)
        {
            await to.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            await to.FlushAsync(cancellationToken);
        }
    }
}
