using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Pods.Planning;

/// <summary>
/// What nobody needs any more (spec 4.8): of each container one dead instance is kept, for <c>logs -p</c>; of the
/// sandboxes the newest.
/// </summary>
internal static class GarbagePlanner
{
    public const int DeadInstancesKept = 1;

    public static void Plan(PlanInput input, PlanDraft draft)
    {
        foreach (var instances in input.Seen.Containers.GroupBy(c => c.Name, StringComparer.Ordinal))
        {
            // Removing competes with starting on the engine: first things first.
            if (!draft.Starts(instances.Key) && !input.IsBusy(PodAction.StartKey(instances.Key)))
            {
                foreach (var dead in instances.Where(c => c.State == ContainerState.Exited).Skip(DeadInstancesKept))
                {
                    draft.Do(new PodAction.RemoveContainer(dead.Id));
                }
            }
        }

        foreach (var old in input.Seen.Sandboxes.Skip(1))
        {
            if (!old.Ready && !input.Seen.Containers.Any(c => c.Sandbox == old.Id) && !input.IsBusy(PodAction.SandboxKey))
            {
                draft.Do(new PodAction.RemoveSandbox(old.Id));
            }
        }
    }
}
