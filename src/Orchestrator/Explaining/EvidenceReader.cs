using System.Text;
using System.Text.Json;
using LocalPods.Api.Core;
using LocalPods.Api.Serialization;
using LocalPods.Orchestrator.Images;
using LocalPods.Orchestrator.Pods;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Explaining;

/// <summary>
/// Gathers what is known of a pod: the store's and the agent's facts at once, the engine's in parallel and within a time that
/// a person does not notice. What cannot be had by then is said to be missing.
/// </summary>
/// <param name="node">The node agent's parts.</param>
/// <param name="supervisor">Knows what the engine holds.</param>
/// <param name="engineAway">Why the engine does not answer; null when it does.</param>
internal sealed class EvidenceReader(PodServices node, PodSupervisor supervisor, Func<string?> engineAway)
{
    /// <summary>For all questions to the engine together.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromMilliseconds(220);

    private const int MostLines = 20;
    private const string EventsResource = "events";

    /// <summary>Gathers; never fails for what the engine does not tell.</summary>
    public async Task<PodEvidence> ReadAsync(Pod pod, CancellationToken cancellationToken)
    {
        var uid = pod.UidOnNode();
        using var late = new CancellationTokenSource(Deadline, node.Clock);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        var missing = new List<string>();
        var failure = engineAway();
        var seen = failure is null ? supervisor.SeenOf(uid) : null;

        var places = ContainerPlace.AllOf(pod);
        var running = (seen?.Containers ?? []).Where(c => c.State == Runtime.ContainerState.Running).ToArray();
        var logs = places.Select(p => (p.Container.Name, Id: InstanceToRead(p, seen))).Where(p => p.Id is not null)
            .Select(async p => (p.Name, Lines: await AskAsync($"the log of {p.Name}", token => LinesAsync(p.Id!.Value, token), missing, limit.Token, cancellationToken)))
            .ToArray();
        var processes = (pod.IsDeleting() ? running : [])
            .Select(async c => (c.Name, Process: await AskAsync($"the process of {c.Name}", token => node.Runtime.GetMainProcessAsync(c.Id, token), missing, limit.Token, cancellationToken)))
            .ToArray();
        var listeners = ListenersAsync(places, seen, missing, limit.Token, cancellationToken);
        var images = ImagesAsync(places, missing, limit.Token, cancellationToken);
        var holders = HoldersAsync(pod, seen, missing, limit.Token, cancellationToken);
        await Task.WhenAll([.. logs, .. processes, listeners, images, holders]);
        return new PodEvidence
        {
            Pod = pod,
            Now = node.Clock.GetUtcNow(),
            NodeName = node.Node().Name,
            Seen = seen,
            EngineFailure = failure,
            Events = EventsOf(pod),
            Backoffs = node.Backoffs.Of(uid),
            Probes = node.Probes.Standings(uid),
            History = node.Records.Find(uid)?.Read().Entries ?? [],
            LastLines = (await Task.WhenAll(logs)).Where(l => l.Lines is not null).ToImmutableDictionary(l => l.Name, l => l.Lines!.Value),
            Processes = (await Task.WhenAll(processes)).Where(p => p.Process is not null).ToImmutableDictionary(p => p.Name, p => p.Process!),
            Listeners = await listeners,
            LocalImages = await images,
            HostPortHolders = await holders,
            NotKnown = [.. missing],
        };
    }

    private Task<ImmutableArray<NetworkListener>?> ListenersAsync(
        ImmutableArray<ContainerPlace> places, RuntimePod? seen, List<string> missing, CancellationToken limit, CancellationToken cancellationToken) =>
        seen?.Sandboxes is [{ Ready: true } sandbox, ..] && places.Any(p => p.Status is { State.Running: not null, Ready: false } or { RestartCount: > 0 })
            ? AskAsync<ImmutableArray<NetworkListener>?>(
                "what listens in the pod", async token => await node.Runtime.ListListenersAsync(sandbox.Id, token), missing, limit, cancellationToken)
            : Task.FromResult<ImmutableArray<NetworkListener>?>(null);

