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
        using var follower = new StoreFollower(node.Store, resource);
        for (var first = true; await follower.NextAsync(stopping) is { } news; first = false)
        {
            if (news.All is { } all && !first)
            {
                // What was missed may have been about any of them.
                LogFellBehind(logger);
                _references.All().Where(key => key.Resource == resource).ToList().ForEach(key => Tell(key, all.Revision));
            }

            foreach (var change in news.Changes.Where(c => c.Type != StoreChangeType.Deleted && HasOtherData(c)))
            {
                Tell(change.Object.Key, change.Object.Revision);
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
