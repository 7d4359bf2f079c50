using System.Text.Json.Nodes;

namespace LocalPods.Bench;

/// <summary>The floor: the containers of a pod made by bare calls to the engine, one after another.</summary>
internal sealed class Engine(UnixHttp http, string pauseImage) : IDisposable
{
    private int _next;

    /// <summary>Creates and starts a pause container and one app container in its namespaces.</summary>
    public async Task<(string Pause, string App)> RunPodAsync()
    {
        var name = $"localpods-bench-{Environment.ProcessId}-{Interlocked.Increment(ref _next)}";
        var pause = await CreateAsync(name + "-pause", new JsonObject
        {
            ["Image"] = pauseImage,
            ["HostConfig"] = new JsonObject { ["IpcMode"] = "shareable" },
        });
        await StartAsync(pause);
        var app = await CreateAsync(name + "-app", new JsonObject
        {
            ["Image"] = Pods.Image,
            ["Entrypoint"] = new JsonArray([.. Pods.Command.Select(c => JsonValue.Create(c))]),
            ["HostConfig"] = new JsonObject { ["NetworkMode"] = $"container:{pause}", ["IpcMode"] = $"container:{pause}" },
        });
        await StartAsync(app);
        return (pause, app);
    }

    /// <summary>Stops and removes both: the app gets TERM and ends at once.</summary>
    public async Task RemovePodAsync((string Pause, string App) pod)
    {
        await http.SendAsync(HttpMethod.Post, $"/containers/{pod.App}/stop?t=30", null);
        await http.SendAsync(HttpMethod.Delete, $"/containers/{pod.App}?force=1&v=1", null);
        await http.SendAsync(HttpMethod.Delete, $"/containers/{pod.Pause}?force=1&v=1", null);
    }

    /// <summary>How many containers carry this label, running or not.</summary>
    public async Task<int> CountAsync(string label)
    {
        var filters = Uri.EscapeDataString(new JsonObject { ["label"] = new JsonArray(label) }.ToJsonString());
        return (await http.SendAsync(HttpMethod.Get, $"/containers/json?all=1&filters={filters}", null))!.AsArray().Count;
    }

    public void Dispose() => http.Dispose();

    private async Task<string> CreateAsync(string name, JsonObject config)
    {
        config["Labels"] = new JsonObject { ["localpods.bench"] = "true" };
        var created = await http.SendAsync(HttpMethod.Post, $"/containers/create?name={name}", config);
        return created!["Id"]!.GetValue<string>();
    }

    private async Task StartAsync(string id) => await http.SendAsync(HttpMethod.Post, $"/containers/{id}/start", null);
}
