using LocalPods.Api.Core;
using LocalPods.Api.Durations;
using LocalPods.Api.History;
using LocalPods.Orchestrator.Events;
using LocalPods.Orchestrator.Pods.Planning;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Pods;

internal sealed partial class PodWorker
{
    /// <summary>What lasts is told again after so long, as a kubelet syncs a pod to which nothing happens.</summary>
    private static readonly TimeSpan TellAgainAfter = TimeSpan.FromSeconds(60);

    private readonly Dictionary<string, (ContainerId Instance, DateTimeOffset At)> _backoffTold = new(StringComparer.Ordinal);

    private void NoteBackoff(Pod pod, CrashLoopWait wait, DateTimeOffset now)
    {
        var told = _backoffTold.GetValueOrDefault(wait.Name);
        var known = told.Instance == wait.Instance;
        if (known && now < told.At + TellAgainAfter)
        {
            return;
        }

        _backoffTold[wait.Name] = (wait.Instance, now);
        _node.Events.Warning(
            pod.TargetOf(wait.Name, wait.Instance), "BackOff", $"Back-off restarting failed container {wait.Name} in pod {pod.Title}");
        if (known)
        {
            return;
        }

        _record.AddOnce(new HistoryEntry(wait.Until - wait.Delay, HistoryKind.BackoffStarted)
        {
            Container = wait.Name,
            Attempt = _seen!.Containers.FirstOrDefault(c => c.Id == wait.Instance)?.Attempt,
            Duration = wait.Delay,
        });
        var message = $"back-off {GoDuration.Format(wait.Delay)} restarting failed container={wait.Name} pod={pod.Title}";
        _failures[wait.Name] = new StartFailure("CrashLoopBackOff", message, now) { RetryAt = wait.Until };
    }

    private DateTimeOffset? BackoffsToldAgain(PodPlan plan)
    {
        DateTimeOffset? first = null;
        foreach (var wait in plan.BackingOff.Where(w => _backoffTold.ContainsKey(w.Name)))
        {
            first = Earliest(first, _backoffTold[wait.Name].At + TellAgainAfter);
        }

        return first;
    }

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

    // Whatever of a spec was changed, it may be what was wrong; but one more container to look into the pod with is not.
    private static bool MayMend(Pod before, Pod now) =>
        now.Metadata.Generation != before.Metadata.Generation
        && now.Spec.EphemeralContainers.Length == before.Spec.EphemeralContainers.Length
        && !now.IsDeleting();

    // Whether what a container needs was written while its start was under way; null asks for what any of them needs.
    private bool ChangedSince(string? container, long revision)
    {
        lock (_requests)
        {
            return container is null ? _referencesOf.Values.Any(of => of > revision) : _referencesOf.GetValueOrDefault(container) > revision;
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
