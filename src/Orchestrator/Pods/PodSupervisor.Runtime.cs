using System.Threading.Channels;
using LocalPods.Api.Core;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Pods;

internal sealed partial class PodSupervisor
{
    private readonly Channel<bool> _relists = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private bool _away;
    private bool _listFailed;

    private async Task WatchRuntimeAsync(CancellationToken stopping)
    {
        await foreach (var happened in node.Runtime.WatchAsync(stopping))
        {
            switch (happened)
            {
                case RuntimeEvent.PodChanged changed:
                    Changed(changed.PodUid);
                    break;
                case RuntimeEvent.ImageChanged:
                    ForEachWorker(worker => worker.ImageChanged());
                    break;
                case RuntimeEvent.Connected:
                    LogEngineBack(logger);
                    EngineAway(null);
                    if (_away || _listFailed)
                    {
                        ForEachWorker(worker => worker.EngineIsBack());
                    }

                    _away = false;
                    _relists.Writer.TryWrite(true);
                    break;
                case RuntimeEvent.Disconnected away:
                    _away = true;
                    LogEngineAway(logger, away.Reason);
                    EngineAway(away.Reason);
                    break;
            }
        }
    }

    private void Changed(string podUid)
    {
        PodWorker? worker;
        lock (_gate)
        {
            worker = _workers.GetValueOrDefault(podUid);
            if (worker is null)
            {
                if (_finished.Contains(podUid))
                {
                    return; // late news of what its worker removed; whatever else it is, the next relist finds it
                }

                _unclaimed.Add(podUid);
            }
        }

        if (worker is not null)
        {
            worker.Look();
        }
        else
        {
            _relists.Writer.TryWrite(true); // something of a pod that nobody owns
        }
    }

    private void ForEachWorker(Action<PodWorker> action)
    {
        PodWorker[] workers;
        lock (_gate)
        {
            workers = [.. _workers.Values];
        }

        Array.ForEach(workers, action);
    }

    private async Task RelistAsync(CancellationToken stopping)
    {
        await using var timer = node.Clock.CreateTimer(_ => RelistAnew(), null, RelistEvery, RelistEvery);
        while (await _relists.Reader.WaitToReadAsync(stopping))
        {
            _relists.Reader.TryRead(out _);
            lock (_gate)
            {
                _unclaimed.Clear();
            }

            if (await TryListAsync(stopping) is { } pods)
            {
                Compare(pods);
                GiveEveryPodAWorker(pods);
                AdoptOrphans(pods);
            }
        }
    }

    private void RelistAnew()
    {
        lock (_gate)
        {
            _finished.Clear();
        }

        _relists.Writer.TryWrite(true);
    }

    // Null when the engine would not say.
    private async Task<ImmutableArray<RuntimePod>?> TryListAsync(CancellationToken stopping)
    {
        try
        {
            var pods = await node.Runtime.ListPodsAsync(stopping);
            _listFailed = false;
            return pods;
        }
        catch (ContainerRuntimeException e)
        {
            if (!_listFailed)
            {
                LogListFailed(logger, e.Message);
            }

            _listFailed = true;
            return null;
        }
    }

    // A worker that saw the same need not look; anything else makes it look for itself, at its own moment.
    private void Compare(ImmutableArray<RuntimePod> pods)
    {
        var listed = pods.ToDictionary(p => p.Pod.Uid, StringComparer.Ordinal);
        ForEachWorker(worker =>
        {
            if (worker.Seen is not { } seen || !RuntimePods.AreAlike(seen, listed.GetValueOrDefault(worker.Identity.Uid)))
            {
                worker.Look();
            }
        });
    }

    private void GiveEveryPodAWorker(ImmutableArray<RuntimePod> seen)
    {
        foreach (var (pod, known) in InOrder(node.Store.List(PodObject.Resource, @namespace: null).Items.Where(stored => Find(UidOf(stored)) is null), seen))
        {
            Offer(pod, known);
        }
    }

    private void AdoptOrphans(ImmutableArray<RuntimePod> pods)
    {
        var uids = node.Store.List(PodObject.Resource, @namespace: null).Items.Select(UidOf).ToHashSet(StringComparer.Ordinal);
        RemoveLeftoverFiles(uids, pods);
        foreach (var pod in pods.Where(p => !uids.Contains(p.Pod.Uid) && !node.IsStatic(p.Pod.Uid) && Find(p.Pod.Uid) is null))
        {
            LogOrphan(logger, pod.Pod);
            Start(pod.Pod, first: null, seen: null);
        }
    }

    private void RemoveLeftoverFiles(HashSet<string> there, ImmutableArray<RuntimePod> pods)
    {
        foreach (var uid in node.Directories.List().Where(uid => !there.Contains(uid) && !node.IsStatic(uid) && !pods.Any(p => p.Pod.Uid == uid) && Find(uid) is null))
        {
            try
            {
                node.Directories.Remove(uid);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                LogLeftover(logger, e, uid); // the next relist tries again
            }
        }
    }

    private static string UidOf(Store.StoredObject stored) =>
        !stored.Document.TryGetProperty("metadata", out var metadata) ? ""
        : metadata.TryGetProperty("annotations", out var notes) && notes.ValueKind == System.Text.Json.JsonValueKind.Object
            && notes.TryGetProperty(PodAnnotations.Mirror, out var hash) ? hash.GetString() ?? ""
        : metadata.TryGetProperty("uid", out var uid) ? uid.GetString() ?? "" : "";
}
