using LocalPods.Api.Core;
using LocalPods.Orchestrator.Runtime;
using LocalPods.Orchestrator.Store;
using LocalPods.Orchestrator.Volumes;
using Microsoft.Extensions.Logging;

namespace LocalPods.Orchestrator.Pods;

/// <summary>
/// Keeps one worker for every pod of this node and tells it when to look: the store's changes and the engine's events
/// are only reasons to look again, and a slow relist finds what they lost, what nobody owns, and what has come back.
/// </summary>
internal sealed partial class PodSupervisor(PodServices node, ILogger<PodSupervisor> logger)
{
    /// <summary>How often the engine is listed although its events told of nothing.</summary>
    public static readonly TimeSpan RelistEvery = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, PodWorker> _workers = new(StringComparer.Ordinal);
    private readonly Dictionary<PodWorker, Task> _tasks = [];
    private readonly HashSet<string> _unclaimed = new(StringComparer.Ordinal);
    private readonly HashSet<string> _finished = new(StringComparer.Ordinal);
    private CancellationToken _stopping;

    /// <summary>Told whether the engine answers, and when not, why.</summary>
    public Action<string?> EngineAway { get; set; } = _ => { };

    /// <summary>Works until the daemon stops; containers go on running.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        _stopping = ended.Token;
        var events = WatchRuntimeAsync(ended.Token);
        var relist = RelistAsync(ended.Token);
        var references = WatchReferencesAsync(ended.Token);
        var room = WatchNodeAsync(ended.Token);
        try
        {
            await WatchStoreAsync(stopping);
        }
        finally
        {
            ended.Cancel();
            await Task.WhenAll(Quietly(events), Quietly(relist), Quietly(references), Quietly(room));
            await WhenWorkersEndedAsync();
        }
    }

    /// <summary>Tells the worker of a pod to think again: its probes changed their mind, or there may be room for it.</summary>
    public void Wake(string podUid) => Find(podUid)?.Wake();

    /// <summary>What the engine held of a pod when its worker last looked; null when it has none.</summary>
    public RuntimePod? SeenOf(string podUid) => Find(podUid)?.Seen;

    /// <summary>Has containers of a pod tried at once although their back-off has not passed.</summary>
    public void Retry(string podUid, ImmutableArray<string> containers) => Find(podUid)?.Retry(containers);

    private async Task WatchStoreAsync(CancellationToken stopping)
    {
        var seen = await TryListAsync(stopping);
        using var follower = new StoreFollower(node.Store, PodObject.Resource);
        for (var first = true; await follower.NextAsync(stopping) is { } news; first = false)
        {
            if (news.All is { } all)
            {
                if (!first)
                {
                    LogFellBehind(logger);
                }

                TakeAll(all, seen);
                seen = null;
            }

            foreach (var change in news.Changes)
            {
                Take(change);
            }
        }
    }

    private void TakeAll(StoredList list, ImmutableArray<RuntimePod>? seen)
    {
        var there = new HashSet<string>(StringComparer.Ordinal);

        foreach (var (pod, known) in InOrder(list.Items, seen ?? []))
        {
            there.Add(pod.Uid);
            Offer(pod, known ?? (seen is null ? null : Nothing(pod)));
        }

        List<PodWorker> gone;
        lock (_gate)
        {
            gone = [.. _workers.Where(w => !there.Contains(w.Key) && !node.IsStatic(w.Key)).Select(w => w.Value)];
        }

        gone.ForEach(worker => worker.Gone());
        if (seen is { } all)
        {
            AdoptOrphans(all);
        }
    }

    // Pods with what the engine holds of them. Those that were taken on before keep their room, although nobody may have lived to
    // say so; the others come in the order in which they were made.
    private static IEnumerable<(PodObject Pod, RuntimePod? Known)> InOrder(IEnumerable<StoredObject> all, ImmutableArray<RuntimePod> seen)
    {
        var known = seen.ToDictionary(p => p.Pod.Uid, StringComparer.Ordinal);
        return all.Select(stored => new PodObject(stored))
            .Select(pod => (Pod: pod, Known: known.GetValueOrDefault(pod.Uid)))
            .OrderBy(p => p.Pod.Pod.Status.StartTime is null && p.Known is null)
            .ThenBy(p => p.Pod.Pod.Metadata.CreationTimestamp);
    }

    private void Take(StoreChange change)
    {
        var pod = new PodObject(change.Object);
        if (change.Type == StoreChangeType.Deleted || !PodClaims.Holds(pod.Pod))
        {
            TellOfClaims(pod.Pod, change.Object.Revision);
        }

        switch (change.Type)
        {
            case StoreChangeType.Added:
                // Nothing of a pod that was just made can be on the engine: no need to look.
                Offer(pod, pod.Pod.Status.StartTime is null && !pod.Pod.IsMirror() ? Nothing(pod) : null);
                break;
            case StoreChangeType.Modified:
                Offer(pod, null);
                break;
            case StoreChangeType.Deleted when !node.IsStatic(pod.Uid):
                Find(pod.Uid)?.Gone();
                break;
        }
    }

    private void Offer(PodObject pod, RuntimePod? seen)
    {
        if (!IsOurs(pod))
        {
            return;
        }

        if (Find(pod.Uid) is { } worker)
        {
            NoteReferences(pod);
            worker.Offer(pod);
        }
        else
        {
            Start(pod.Pod.Identity, pod, seen);
        }
    }

    private bool IsOurs(PodObject pod) =>
        (string.IsNullOrEmpty(pod.Pod.Spec.NodeName) || pod.Pod.Spec.NodeName == node.Node().Name) && pod.Pod.Spec.SchedulingGates.IsEmpty;

    private static RuntimePod Nothing(PodObject pod) => new(pod.Pod.Identity, [], []);

    private PodWorker? Find(string podUid)
    {
        lock (_gate)
        {
            return _workers.GetValueOrDefault(podUid);
        }
    }

    private void Start(PodIdentity pod, PodObject? first, RuntimePod? seen)
    {
        var worker = new PodWorker(pod, first, seen, node);
        lock (_gate)
        {
            if (!_workers.TryAdd(pod.Uid, worker))
            {
                return;
            }

            _references.Set(pod.Uid, first is null ? [] : PodReferences.Of(first.Pod));
            if (_unclaimed.Remove(pod.Uid))
            {
                worker.Look();
            }
        }

        var run = RunWorkerAsync(worker);
        lock (_gate)
        {
            if (!run.IsCompleted)
            {
                _tasks[worker] = run;
            }
        }
    }

    // A worker that fails has met our own mistake: it says so, and the next relist gives its pod another one.
    private async Task RunWorkerAsync(PodWorker worker)
    {
        try
        {
            await worker.RunAsync(_stopping);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The daemon stops.
        }
        catch (Exception e)
        {
            LogWorkerFailed(logger, e, worker.Identity);
        }

        lock (_gate)
        {
            _references.Set(worker.Identity.Uid, []);
            _workers.Remove(worker.Identity.Uid);
            _tasks.Remove(worker);
            _finished.Add(worker.Identity.Uid);
        }
    }

    private async Task WhenWorkersEndedAsync()
    {
        Task[] running;
        lock (_gate)
        {
            running = [.. _tasks.Values];
        }

        await Task.WhenAll(running);
    }

    private async Task Quietly(Task task)
    {
        try
        {
            await task;
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The daemon stops.
        }
    }

    [LoggerMessage(1010, LogLevel.Warning, "Watching pods fell behind what the store keeps; listing them again")]
    private static partial void LogFellBehind(ILogger logger);

    [LoggerMessage(1011, LogLevel.Error, "The worker of pod {Pod} failed")]
    private static partial void LogWorkerFailed(ILogger logger, Exception error, PodIdentity pod);

    [LoggerMessage(1012, LogLevel.Warning, "The engine went away: {Reason}")]
    private static partial void LogEngineAway(ILogger logger, string reason);

    [LoggerMessage(1013, LogLevel.Information, "The engine answers")]
    private static partial void LogEngineBack(ILogger logger);

    [LoggerMessage(1014, LogLevel.Information, "Pod {Pod} has no object any more: removing what is left of it")]
    private static partial void LogOrphan(ILogger logger, PodIdentity pod);

    [LoggerMessage(1016, LogLevel.Warning, "The files of a pod that is gone could not be removed: {PodUid}")]
    private static partial void LogLeftover(ILogger logger, Exception error, string podUid);

    [LoggerMessage(1015, LogLevel.Warning, "Listing the engine's pods failed: {Reason}")]
    private static partial void LogListFailed(ILogger logger, string reason);
}
