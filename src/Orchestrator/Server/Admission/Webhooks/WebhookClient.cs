using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Nodes;
using LocalPods.Api.ApiExtensions;

namespace LocalPods.Orchestrator.Server.Admission.Webhooks;

/// <summary>Asks webhooks over HTTPS. Any number of callers.</summary>
internal sealed class WebhookClient(TimeProvider clock)
{
    /// <summary>Sets of certificates whose connections are kept; with more, all are made anew.</summary>
    private const int MostKept = 32;

    private const long LargestAnswer = 8 * 1024 * 1024;
    private static readonly TimeSpan s_connectionLife = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, HttpClient> _clients = new(StringComparer.Ordinal);

    /// <summary>Sends a question and reads the answer.</summary>
    /// <param name="config">Where the webhook is.</param>
    /// <param name="question">An AdmissionReview.</param>
    /// <param name="timeout">Longest it may take.</param>
    /// <param name="cancellationToken">Abandons the call.</param>
    /// <exception cref="WebhookException">It could not be asked, or did not answer with JSON.</exception>
    public async Task<JsonNode?> AskAsync(WebhookClientConfig config, JsonObject question, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var seconds = $"{(int)timeout.TotalSeconds}s";
        if (config.Service is { } service)
        {
            var address = $"https://{service.Name}.{service.Namespace}.svc:{service.Port}{service.Path}?timeout={seconds}";
            throw new WebhookException($"Post \"{address}\": services cannot be resolved by the server, give a url instead");
        }

        var url = $"{config.Url}?timeout={seconds}";
        using var limit = new CancellationTokenSource(timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var content = new ByteArrayContent(JsonText.OfTree(question));
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var response = await ClientFor(config.CaBundle).PostAsync(url, content, either.Token);
            var text = await response.Content.ReadAsByteArrayAsync(either.Token);
            return response.IsSuccessStatusCode ? JsonNode.Parse(text) : throw new WebhookException($"the server answered {(int)response.StatusCode} to Post \"{url}\"");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new WebhookException($"Post \"{url}\": context deadline exceeded");
        }
        catch (HttpRequestException e)
        {
            throw new WebhookException($"Post \"{url}\": {e.InnerException?.Message ?? e.Message}");
        }
        catch (JsonException e)
        {
            throw new WebhookException($"the answer to Post \"{url}\" is not JSON: {e.Message}");
        }
    }

    private HttpClient ClientFor(byte[]? caBundle)
    {
        var key = caBundle is { Length: > 0 } ? Convert.ToHexString(SHA256.HashData(caBundle)) : "";
        lock (_gate)
        {
            if (!_clients.TryGetValue(key, out var client))
            {
                if (_clients.Count >= MostKept)
                {
                    _clients.Clear(); // calls that are under way still hold theirs
                }

                _clients[key] = client = new HttpClient(HandlerFor(caBundle)) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = LargestAnswer };
            }

            return client;
        }
    }

    private static SocketsHttpHandler HandlerFor(byte[]? caBundle)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, PooledConnectionLifetime = s_connectionLife };
        if (caBundle is { Length: > 0 })
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.ImportFromPem(System.Text.Encoding.UTF8.GetString(caBundle));
            handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy };
        }

        return handler;
    }
}
