using LocalPods.Api.Core;
using LocalPods.Orchestrator.Events;
using LocalPods.Orchestrator.Images;
using LocalPods.Orchestrator.Pods.Planning;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Pods;

internal sealed partial class PodWorker
{
    private const string LookKey = "look";
    private const string StatusKey = "status";
    private const string VolumesKey = "volumes";
    private const string MeasureKey = "measure";

    /// <summary>A look is put off this long at most while the worker itself is changing things, because its end asks for a look anyway.</summary>
    private static readonly TimeSpan LongestBlindness = TimeSpan.FromSeconds(1);

    private PodObject? _object;
    private PodVerdict? _rejection;
    private DateTimeOffset? _startTime;
    private DateTimeOffset? _terminatingSince;
    private SandboxId? _changedSandboxTold;

    // One step. Null when the worker has nothing left to do; else how long to wait for the next when nothing happens.
    private TimeSpan? Step()
    {
        TakeRequests();
        while (_ended.TryDequeue(out var end))
        {
            Apply(end);
        }

        if (_forgotten)
        {
            _node.Allocations.Release(Identity.Uid);
            return null;
        }

        var now = _node.Clock.GetUtcNow();
        var due = BeginLookIfNeeded(now);
        if (_seen is not { } seen || AwaitsRoom(seen, now))
        {
            return due - now ?? Timeout.InfiniteTimeSpan;
        }

        TryPendingResize();
        var input = Input(seen, now);
        var plan = PodPlanner.Plan(input);
        Note(plan, now);
        NoteResizeDone(plan, seen, input);
        foreach (var action in plan.Actions)
        {
            Begin(action, now);
        }

        if (plan.Stage == PodStage.Terminated || _object?.Pod.IsTerminal() == true)
        {
            _node.Allocations.Release(Identity.Uid);
        }

        if (_object is not null)
        {
            var shown = WithoutUnfinishedStarts(seen);
            _node.Probes.Observe(_object.Pod, shown, plan.Stage != PodStage.Syncing);
            due = Earliest(Earliest(due, BeginReportIfNeeded(plan, shown, input)), BeginVolumesIfNeeded(plan.Stage, now));
            due = Earliest(due, BeginMeasureIfNeeded(plan.Stage, now));
        }

        _node.Backoffs.Set(Identity.Uid, Backoffs(plan.Stage, now));
        due = Earliest(Earliest(due, plan.Due), BackoffsToldAgain(plan));
        due = Earliest(Earliest(due, TellSlowStop(plan.Stage, now)), TellExceededGrace(plan.Stage, now));
        return due is null ? Timeout.InfiniteTimeSpan : due > now ? due - now : TimeSpan.Zero;
    }

    private void TakeRequests()
    {
        Requests asked;
        PodObject? offered;
        ImmutableArray<string> retries;
        lock (_requests)
        {
            (asked, _asked) = (_asked, Requests.None);
            (retries, _retries) = (_retries, []);
            offered = _offered;
        }

        _lookWanted |= asked.HasFlag(Requests.Look);
        if (asked.HasFlag(Requests.Retry))
        {
            _retryAt.Clear();
        }

        if (asked.HasFlag(Requests.Images))
        {
            foreach (var (name, _) in _failures.Where(f => ImageReasons.Mendable.Contains(f.Value.Reason)))
            {
                _retryAt.Remove(PodAction.StartKey(name));
            }
        }

        if (asked.HasFlag(Requests.Volumes))
        {
            _refreshWanted = true;
            retries = retries.AddRange(_failures.Where(f => f.Value.IsForVolume && !retries.Contains(f.Key)).Select(f => f.Key));
        }

        _gone |= asked.HasFlag(Requests.Gone);
        if (_gone)
        {
            _object = null;
        }
        else if (offered is not null)
        {
            Adopt(offered);
        }

        foreach (var container in retries)
        {
            ForgetBackoff(container);
        }
    }

    // Takes a newer object, from the watch or from a write of its own.
    private void Adopt(PodObject newer)
    {
        if (_gone || (_object is not null && newer.Stored.Revision <= _object.Stored.Revision))
        {
            return;
        }

        _refreshWanted |= ShowsOther(_object?.Pod, newer.Pod);
        if (_object is null)
        {
            Admit(newer.Pod);
        }
        else
        {
            NoteResize(newer.Pod);
            if (TerminationPlanner.GraceSeconds(newer.Pod) < TerminationPlanner.GraceSeconds(_object.Pod))
            {
                _terminatingSince = null; // a shorter grace period begins anew
            }

            if (MayMend(_object.Pod, newer.Pod))
            {
                foreach (var container in newer.Pod.Spec.Containers.Concat(newer.Pod.Spec.InitContainers))
                {
                    ForgetBackoff(container.Name);
                }
            }
        }

        _object = newer;
        _unshown = false;
        lock (_requests)
        {
            _offered = newer;
        }
    }

    private PlanInput Input(RuntimePod seen, DateTimeOffset now) => new()
    {
        Pod = Current?.Pod,
        Limits = Limits().Each,
        Limited = _limited.ToImmutableDictionary(),
        PodLimits = Limits().Together,
        PodLimited = _podLimited,
        Seen = seen,
        Now = now,
        Rejected = _rejection is not null,
        Verdicts = _node.Probes.Results(Identity.Uid),
        Busy = [.. _inFlight.Keys.Where(key => key is not (LookKey or StatusKey or VolumesKey or MeasureKey)), .. _unsettled],
        RetryAt = _retryAt.ToImmutableDictionary(),
        Killing = _killing.ToImmutableDictionary(),
        Replaced = [.. _replaced],
        Retried = [.. _retried],
        CarriedDelays = _carriedDelays.ToImmutableDictionary(),
        StopBegun = [.. _stopBegun],
        Attempts = _attempts.ToImmutableDictionary(),
        TerminatingSince = _terminatingSince,
        Eviction = _eviction,
    };

    private void Note(PodPlan plan, DateTimeOffset now)
    {
        if (plan.Stage == PodStage.Syncing)
        {
            _terminatingSince = null;
        }
        else if (_terminatingSince is null)
        {
            _terminatingSince = now;
            _waiting?.Cancel();
            _retryAt.Remove(PodAction.CgroupKey); // what it could not be limited to does not matter any more
            if (plan.Termination is { } ending && _object is { } ended)
            {
                Action<EventTarget, string, string> tell = ending.Reason == PodVerdict.Evicted ? _node.Events.Warning : _node.Events.Normal;
                tell(ended.Pod.Target, ending.Reason, ending.Message);
            }
        }

        if (_object is not { } current)
        {
            return;
        }

        if (plan.ChangedSandbox is { } changed && changed != _changedSandboxTold)
        {
            _changedSandboxTold = changed;
            _node.Events.Normal(current.Pod.Target, "SandboxChanged", "Pod sandbox changed, it will be killed and re-created.");
        }

        foreach (var wait in plan.BackingOff)
        {
            NoteBackoff(current.Pod, wait, now);
        }

        foreach (var wait in plan.MissingTargets.Where(w => !_failures.ContainsKey(w.Name)))
        {
            var message = $"unable to find target container {wait.Target}";
            _failures[wait.Name] = new StartFailure("CreateContainerConfigError", message, now);
            _node.Events.Warning(current.Pod.TargetOf(wait.Name, null), "Failed", $"Error: {message}");
        }
    }

    private static DateTimeOffset? Earliest(DateTimeOffset? a, DateTimeOffset? b) => a is null || b < a ? b ?? a : a;
}
