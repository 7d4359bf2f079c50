using LocalPods.Orchestrator.Events;

namespace LocalPods.Orchestrator.Pods;

internal sealed partial class PodWorker
{
    private DateTimeOffset? _deletingSince;
    private (bool Waiting, bool Over) _slowStopTold;

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
}
