using LocalPods.Api.Core;
using LocalPods.Orchestrator.Events;
using LocalPods.Orchestrator.Pods.Admission;
using LocalPods.Orchestrator.Pods.Status;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Pods;

internal sealed partial class PodWorker
{
    private bool _placed; // the pod has its room on the node, or was refused
    private string? _unschedulableTold;

    // A pod that this worker meets for the first time.
    private void Admit(Pod pod)
    {
        _placed = pod.IsTerminal() || pod.Status.StartTime is not null; // else the next step that knows what the engine holds decides
        if (_placed && !pod.IsTerminal())
        {
            ResumeResize(pod);
        }
    }

    // The server puts pods that name no node on this one, and says so; whoever names the node by himself has it decided.
    private static bool WasLeftToUs(Pod pod) =>
        !pod.IsMirror() && (string.IsNullOrEmpty(pod.Spec.NodeName) || pod.Status.Conditions.Any(c => c.Type == PodConditionTypes.PodScheduled));

    // Where no scheduler chose among nodes, a pod waits for room as it would wait for one. True as long as it does.
    private bool AwaitsRoom(RuntimePod seen, DateTimeOffset now)
    {
        if (_placed || _object is not { } current)
        {
            return false;
        }

        var pod = current.Pod;
        if (pod.Metadata.DeletionTimestamp is not null)
        {
            _placed = true;
            return false;
        }

        if (!seen.IsEmpty)
        {
            _placed = true; // by a daemon that died before it could say so
            ResumeResize(pod);
            return false;
        }

        if (!WasLeftToUs(pod))
        {
            _placed = true;
            TakeOrRefuse(pod);
            return false;
        }

        var misfits = _node.Allocations.TryTake(Identity.Uid, pod.Spec, alreadyThere: false);
        if (misfits.IsEmpty)
        {
            _placed = true;
            TellScheduled(pod);
            Welcome(pod);
            Reject(pod, PodAdmission.Refuse(pod, _node.Node().AppArmor));
            return false;
        }

        _node.Allocations.Wait(Identity.Uid);
        TellUnschedulable(current, $"0/1 nodes are available: {string.Join(", ", misfits.Select(m => $"1 {m.Scheduling}").Order(StringComparer.Ordinal))}.", now);
        return true;
    }

    // A pod that somebody put on this node.
    private void TakeOrRefuse(Pod pod)
    {
        if (!pod.IsMirror())
        {
            TellScheduled(pod);
        }

        Welcome(pod);
        var refusal = PodAdmission.Refuse(pod, _node.Node().AppArmor);
        if (refusal is null && _node.Allocations.TryTake(Identity.Uid, pod.Spec, alreadyThere: true) is [var first, ..])
        {
            refusal = new PodVerdict(first.Reason, first.Message);
        }

        Reject(pod, refusal);
    }

    private void TellUnschedulable(PodObject current, string message, DateTimeOffset now)
    {
        if (message != _unschedulableTold)
        {
            _unschedulableTold = message;
            var taken = string.Concat(HostPorts.OfPods(_node.Store, current.Pod).Select(h => $"; host port {h.Port.Title} is taken by {h.Who}"));
            _node.Events.Record(new EventNote(current.Pod.Target, EventType.Warning, "FailedScheduling", message + taken) { Component = "default-scheduler" });
        }

        var before = current.Pod.Status.Conditions.FirstOrDefault(c => c.Type == PodConditionTypes.PodScheduled);
        if (_inFlight.ContainsKey(StatusKey) || (before is { Status: ConditionStatuses.False } && before.Message == message))
        {
            return;
        }

        var condition = new PodCondition
        {
            Type = PodConditionTypes.PodScheduled,
            Status = ConditionStatuses.False,
            Reason = "Unschedulable",
            Message = message,
            ObservedGeneration = current.Pod.Metadata.Generation,
            LastTransitionTime = before is { Status: ConditionStatuses.False } ? before.LastTransitionTime : WholeSeconds.Of(now),
        };
        var status = current.Pod.Status with { Conditions = [.. current.Pod.Status.Conditions.Where(c => c.Type != PodConditionTypes.PodScheduled), condition] };
        Begin(StatusKey, null, () => _actor.WriteUnscheduledAsync(current, status, _abandon!.Token));
    }

    private void TellScheduled(Pod pod)
    {
        var assigned = $"Successfully assigned {Identity} to {_node.Node().Name}";
        _node.Events.Record(new EventNote(pod.Target, EventType.Normal, "Scheduled", assigned) { Component = "default-scheduler" });
    }

    private void Welcome(Pod pod)
    {
        if (_node.PullSecrets.Read(pod).Missing is { IsEmpty: false } missing)
        {
            _node.Events.Warning(
                pod.Target,
                "FailedToRetrieveImagePullSecret",
                $"Unable to retrieve some image pull secrets ({string.Join(", ", missing)}); attempting to pull the image may not succeed.");
        }
    }

    private void Reject(Pod pod, PodVerdict? refusal)
    {
        if (refusal is not null)
        {
            _rejection = refusal;
            _node.Allocations.Release(Identity.Uid);
            _node.Events.Warning(pod.Target, refusal.Reason, refusal.Message);
        }
    }
}
