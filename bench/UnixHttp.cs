using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace LocalPods.Bench;

/// <summary>Plain HTTP over a Unix socket: what both sides of every comparison are asked with.</summary>
internal sealed class UnixHttp(string socketPath) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancellationToken) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    { BaseAddress = new Uri("http://localhost/"), Timeout = Timeout.InfiniteTimeSpan };

    public string SocketPath => socketPath;

    /// <summary>Sends a request and reads the JSON answer; null when there is no body.</summary>
    /// <exception cref="HttpRequestException">The answer was not a success; its body is in the message.</exception>
    public async Task<JsonNode?> SendAsync(HttpMethod method, string path, JsonNode? body)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString());
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        using var response = await _http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return !response.IsSuccessStatusCode
            ? throw new HttpRequestException($"{method} {path}: {(int)response.StatusCode} {text}")
            : text.Length == 0 ? null : JsonNode.Parse(text);
    }

    /// <summary>Reads an answer and drops it.</summary>
    /// <exception cref="HttpRequestException">The answer was not a success.</exception>
    public async Task ReadAsync(string path)
    {
        using var response = await _http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        await response.Content.CopyToAsync(Stream.Null);
    }

    /// <summary>The lines of an answer that does not end, as they come.</summary>
    public async IAsyncEnumerable<JsonNode> LinesAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var response = await _http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        response.EnsureSuccessStatusCode();
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            yield return JsonNode.Parse(line)!;
        }
    }

    public void Dispose() => _http.Dispose();
}
