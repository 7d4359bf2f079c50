using LocalPods.Orchestrator.Events;
using LocalPods.Orchestrator.Pods.Planning;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Pods;

internal sealed partial class PodWorker
{
    private DateTimeOffset? _deletingSince;
    private (bool Waiting, bool Over) _slowStopTold;
    private bool _exceededGraceTold;
    private DateTimeOffset? _failedLookToldAt;

    // Says why a deleted pod is not gone yet, once it takes long, and at its end why it took that long.
    private DateTimeOffset? TellSlowStop(PodStage stage, DateTimeOffset now)
    {
        if (_object?.Pod is not { Metadata.DeletionTimestamp: not null } pod || stage == PodStage.Syncing || _slowStopTold.Over)
        {
            return null;
        }

        var since = _deletingSince ??= now;
        if (now <= since + SlowStop.After)
        {
            _slowStopTold.Over = stage == PodStage.Terminated;
            return stage == PodStage.Terminating ? since + SlowStop.After + TimeSpan.FromMilliseconds(1) : null;
        }

        if (stage == PodStage.Terminated)
        {
            _slowStopTold.Over = true;
            _node.Events.Normal(pod.Target, SlowStop.Reason, SlowStop.Took(pod, _record.Read().Entries, since, now));
        }
        else if (!_slowStopTold.Waiting)
        {
            _slowStopTold.Waiting = true;
            _node.Events.Normal(pod.Target, SlowStop.Reason, SlowStop.Waiting(pod, _record.Read().Entries, since, now));
        }

        return null;
    }

    // Says so once when containers run on long after their grace period (spec 8.3): the engine does not do what it was asked.
    private DateTimeOffset? TellExceededGrace(PodStage stage, DateTimeOffset now)
    {
        if (stage != PodStage.Terminating || _exceededGraceTold || _object?.Pod is not { } pod || _terminatingSince is not { } since)
        {
            return null;
        }

        var late = since + SlowStop.LateAfter(TerminationPlanner.GraceSeconds(pod));
        if (now < late)
        {
            return late;
        }

        _exceededGraceTold = true;
        _node.Events.Warning(pod.Target, "ExceededGracePeriod", "Container runtime did not kill the pod within specified grace period.");
        return null;
    }

    // An engine that is away as a whole is the node's news, not that of each of its pods.
    private void TellFailedLook(Exception error)
    {
        var now = _node.Clock.GetUtcNow();
        if (_object is null || error is ContainerRuntimeException { Failure: RuntimeFailure.Unavailable } || now < _failedLookToldAt + TellAgainAfter)
        {
            return;
        }

        _failedLookToldAt = now;
        _node.Events.Warning(_object.Pod.Target, "FailedSync", $"error determining status: {error.Message}");
    }
}
