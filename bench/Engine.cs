using System.Globalization;
using System.Text.Json.Nodes;

namespace LocalPods.Bench;

/// <summary>The floor: the containers of a pod made by bare calls to the engine, one after another.</summary>
internal sealed class Engine(UnixHttp http, string pauseImage) : IDisposable
{
    private int _next;

    /// <summary>Creates and starts a pause container and one app container in its namespaces.</summary>
    public async Task<(string Pause, string App)> RunPodAsync()
    {
        var pause = await CreateAsync($"{NextName()}-pause", new JsonObject
        {
            ["Image"] = pauseImage,
            ["HostConfig"] = new JsonObject { ["IpcMode"] = "shareable" },
        });
        await StartAsync(pause);
        return (pause, await RunAppAsync(pause));
    }

    /// <summary>Creates and starts an app container in a pause container's namespaces.</summary>
    public async Task<string> RunAppAsync(string pause)
    {
        var app = await CreateAsync($"{NextName()}-app", new JsonObject
        {
            ["Image"] = Pods.Image,
            ["Entrypoint"] = new JsonArray([.. Pods.Command.Select(c => JsonValue.Create(c))]),
            ["HostConfig"] = new JsonObject { ["NetworkMode"] = $"container:{pause}", ["IpcMode"] = $"container:{pause}" },
        });
        await StartAsync(app);
        return app;
    }

    /// <summary>Stops and removes both: the app gets TERM and ends at once.</summary>
    public async Task RemovePodAsync((string Pause, string App) pod)
    {
        await http.SendAsync(HttpMethod.Post, $"/containers/{pod.App}/stop?t=30", null);
        await RemoveAsync(pod.App);
        await RemoveAsync(pod.Pause);
    }

    public async Task RemoveAsync(string id) => await http.SendAsync(HttpMethod.Delete, $"/containers/{id}?force=1&v=1", null);

    /// <summary>Sends KILL.</summary>
    public async Task KillAsync(string id) => await http.SendAsync(HttpMethod.Post, $"/containers/{id}/kill?signal=KILL", null);

    public Task<DateTimeOffset> StartedAtAsync(string id) => TimeAsync(id, "StartedAt");

    public Task<DateTimeOffset> FinishedAtAsync(string id) => TimeAsync(id, "FinishedAt");

    /// <summary>How many containers carry this label, running or not.</summary>
    public async Task<int> CountAsync(string label)
    {
        var filters = Uri.EscapeDataString(new JsonObject { ["label"] = new JsonArray(label) }.ToJsonString());
        return (await http.SendAsync(HttpMethod.Get, $"/containers/json?all=1&filters={filters}", null))!.AsArray().Count;
    }

    public void Dispose() => http.Dispose();

    private async Task<DateTimeOffset> TimeAsync(string id, string which) =>
        DateTimeOffset.Parse((await http.SendAsync(HttpMethod.Get, $"/containers/{id}/json", null))!["State"]![which]!.GetValue<string>(), CultureInfo.InvariantCulture);

    private string NextName() => $"localpods-bench-{Environment.ProcessId}-{Interlocked.Increment(ref _next)}";

    private async Task<string> CreateAsync(string name, JsonObject config)
    {
        config["Labels"] = new JsonObject { ["localpods.bench"] = "true" };
        var created = await http.SendAsync(HttpMethod.Post, $"/containers/create?name={name}", config);
        return created!["Id"]!.GetValue<string>();
    }

    private async Task StartAsync(string id) => await http.SendAsync(HttpMethod.Post, $"/containers/{id}/start", null);
}
