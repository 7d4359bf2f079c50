using System.Text.Json.Nodes;

namespace LocalPods.Orchestrator.Tests.Server;

/// <summary>An open watch of a test.</summary>
internal sealed class WatchStream : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly HttpResponseMessage _response;
    private readonly StreamReader _lines;

    private WatchStream(HttpResponseMessage response, Stream body) => (_response, _lines) = (response, new StreamReader(body));

    public int Code => (int)_response.StatusCode;

    public static async Task<WatchStream> OpenAsync(ApiHost api, string path, string? accept = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (accept is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept);
        }

        var response = await api.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return new WatchStream(response, await response.Content.ReadAsStreamAsync());
    }

    /// <summary>The next event, or null at the end.</summary>
    public async Task<JsonObject?> NextAsync()
    {
        using var limit = new CancellationTokenSource(s_patience, TimeProvider.System);
        return await _lines.ReadLineAsync(limit.Token) is { } line ? JsonNode.Parse(line)!.AsObject() : null;
    }

    /// <summary>The next event as its type and the name of its object.</summary>
    public async Task<string> NextNameAsync()
    {
        var next = await NextAsync();
        return next is null ? "END" : $"{next["type"]} {next["object"]?["metadata"]?["name"]}".TrimEnd();
    }

    public async Task<IReadOnlyList<string>> NextNamesAsync(int count)
    {
        List<string> names = [];
        while (names.Count < count)
        {
            names.Add(await NextNameAsync());
        }

        return names;
    }

    public ValueTask DisposeAsync()
    {
        _lines.Dispose();
        _response.Dispose();
        return ValueTask.CompletedTask;
    }
}
