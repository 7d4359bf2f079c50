using LocalPods.Orchestrator.Pods.Planning;

namespace LocalPods.Orchestrator.Pods;

internal sealed partial class PodWorker
{
    // Whoever asked for it, or changed what failed, is not kept waiting for what was before.
    private void ForgetBackoff(string container)
    {
        _failures.Remove(container);
        _backoffTold.Remove(container);
        _retryAt.Remove(PodAction.StartKey(container));
        if (_seen is { } seen && PastRuns.Newest(seen, container) is { } ended)
        {
            _retried.Add(ended.Id);
        }

        if (_object?.Pod.Find(container) is { } found)
        {
            _node.Images.Retry(Identity.Uid, found.Container);
        }
    }

    // Whether what a container needs was written while its start was under way.
    private bool ChangedSince(string container, long revision)
    {
        lock (_requests)
        {
            return _referencesOf.GetValueOrDefault(container) > revision;
        }
    }

    private ImmutableArray<BackoffWait> Backoffs(PodStage stage, DateTimeOffset now) =>
        stage != PodStage.Syncing || _object is null
            ? []
            : [.. _failures
                .Where(f => f.Value.NextTry > now && !_inFlight.ContainsKey(PodAction.StartKey(f.Key)))
                .OrderBy(f => f.Key, StringComparer.Ordinal)
                .Select(f => new BackoffWait(f.Key, f.Value.Reason, f.Value.NextTry ?? now))];
}
