using LocalPods.Runtime.Docker.Engine.Wire;

namespace LocalPods.Runtime.Docker.Engine;

// The engine itself, networks and volumes.
internal sealed partial class EngineClient
{
    public Task<VersionAnswer> GetVersionAsync(CancellationToken cancellationToken) =>
        QueryAsync(new EngineCall(HttpMethod.Get, "/version", "ask the engine's version", Deadlines.Query), EngineJson.Default.VersionAnswer, cancellationToken);

    public Task<InfoAnswer> GetInfoAsync(CancellationToken cancellationToken) =>
        QueryAsync(new EngineCall(HttpMethod.Get, "/info", "ask the engine about its host", Deadlines.Query), EngineJson.Default.InfoAnswer, cancellationToken);

    public async Task<IReadOnlyList<NetworkSummary>> ListNetworksAsync(string label, CancellationToken cancellationToken) =>
        await QueryAsync(
            new EngineCall(HttpMethod.Get, $"/networks?{EngineFilters.Query(("label", [label]))}", "list networks", Deadlines.Query),
            EngineJson.Default.NetworkSummaryArray,
            cancellationToken);

    public Task RemoveNetworkAsync(string id, CancellationToken cancellationToken) =>
        CommandAsync(new EngineCall(HttpMethod.Delete, $"/networks/{id}", $"remove network {id}", Deadlines.Change), cancellationToken);

    public async Task<IReadOnlyList<VolumeSummary>> ListVolumesAsync(string label, CancellationToken cancellationToken) =>
        (await QueryAsync(
            new EngineCall(HttpMethod.Get, $"/volumes?{EngineFilters.Query(("label", [label]))}", "list volumes", Deadlines.Query),
            EngineJson.Default.VolumeList,
            cancellationToken)).Volumes ?? [];

    public Task RemoveVolumeAsync(string name, CancellationToken cancellationToken) =>
        CommandAsync(new EngineCall(HttpMethod.Delete, $"/volumes/{Uri.EscapeDataString(name)}?force=1", $"remove volume {name}", Deadlines.Change), cancellationToken);
}
