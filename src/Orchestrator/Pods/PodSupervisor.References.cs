using LocalPods.Orchestrator.PodEnvironment;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Pods;

internal sealed partial class PodSupervisor
{
    private readonly ReferenceIndex _references = new();

    // A config map or secret that appears or changes is tried at once by those who wait for it, or who failed with what it was.
    private Task WatchReferencesAsync(CancellationToken stopping) =>
        Task.WhenAll(WatchReferencesAsync(StoredConfig.ConfigMaps, stopping), WatchReferencesAsync(StoredConfig.Secrets, stopping));

    private async Task WatchReferencesAsync(string resource, CancellationToken stopping)
    {
        for (var first = true; ; first = false)
        {
            var since = node.Store.Revision;
            using var watch = node.Store.Watch(resource, @namespace: null, since);
            if (!first)
            {
                // What was missed may have been about any of them.
                _references.All().Where(key => key.Resource == resource).ToList().ForEach(key => Tell(key, since));
            }

            try
            {
                while (await watch.WaitToReadAsync(stopping))
                {
                    while (watch.TryRead(out var change))
                    {
                        if (change.Type != StoreChangeType.Deleted && HasOtherData(change))
                        {
                            Tell(change.Object.Key, change.Object.Revision);
                        }
                    }
                }

                return; // the store was closed
            }
            catch (StoreException e) when (e.Failure == StoreFailure.Expired)
            {
                LogFellBehind(logger);
            }
        }
    }

    // Only while it has a worker: the end of that forgets them.
    private void NoteReferences(PodObject pod)
    {
        lock (_gate)
        {
            if (_workers.ContainsKey(pod.Uid))
            {
                _references.Set(pod.Uid, PodReferences.Of(pod.Pod));
            }
        }
    }

    private void Tell(ObjectKey changed, long revision)
    {
        foreach (var (podUid, containers) in _references.Of(changed))
        {
            Find(podUid)?.ReferenceChanged(containers, revision);
        }
    }

    private static bool HasOtherData(StoreChange change) => change.Previous is not { } before || ((string[])["data", "binaryData"]).Any(field =>
        Raw(change.Object, field) != Raw(before, field));

    private static string Raw(StoredObject of, string field) =>
        of.Document.TryGetProperty(field, out var data) ? data.GetRawText() : "";
}
