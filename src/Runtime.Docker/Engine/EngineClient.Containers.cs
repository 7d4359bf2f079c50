using System.Globalization;
using System.Net;
using System.Text.Json;
using LocalPods.Runtime.Docker.Engine.Wire;

namespace LocalPods.Runtime.Docker.Engine;

// Containers. The words in "doing" parameters begin the message of every failure.
internal sealed partial class EngineClient
{
    /// <summary>Creates without starting; the answer is its id.</summary>
    public async Task<string> CreateContainerAsync(string name, CreateContainerBody body, string doing, CancellationToken cancellationToken)
    {
        var call = new EngineCall(HttpMethod.Post, $"/containers/create?name={Uri.EscapeDataString(name)}", doing, Deadlines.Change)
        {
            Body = JsonSerializer.SerializeToUtf8Bytes(body, EngineJson.Default.CreateContainerBody),
        };
        return (await QueryAsync(call, EngineJson.Default.CreatedAnswer, cancellationToken)).Id;
    }

    /// <summary>A running container counts as started.</summary>
    public Task StartContainerAsync(string id, string doing, CancellationToken cancellationToken) =>
        CommandAsync(new EngineCall(HttpMethod.Post, $"/containers/{id}/start", doing, Deadlines.Change), cancellationToken);

    /// <summary>Sends the stop signal and, after so many seconds, the kill; answers once the container has ended.</summary>
    public Task StopContainerAsync(string id, int graceSeconds, string doing, CancellationToken cancellationToken) =>
        CommandAsync(
            new EngineCall(
                HttpMethod.Post,
                string.Create(CultureInfo.InvariantCulture, $"/containers/{id}/stop?t={graceSeconds}"),
                doing,
                TimeSpan.FromSeconds(graceSeconds) + Deadlines.StopMargin),
            cancellationToken);

    /// <summary>Answers once the container has ended; <see cref="RuntimeFailure.Conflict"/> when it does not run.</summary>
    public Task KillContainerAsync(string id, string doing, CancellationToken cancellationToken) =>
        CommandAsync(new EngineCall(HttpMethod.Post, $"/containers/{id}/kill?signal=KILL", doing, Deadlines.Change), cancellationToken);

    /// <summary>By force, with its anonymous volumes.</summary>
    public Task RemoveContainerAsync(string id, string doing, CancellationToken cancellationToken) =>
        CommandAsync(new EngineCall(HttpMethod.Delete, $"/containers/{id}?force=1&v=1", doing, Deadlines.Change), cancellationToken);

    /// <summary>Answers once the container is gone, which somebody else is seeing to.</summary>
    public Task WaitRemovedAsync(string id, string doing, CancellationToken cancellationToken) =>
        CommandAsync(new EngineCall(HttpMethod.Post, $"/containers/{id}/wait?condition=removed", doing, Deadlines.Change), cancellationToken);

    /// <summary>By id or name; null when there is none.</summary>
    public async Task<ContainerInspect?> FindContainerAsync(string id, string doing, CancellationToken cancellationToken)
    {
        try
        {
            return await QueryAsync(
                new EngineCall(HttpMethod.Get, $"/containers/{Uri.EscapeDataString(id)}/json", doing, Deadlines.Query),
                EngineJson.Default.ContainerInspect,
                cancellationToken);
        }
        catch (ContainerRuntimeException e) when (e.Failure == RuntimeFailure.NotFound)
        {
            return null;
        }
    }

