using LocalPods.Api.Core;
using LocalPods.Api.Defaulting;
using LocalPods.Api.Quantities;

namespace LocalPods.Orchestrator.Pods;

/// <summary>How much the containers of a pod may hold on the node's disk, each and all together (spec 9.7). Pure.</summary>
internal static class StorageLimits
{
    private const string OfAll = "Pod ephemeral local storage usage exceeds the total limit of containers ";
    private const string OfOne = " exceeded its local ephemeral storage limit ";

    /// <summary>Most that all of the pod may hold together; null when no container has a limit, and then none can be exceeded.</summary>
    public static Quantity? OfPod(PodSpec spec) => PodResourceSums.Limits(spec, ResourceNames.EphemeralStorage);

    /// <summary>Why the pod must end; null when it keeps to its limits.</summary>
    /// <param name="spec">Of the pod.</param>
    /// <param name="containers">Bytes that its running containers hold, by name.</param>
    /// <param name="volumes">Bytes that its volumes hold.</param>
    public static PodVerdict? Exceeded(PodSpec spec, IReadOnlyDictionary<string, long> containers, long volumes)
    {
        if (OfPod(spec) is not { } all)
        {
            return null;
        }

        // In a kubelet's order: only what keeps to the limit of the pod is told by its container.
        if (containers.Values.Sum() + volumes > all.Value)
        {
            return new PodVerdict(PodVerdict.Evicted, $"{OfAll}{all}. ");
        }

        return spec.Containers.FirstOrDefault(c => LimitOf(c) is { IsZero: false } limit && containers.GetValueOrDefault(c.Name) > limit.Value) is { } greedy
            ? new PodVerdict(PodVerdict.Evicted, $"Container {greedy.Name}{OfOne}\"{LimitOf(greedy)}\". ")
            : null;
    }

    /// <summary>Whether the message of an evicted pod speaks of these limits.</summary>
    public static bool AreMeantBy(string message) =>
        message.StartsWith(OfAll, StringComparison.Ordinal) || message.Contains(OfOne, StringComparison.Ordinal);

    private static Quantity? LimitOf(Container container) =>
        container.Resources.Limits is { } limits && limits.TryGetValue(ResourceNames.EphemeralStorage, out var limit) ? limit : null;
}
