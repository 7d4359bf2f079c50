using System.Text;
using System.Text.Json;
using LocalPods.Api.Core;
using LocalPods.Api.Serialization;
using LocalPods.Orchestrator.Images;
using LocalPods.Orchestrator.Nodes;
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
        using var questions = new RuntimeQuestions(Deadline, $"no answer within {Deadline.TotalMilliseconds} ms", node.Clock, cancellationToken);
        var failure = engineAway();
        var seen = failure is null ? supervisor.SeenOf(uid) : null;

        var places = ContainerPlace.AllOf(pod);
        var running = (seen?.Containers ?? []).Where(c => c.State == Runtime.ContainerState.Running).ToArray();
        var logs = places.Select(p => (p.Container.Name, Id: InstanceToRead(p, seen))).Where(p => p.Id is not null)
            .Select(async p => (p.Name, Lines: await questions.AskAsync($"the log of {p.Name}", token => LinesAsync(p.Id!.Value, token))))
            .ToArray();
        var processes = (pod.IsDeleting() ? running : [])
            .Select(async c => (c.Name, Process: await questions.AskAsync($"the process of {c.Name}", token => node.Runtime.GetMainProcessAsync(c.Id, token))))
            .ToArray();
        var listeners = ListenersAsync(places, seen, questions);
        var images = ImagesAsync(places, questions);
        var holders = HoldersAsync(pod, seen, questions);
        await Task.WhenAll([.. logs, .. processes, listeners, images, holders]);
        return new PodEvidence
        {
            Pod = pod,
            Now = node.Clock.GetUtcNow(),
            NodeName = node.Node().Name,
            Allocatable = NodeObjects.Offer(node.Store, node.Node().Name, node.Node()).Allocatable,
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
            NotKnown = questions.NotKnown,
        };
    }

    private Task<ImmutableArray<NetworkListener>?> ListenersAsync(ImmutableArray<ContainerPlace> places, RuntimePod? seen, RuntimeQuestions questions) =>
        seen?.Sandboxes is [{ Ready: true } sandbox, ..] && places.Any(p => p.Status is { State.Running: not null, Ready: false } or { RestartCount: > 0 })
            ? questions.AskAsync<ImmutableArray<NetworkListener>?>("what listens in the pod", async token => await node.Runtime.ListListenersAsync(sandbox.Id, token))
            : Task.FromResult<ImmutableArray<NetworkListener>?>(null);

    private Task<ImmutableArray<ImageStatus>?> ImagesAsync(ImmutableArray<ContainerPlace> places, RuntimeQuestions questions) =>
        places.Any(p => p.Status?.State.Waiting?.Reason is { } reason && ImageReasons.Mendable.Contains(reason))
            ? questions.AskAsync<ImmutableArray<ImageStatus>?>("the engine's images", async token => await node.Runtime.ListImagesAsync(token))
            : Task.FromResult<ImmutableArray<ImageStatus>?>(null);

    private async Task<ImmutableArray<HostPortHolder>> HoldersAsync(Pod pod, RuntimePod? seen, RuntimeQuestions questions) =>
        HostPorts.Of(pod.Spec).IsEmpty || seen?.Sandboxes is [{ Ready: true }, ..]
            ? []
            : await questions.AskAsync<ImmutableArray<HostPortHolder>?>(
                "who has the host ports", async token => await HostPorts.HoldersAsync(node.Store, node.Runtime, pod, node.Clock, token)) ?? HostPorts.OfPods(node.Store, pod);

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
