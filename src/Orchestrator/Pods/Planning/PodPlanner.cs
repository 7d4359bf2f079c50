using LocalPods.Api.Core;

namespace LocalPods.Orchestrator.Pods.Planning;

/// <summary>
/// Decides what a pod needs next (spec 4.5). Pure: it reads its argument and nothing else, so every rule of a pod's life
/// is a row in a test table.
/// </summary>
internal static class PodPlanner
{
    public static PodPlan Plan(PlanInput input)
    {
        var draft = new PlanDraft(input);
        if (input.Pod is null || MustEnd(input.Pod, input, draft))
        {
            TerminationPlanner.Plan(input, draft);
        }
        else if (!SyncPlanner.Plan(input.Pod, input, draft))
        {
            draft = new PlanDraft(input); // what was to be kept alive beside the containers ends with them
            TerminationPlanner.Plan(input, draft);
        }

        if (input.Pod is { Metadata.DeletionTimestamp: null })
        {
            GarbagePlanner.Plan(input, draft);
        }

        return draft.ToPlan();
    }

    private static bool MustEnd(Pod pod, PlanInput input, PlanDraft draft)
    {
        if (pod.Metadata.DeletionTimestamp is not null || input.Rejected || pod.IsTerminal())
        {
            return true;
        }

        if (input.Eviction is { } eviction)
        {
            draft.Termination = eviction;
            return true;
        }

        if (pod.Spec.ActiveDeadlineSeconds is not { } seconds || pod.Status.StartTime is not { } startTime)
        {
            return false;
        }

        var deadline = startTime + TimeSpan.FromSeconds(seconds);
        if (deadline > input.Now)
        {
            draft.LookAgainAt(deadline);
            return false;
        }

        draft.Termination = new PodVerdict("DeadlineExceeded", "Pod was active on the node longer than the specified deadline");
        return true;
    }
}
