using System.Text.Json.Nodes;

namespace LocalPods.Bench;

/// <summary>The same containers made by LocalPods: created through its API, seen Ready by a watcher, deleted until gone.</summary>
internal sealed class Pods(UnixHttp http) : IDisposable
{
    public const string Image = "busybox:1.32.0";
    public static readonly string[] Command = ["sh", "-c", "trap 'exit 0' TERM; sleep 3600 & wait"];
    private const string Path = "/api/v1/namespaces/default/pods";

    /// <summary>Creates the pods at once and waits until a watch has shown each of them Ready.</summary>
    public Task CreateAsync(IReadOnlyList<string> names) => WithWatchAsync(
        names,
        change => IsReady(change["object"]!),
        name => http.SendAsync(HttpMethod.Post, Path, Manifest(name)));

    /// <summary>Deletes the pods at once and waits until a watch has shown each of them gone.</summary>
    public Task DeleteAsync(IReadOnlyList<string> names) => WithWatchAsync(
        names,
        change => change["type"]!.GetValue<string>() == "DELETED",
        name => http.SendAsync(HttpMethod.Delete, $"{Path}/{name}", null));

    public void Dispose() => http.Dispose();

    private static bool IsReady(JsonNode pod) =>
        pod["status"]?["conditions"] is JsonArray conditions &&
        conditions.Any(c => c!["type"]!.GetValue<string>() == "Ready" && c["status"]!.GetValue<string>() == "True");

    private static JsonObject Manifest(string name) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Pod",
        ["metadata"] = new JsonObject { ["name"] = name },
        ["spec"] = new JsonObject
        {
            ["containers"] = new JsonArray(new JsonObject
            {
                ["name"] = "app",
                ["image"] = Image,
                ["command"] = new JsonArray([.. Command.Select(c => JsonValue.Create(c))]),
            }),
        },
    };

    // Opens the watch first, so that nothing is missed, then asks for all at once.
    private async Task WithWatchAsync(IReadOnlyList<string> names, Func<JsonNode, bool> done, Func<string, Task> ask)
    {
        var since = (await http.SendAsync(HttpMethod.Get, Path, null))!["metadata"]!["resourceVersion"]!.GetValue<string>();
        using var over = new CancellationTokenSource();
        var seen = UntilAsync(since, names.ToHashSet(), done, over.Token);
        await Task.WhenAll(names.Select(ask));
        await seen;
    }

    private async Task UntilAsync(string since, HashSet<string> waiting, Func<JsonNode, bool> done, CancellationToken cancellationToken)
    {
        await foreach (var change in http.LinesAsync($"{Path}?watch=true&resourceVersion={since}", cancellationToken))
        {
            if (done(change) && waiting.Remove(change["object"]!["metadata"]!["name"]!.GetValue<string>()) && waiting.Count == 0)
            {
                return;
            }
        }

        throw new InvalidOperationException("the watch ended before its time");
    }
}
