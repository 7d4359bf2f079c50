using LocalPods.Api.Core;
using ContainerStatus = LocalPods.Orchestrator.Runtime.ContainerStatus;

namespace LocalPods.Orchestrator.Pods.Planning;

/// <summary>When an ended container may start again, from what is known of it.</summary>
internal static class Restarts
{
    public static CrashLoopDecision Decide(Pod pod, Container container, ContainerStatus ended, PlanInput input)
    {
        var finishedAt = ended.FinishedAt ?? input.Now;
        if (input.Retried.Contains(ended.Id) || (ended.Hash.Length > 0 && ended.Hash != ContainerHash.Of(container)))
        {
            return new CrashLoopDecision(finishedAt, TimeSpan.Zero, Next: null); // another image, or somebody's wish: afresh
        }

        var countsFrom = input.Replaced.Contains(ended.Id) ? PastRuns.EndBefore(pod, input.Seen, ended) : finishedAt;
        return CrashLoopBackoff.Decide(CrashLoopBackoff.DelayOf(ended), ended.CreatedAt, finishedAt, countsFrom);
    }
}
