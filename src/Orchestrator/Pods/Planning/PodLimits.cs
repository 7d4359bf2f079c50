using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Pods.Planning;

/// <summary>
/// The limits of a pod as a whole. A kernel lets no container have more than its pod, so the pod gets more before its containers do,
/// and less only after them. Pure.
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

        // Nobody knows how far an earlier daemon came: with containers that are still to be limited, the pod is not limited meanwhile.
        var wanted = input.PodLimits!;
        var most = input.PodLimited is { } has ? Most(has, wanted) : wanted with { CpuQuota = 0, MemoryBytes = 0 };
        var to = input.Seen.Containers.Any(c => Resizes.Wanted(input, c) is not null) ? most : wanted;
        if (input.PodLimited?.LimitsAs(to) != true)
        {
            draft.Do(new PodAction.LimitPod(to));
        }

        return input.PodLimited is { } limited && Covers(limited, wanted);
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
