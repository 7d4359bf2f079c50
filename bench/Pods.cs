using System.Text.Json.Nodes;

namespace LocalPods.Bench;

/// <summary>The same containers made by LocalPods: created through its API, seen Ready by a watcher, deleted until gone.</summary>
internal sealed class Pods(UnixHttp http) : IDisposable
{
    public const string Image = "busybox:1.32.0";

    /// <summary>Waits, and ends at once when asked to.</summary>
    public static readonly string[] Command = ["sh", "-c", "trap 'exit 0' TERM; sleep 3600 & wait"];

    private const string Path = "/api/v1/namespaces/default/pods";

    /// <summary>Creates the pods at once and waits until a watch has shown each of them Ready.</summary>
    public Task CreateAsync(params IReadOnlyList<JsonObject> manifests) => UntilAsync(
        [.. manifests.Select(m => m["metadata"]!["name"]!.GetValue<string>())],
        change => IsReady(change["object"]!),
        () => Task.WhenAll(manifests.Select(PostAsync)));

    /// <summary>Creates a pod and waits for nothing.</summary>
    public Task PostAsync(JsonObject manifest) => http.SendAsync(HttpMethod.Post, Path, manifest);

    /// <summary>Deletes the pods at once and waits until a watch has shown each of them gone.</summary>
    public Task DeleteAsync(params IReadOnlyList<string> names) => UntilAsync(
        names,
        change => change["type"]!.GetValue<string>() == "DELETED",
        () => Task.WhenAll(names.Select(n => http.SendAsync(HttpMethod.Delete, $"{Path}/{n}", null))));

    public async Task<JsonNode> GetAsync(string name) => (await http.SendAsync(HttpMethod.Get, $"{Path}/{name}", null))!;

    /// <summary>The engine's id of the only container of a pod.</summary>
    public static string ContainerId(JsonNode status) => status["containerID"]!.GetValue<string>().Split("//")[1];

    /// <summary>A pod of this one container; what is given is added to it.</summary>
    public static JsonObject Manifest(string name, JsonObject? container = null, JsonObject? spec = null) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Pod",
        ["metadata"] = new JsonObject { ["name"] = name },
        ["spec"] = Merge(new JsonObject { ["containers"] = new JsonArray(Container("app", container)) }, spec),
    };

    public static JsonObject Container(string name, JsonObject? more = null) => Merge(
        new JsonObject { ["name"] = name, ["image"] = Image, ["command"] = new JsonArray([.. Command.Select(c => JsonValue.Create(c))]) }, more);

    /// <summary>Opens a watch, so that nothing is missed, does something, and waits until the watch showed each pod as wanted.</summary>
    /// <returns>The change that was wanted of the last pod.</returns>
    public async Task<JsonNode> UntilAsync(IReadOnlyList<string> names, Func<JsonNode, bool> wanted, Func<Task> act)
    {
        var since = (await http.SendAsync(HttpMethod.Get, Path, null))!["metadata"]!["resourceVersion"]!.GetValue<string>();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3), Machine.Clock);
        var seen = WatchAsync(since, names.ToHashSet(), wanted, limit.Token);
        await act();
        return await seen;
    }

    public void Dispose() => http.Dispose();

    private static JsonObject Merge(JsonObject into, JsonObject? more)
    {
        foreach (var (name, value) in more?.ToArray() ?? [])
        {
            into[name] = value?.DeepClone();
        }

        return into;
    }

    private static bool IsReady(JsonNode pod) =>
        pod["status"]?["conditions"] is JsonArray conditions &&
        conditions.Any(c => c!["type"]!.GetValue<string>() == "Ready" && c["status"]!.GetValue<string>() == "True");

    private async Task<JsonNode> WatchAsync(string since, HashSet<string> waiting, Func<JsonNode, bool> wanted, CancellationToken cancellationToken)
    {
        await foreach (var change in http.LinesAsync($"{Path}?watch=true&resourceVersion={since}", cancellationToken))
        {
            if (waiting.Contains(change["object"]!["metadata"]!["name"]!.GetValue<string>()) && wanted(change)
                && waiting.Remove(change["object"]!["metadata"]!["name"]!.GetValue<string>()) && waiting.Count == 0)
            {
                return change;
            }
        }

        throw new InvalidOperationException("the watch ended before its time");
    }
}
