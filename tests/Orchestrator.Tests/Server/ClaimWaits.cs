using System.Text.Json.Nodes;

namespace LocalPods.Orchestrator.Tests.Server;

/// <summary>Waits, by watching the store, for what controllers do.</summary>
internal static class ClaimWaits
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    public static Task UntilAsync(this ApiHost api, string path, Func<JsonObject, bool> wanted) =>
        UntilAsync(api, path, async () => await api.GetAsync(path) is { Code: 200 } answer && wanted(answer.Json));

    public static Task UntilGoneAsync(this ApiHost api, string path) => UntilAsync(api, $"no {path}", async () => (await api.GetAsync(path)).Code == 404);

    public static Task UntilEventAsync(this ApiHost api, string reason, string message) => UntilAsync(
        api,
        $"{reason}: {message}",
        async () => (await api.GetAsync("/api/v1/events")).Json["items"]!.AsArray()
            .Any(e => e!["reason"]!.GetValue<string>() == reason && e["message"]!.GetValue<string>().StartsWith(message, StringComparison.Ordinal)));

    private static async Task UntilAsync(ApiHost api, string what, Func<Task<bool>> holds)
    {
        using var timeout = new CancellationTokenSource(s_limit, TimeProvider.System);
        using var watch = api.Store.Watch(resource: null, @namespace: null, api.Store.Revision);
        try
        {
            while (!await holds())
            {
                await watch.WaitToReadAsync(timeout.Token);
                while (watch.TryRead(out _))
                {
                    // Only that something changed matters.
                }
            }
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"not within {s_limit}: {what}\n{string.Join('\n', api.Store.List("persistentvolumeclaims", null).Items.Concat(api.Store.List("persistentvolumes", null).Items).Concat(api.Store.List("events", null).Items).Select(i => System.Text.Encoding.UTF8.GetString(i.Json.Span)))}");
        }
    }
}
