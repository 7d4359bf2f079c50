using LocalPods.Api.Serialization;
using LocalPods.Orchestrator.Pods.Planning;
using LocalPods.Orchestrator.Pods.Status;
using LocalPods.Orchestrator.Runtime;
using ContainerState = LocalPods.Orchestrator.Runtime.ContainerState;
using ContainerStatus = LocalPods.Orchestrator.Runtime.ContainerStatus;

namespace LocalPods.Orchestrator.Pods;

internal sealed partial class PodWorker
{
    // Writes the status when it changed and no write is under way; the end of one causes another look.
    private DateTimeOffset? BeginReportIfNeeded(PodPlan plan, RuntimePod seen, PlanInput input)
    {
        var (current, now) = (Current!, input.Now);
        _startTime ??= current.Pod.Status.StartTime ?? new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
        if (_unshown || _inFlight.ContainsKey(StatusKey))
        {
            return null;
        }

        var status = PodStatusBuilder.Build(current.Pod, seen, Facts(plan, seen, input), now);
        if (ApiJson.ToBytes(status).AsSpan().SequenceEqual(current.StatusJson))
        {
            return null;
        }

        _record.Observe(status);
        if (_retryAt.TryGetValue(StatusKey, out var retryAt) && retryAt > now)
        {
            return retryAt;
        }

        Begin(StatusKey, null, () => _actor.WriteStatusAsync(current, status, _abandon!.Token));
        return null;
    }

    // A container whose postStart hook has not returned counts as not started yet, for users and for probes (spec 6).
    private RuntimePod WithoutUnfinishedStarts(RuntimePod seen)
    {
        bool IsUnfinished(ContainerStatus c) => c.State == ContainerState.Running
            && _inFlight.ContainsKey(PodAction.StartKey(c.Name))
            && _object!.Pod.Find(c.Name)?.Container.Lifecycle?.PostStart is not null;

        return seen.Containers.Any(IsUnfinished)
            ? seen with { Containers = [.. seen.Containers.Select(c => IsUnfinished(c) ? c with { StartedAt = null } : c)] }
            : seen;
    }

    private PodFacts Facts(PodPlan plan, RuntimePod seen, PlanInput input) => new()
    {
        StartTime = _startTime!.Value,
        HostIps = _node.Node().HostIps,
        Stage = plan.Stage,
        Rejection = _rejection,
        Termination = plan.Termination,
        RestartsAll = plan.RestartsAll,
        Resize = ResizeFactsNow(seen, input),
        Containers = _failures.ToImmutableSortedDictionary(f => f.Key, f => new ContainerFacts { Failure = f.Value }, StringComparer.Ordinal),
        Probes = _node.Probes.Results(Identity.Uid),
        TerminationMessages = _messages.Where(m => m.Value.Length > 0).ToImmutableDictionary(),
    };
}