    /// <summary>What is at a path of a container's files, running or not; null when nothing is.</summary>
    public async Task<PathStat?> FindPathAsync(string id, string path, string doing, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await OpenAsync(
                new EngineCall(HttpMethod.Head, $"/containers/{id}/archive?path={Uri.EscapeDataString(path)}", doing, Deadlines.Query), cancellationToken);
            return response.Headers.TryGetValues("X-Docker-Container-Path-Stat", out var values)
                ? JsonSerializer.Deserialize(Convert.FromBase64String(values.First()), EngineJson.Default.PathStat)
                : null;
        }
        catch (ContainerRuntimeException e) when (e.Failure == RuntimeFailure.NotFound)
        {
            return null;
        }
    }

    /// <summary>What a container has used up to now, as one sample; null when there is no such container.</summary>
    public async Task<StatsAnswer?> FindStatsAsync(string id, string doing, CancellationToken cancellationToken)
    {
        try
        {
            return await QueryAsync(
                new EngineCall(HttpMethod.Get, $"/containers/{id}/stats?stream=0&one-shot=1", doing, Deadlines.Query), EngineJson.Default.StatsAnswer, cancellationToken);
        }
        catch (ContainerRuntimeException e) when (e.Failure == RuntimeFailure.NotFound)
        {
            return null;
        }
    }

    /// <summary>Gives a container, running or not, other limits.</summary>
    public Task UpdateContainerAsync(string id, UpdateContainerBody body, string doing, CancellationToken cancellationToken) =>
        CommandAsync(
            new EngineCall(HttpMethod.Post, $"/containers/{id}/update", doing, Deadlines.Change)
            {
                Body = JsonSerializer.SerializeToUtf8Bytes(body, EngineJson.Default.UpdateContainerBody),
            },
            cancellationToken);

    /// <summary>Running or not, of which all these labels hold.</summary>
    /// <param name="labels">As <c>key=value</c>.</param>
    /// <param name="doing">What for.</param>
    /// <param name="cancellationToken">Abandons the wait.</param>
    public async Task<IReadOnlyList<ContainerSummary>> ListContainersAsync(string[] labels, string doing, CancellationToken cancellationToken) =>
        await QueryAsync(
            new EngineCall(HttpMethod.Get, $"/containers/json?all=1&{EngineFilters.Query(("label", labels))}", doing, Deadlines.Query),
            EngineJson.Default.ContainerSummaryArray,
            cancellationToken);

    /// <summary>Running ones, of which all these labels hold, with the sizes of their layers; the engine looks through all their files.</summary>
    /// <inheritdoc cref="ListContainersAsync"/>
    public async Task<IReadOnlyList<ContainerSummary>> ListSizesAsync(string[] labels, string doing, CancellationToken cancellationToken) =>
        await QueryAsync(
            new EngineCall(HttpMethod.Get, $"/containers/json?size=1&{EngineFilters.Query(("label", labels))}", doing, Deadlines.Change),
            EngineJson.Default.ContainerSummaryArray,
            cancellationToken);

    public Task ResizeContainerAsync(string id, TerminalSize size, string doing, CancellationToken cancellationToken) =>
        ResizeAsync($"/containers/{id}/resize", size, doing, cancellationToken);

    /// <summary>Joins the streams of the main process.</summary>
    public Task<HijackedConnection> AttachAsync(string id, bool stdin, bool stdout, bool stderr, string doing, CancellationToken cancellationToken)
    {
        var call = new EngineCall(HttpMethod.Post, $"/containers/{id}/attach?stream=1&stdin={Flag(stdin)}&stdout={Flag(stdout)}&stderr={Flag(stderr)}", doing, Deadlines.OpenStream);
        return HijackAsync(call, cancellationToken);
    }

    /// <summary>The log as the engine streams it, each line with its time in front. The caller disposes the response.</summary>
    /// <param name="id">Of the container.</param>
    /// <param name="options">Which part.</param>
    /// <param name="doing">What for.</param>
    /// <param name="cancellationToken">Abandons the wait.</param>
    public Task<HttpResponseMessage> OpenLogsAsync(string id, LogOptions options, string doing, CancellationToken cancellationToken)
    {
        var tail = options.Tail is { } lines ? lines.ToString(CultureInfo.InvariantCulture) : "all";
        var since = options.Since is { } from ? $"&since={Seconds(from)}" : "";
        return OpenAsync(
            new EngineCall(
                HttpMethod.Get,
                $"/containers/{id}/logs?stdout=1&stderr=1&timestamps=1&follow={Flag(options.Follow)}&tail={tail}{since}",
                doing,
                Deadlines.OpenStream),
            cancellationToken);
    }

    private static string Flag(bool on) => on ? "1" : "0";

    /// <summary>Seconds since 1970, with the fraction the engine reads.</summary>
    private static string Seconds(DateTimeOffset at)
    {
        var ticks = at.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks;
        return string.Create(CultureInfo.InvariantCulture, $"{ticks / TimeSpan.TicksPerSecond}.{ticks % TimeSpan.TicksPerSecond * 100:D9}");
    }

    private Task<HttpStatusCode> ResizeAsync(string path, TerminalSize size, string doing, CancellationToken cancellationToken) =>
        CommandAsync(
            new EngineCall(
                HttpMethod.Post,
                string.Create(CultureInfo.InvariantCulture, $"{path}?h={size.Rows}&w={size.Columns}"),
                doing,
                Deadlines.Query),
            cancellationToken);

    private Task<HijackedConnection> HijackAsync(EngineCall call, CancellationToken cancellationToken) =>
        WithinAsync(
            call.Deadline,
            call.Doing,
            async limited => await HijackedConnection.OpenAsync(_connector, _version ?? await AgreeAsync(limited), call, limited),
            cancellationToken);
}
