using LocalPods.Api.Core;
using LocalPods.Orchestrator.PodEnvironment;
using LocalPods.Orchestrator.Store;
using LocalPods.Orchestrator.Volumes;

namespace LocalPods.Orchestrator.Pods;

internal sealed partial class PodSupervisor
{
    private readonly ReferenceIndex _references = new();

    private static readonly ImmutableArray<string> s_dataFields = ["data", "binaryData"];
    private static readonly ImmutableArray<string> s_claimFields = ["spec", "status"];

    // What appears or changes is tried at once by those who wait for it, or who failed with what it was, and seen in volumes.
    private Task WatchReferencesAsync(CancellationToken stopping) => Task.WhenAll(
        WatchReferencesAsync(StoredConfig.ConfigMaps, s_dataFields, stopping),
        WatchReferencesAsync(StoredConfig.Secrets, s_dataFields, stopping),
        WatchReferencesAsync(PodClaims.Resource, s_claimFields, stopping));

    private async Task WatchReferencesAsync(string resource, ImmutableArray<string> fields, CancellationToken stopping)
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

            foreach (var change in news.Changes)
            {
                if (change.Type == StoreChangeType.Deleted)
                {
                    TellVolumes(change.Object.Key, change.Object.Revision);
                }
                else if (HasOther(fields, change))
                {
                    Tell(change.Object.Key, change.Object.Revision);
                }
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

    private void TellVolumes(ObjectKey of, long revision)
    {
        foreach (var (podUid, containers) in _references.Of(of))
        {
            Find(podUid)?.VolumesChanged(containers, revision);
        }
    }

    // A claim that is for one pod alone is the next one's as soon as a pod has it no longer.
    private void TellOfClaims(Pod pod, long revision)
    {
        foreach (var claim in PodClaims.NamesOf(pod))
        {
            TellVolumes(new ObjectKey(PodClaims.Resource, pod.Metadata.Namespace ?? "", claim), revision);
        }
    }

    private static bool HasOther(ImmutableArray<string> fields, StoreChange change) =>
        change.Previous is not { } before || fields.Any(field => Raw(change.Object, field) != Raw(before, field));

    private static string Raw(StoredObject of, string field) =>
        of.Document.TryGetProperty(field, out var data) ? data.GetRawText() : "";
}
