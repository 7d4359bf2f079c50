using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Pods.Planning;

/// <summary>
/// The limits of a pod as a whole. A kernel lets no container have more than its pod, so the pod gets more before its containers do,
/// and less only after them. More comes first in any case: a kernel that does not grant the less keeps nobody from it. Pure.
/// </summary>
internal static class PodLimits
{
    /// <summary>Whether the pod has what its spec asks for, as far as this worker has seen to it.</summary>
    public static bool AreInForce(PlanInput input) =>
        !input.Seen.HasCgroup || input.PodLimits is not { } wanted || input.PodLimited?.LimitsAs(wanted) == true;

    /// <summary>Plans what is to be done about them.</summary>
    /// <returns>False when nothing else may be decided before the pod has more.</returns>
    public static bool Plan(PlanInput input, PlanDraft draft)
    {
        if (AreInForce(input))
        {
            return true;
        }

        var wanted = input.PodLimits!;
        var follow = input.Seen.Containers.Any(c => Resizes.Wanted(input, c) is not null);
        if (input.PodLimited is not { } has)
        {
            // Nobody knows how far an earlier daemon came: with containers that are still to be limited, the pod is not limited meanwhile.
            draft.Do(new PodAction.LimitPod(follow ? wanted with { CpuQuota = 0, MemoryBytes = 0 } : wanted));
            return false;
        }

        var covers = Covers(has, wanted);
        var to = follow || !covers ? Most(has, wanted) : wanted;
        if (!has.LimitsAs(to))
        {
            draft.Do(new PodAction.LimitPod(to));
        }

        return covers;
    }

    /// <summary>Whether a pod that has one may hold a container that has the other. Shares are no limit.</summary>
    public static bool Covers(ContainerResources has, ContainerResources wanted) =>
        Most(has, wanted) is var most && (most.CpuQuota, most.MemoryBytes) == (has.CpuQuota, has.MemoryBytes);

    private static ContainerResources Most(ContainerResources has, ContainerResources wanted) => wanted with
    {
        CpuQuota = has.CpuQuota == 0 || wanted.CpuQuota == 0 ? 0 : Math.Max(has.CpuQuota, wanted.CpuQuota),
        MemoryBytes = has.MemoryBytes == 0 || wanted.MemoryBytes == 0 ? 0 : Math.Max(has.MemoryBytes, wanted.MemoryBytes),
    };
}
