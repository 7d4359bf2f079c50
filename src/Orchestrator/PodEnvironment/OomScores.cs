using LocalPods.Api.Core;
using LocalPods.Api.Quantities;

namespace LocalPods.Orchestrator.PodEnvironment;

/// <summary>Who is killed first when the node runs out of memory (spec 2.7; thresholds as in kubelet <c>qos/policy.go</c>).</summary>
internal static class OomScores
{
    private const int Guaranteed = -997;
    private const int BestEffort = 1000;
    private const int LeastBurstable = 3;
    private const int MostBurstable = 999;

    /// <summary>From here on a pod is one the node cannot do without.</summary>
    private const int NodeCriticalPriority = 2_000_001_000;

    /// <summary>The score of one container.</summary>
    /// <param name="pod">Its quality of service class decides first.</param>
    /// <param name="container">The more memory it asks for, the later it is killed.</param>
    /// <param name="nodeMemory">Bytes; 0 when not known.</param>
    public static int Of(Pod pod, Container container, long nodeMemory)
    {
        if (pod.Spec.Priority >= NodeCriticalPriority)
        {
            return Guaranteed;
        }

        return pod.Status.QosClass switch
        {
            QosClasses.Guaranteed => Guaranteed,
            QosClasses.Burstable => nodeMemory <= 0 ? MostBurstable : OfBurstable(pod.Spec, container, nodeMemory),
            _ => BestEffort,
        };
    }

    private static int OfBurstable(PodSpec spec, Container container, long nodeMemory)
    {
        var score = Score(Request(container) + ShareOfRest(spec), nodeMemory);

        // A sidecar serves the others, so it is not killed before any of them.
        if (container.IsSidecar() && spec.InitContainers.Any(c => c.Name == container.Name) && !spec.Containers.IsEmpty)
        {
            score = Int128.Min(score, Score(spec.Containers.Min(Request), nodeMemory));
        }

        return (int)Int128.Clamp(score, LeastBurstable, MostBurstable);
    }

    private static Int128 Score(long request, long nodeMemory) => 1000 - (1000 * (Int128)request / nodeMemory);

    // What the pod asks for as a whole beyond its containers belongs to all of them alike.
    private static long ShareOfRest(PodSpec spec)
    {
        if (Amount(spec.Resources?.Requests) is not { } whole)
        {
            return 0;
        }

        var all = spec.Containers.Concat(spec.InitContainers.Where(c => c.IsSidecar())).ToList();
        return all.Count == 0 ? 0 : Math.Max(0, whole - all.Sum(Request)) / all.Count;
    }

    private static long Request(Container container) => Amount(container.Resources.Requests) ?? 0;

    private static long? Amount(ImmutableSortedDictionary<string, Quantity>? amounts) =>
        amounts is not null && amounts.TryGetValue(ResourceNames.Memory, out var amount) ? amount.Value : null;
}