    private Task<ImmutableArray<ImageStatus>?> ImagesAsync(ImmutableArray<ContainerPlace> places, List<string> missing, CancellationToken limit, CancellationToken cancellationToken) =>
        places.Any(p => p.Status?.State.Waiting?.Reason is { } reason && ImageReasons.Mendable.Contains(reason))
            ? AskAsync<ImmutableArray<ImageStatus>?>("the engine's images", async token => await node.Runtime.ListImagesAsync(token), missing, limit, cancellationToken)
            : Task.FromResult<ImmutableArray<ImageStatus>?>(null);

    private async Task<ImmutableArray<HostPortHolder>> HoldersAsync(Pod pod, RuntimePod? seen, List<string> missing, CancellationToken limit, CancellationToken cancellationToken) =>
        HostPorts.Of(pod.Spec).IsEmpty || seen?.Sandboxes is [{ Ready: true }, ..]
            ? []
            : await AskAsync<ImmutableArray<HostPortHolder>?>(
                "who has the host ports", async token => await HostPorts.HoldersAsync(node.Store, node.Runtime, pod, node.Clock, token), missing, limit, cancellationToken) ?? HostPorts.OfPods(node.Store, pod);

    // The default of T stands for what could not be had.
    private static async Task<T?> AskAsync<T>(
        string what, Func<CancellationToken, Task<T>> ask, List<string> missing, CancellationToken limit, CancellationToken cancellationToken)
    {
        string why;
        try
        {
            return await ask(limit).WaitAsync(limit);
        }
        catch (ContainerRuntimeException e)
        {
            why = e.Message;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            why = $"no answer within {Deadline.TotalMilliseconds} ms";
        }

        lock (missing)
        {
            missing.Add($"{what}: {why}");
        }

        return default;
    }

    // The instance whose last words say most: the one that ended last, or the running one where that is still on its way.
    private static ContainerId? InstanceToRead(ContainerPlace place, RuntimePod? seen)
    {
        var id = place.Status switch
        {
            { State.Terminated.ContainerID: { Length: > 0 } ended } => ended,
            { State.Waiting: not null, LastState.Terminated.ContainerID: { Length: > 0 } ended } => ended,
            { State.Running: not null, Ready: true, LastState.Terminated.ContainerID: { Length: > 0 } ended } => ended,
            { State.Running: not null, Ready: false, ContainerID: { Length: > 0 } runs } => runs,
            _ => null,
        };
        return id is null ? null : seen?.Containers.FirstOrDefault(c => id.EndsWith(c.Id.Value, StringComparison.Ordinal))?.Id;
    }

    private async Task<ImmutableArray<string>?> LinesAsync(ContainerId id, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        await foreach (var entry in node.Runtime.ReadLogsAsync(id, new LogOptions { Tail = MostLines }, cancellationToken))
        {
            text.Append(Encoding.UTF8.GetString(entry.Content.Span));
        }

        return [.. text.ToString().Split('\n').Select(l => l.TrimEnd('\r')).Where(l => l.Length > 0)];
    }

    private ImmutableArray<Event> EventsOf(Pod pod) =>
    [
        .. node.Store.List(EventsResource, pod.Metadata.Namespace).Items
            .Where(e => IsAbout(e.Document, pod.Metadata.Uid ?? "") || IsAbout(e.Document, pod.UidOnNode()))
            .Select(e => (e.Revision, Event: ApiJson.FromJson<Event>(e.Json.Span)))
            .OrderBy(e => e.Event.LastTimestamp).ThenBy(e => e.Revision)
            .Select(e => e.Event),
    ];

    private static bool IsAbout(JsonElement document, string uid) =>
        document.TryGetProperty("involvedObject", out var about) && about.TryGetProperty("uid", out var its) && its.ValueEquals(uid);
}
