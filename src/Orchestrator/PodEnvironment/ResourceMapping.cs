using LocalPods.Api.Core;
using LocalPods.Api.Quantities;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.PodEnvironment;

/// <summary>Requests and limits in the kernel's units (spec 2.7).</summary>
internal static class ResourceMapping
{
    private const long LeastShares = 2;
    private const long MostShares = 262_144;
    private const long Period = 100_000;
    private const long LeastQuota = 1_000;

    /// <summary>Maps the values of one container.</summary>
    /// <param name="pod">Its quality of service class decides who is killed first.</param>
    /// <param name="container">Its requests and limits.</param>
    /// <param name="nodeMemoryBytes">Capacity of the node; 0 when not known.</param>
    public static ContainerResources Map(Pod pod, Container container, long nodeMemoryBytes)
    {
        var cpuLimit = Milli(container.Resources.Limits, "cpu") ?? Milli(pod.Spec.Resources?.Limits, "cpu");
        var cpuRequest = Milli(container.Resources.Requests, "cpu") ?? cpuLimit;
        var memoryLimit = Whole(container.Resources.Limits, "memory") ?? Whole(pod.Spec.Resources?.Limits, "memory");
        return new ContainerResources
        {
            CpuShares = Shares(cpuRequest),
            CpuQuota = cpuLimit is > 0 and { } limit ? Math.Max(LeastQuota, limit * Period / 1000) : 0,
            CpuPeriod = Period,
            MemoryBytes = memoryLimit ?? 0,
            OomScoreAdjust = OomScores.Of(pod, container, nodeMemoryBytes),
        };
    }

    private static long Shares(long? milli) =>
        milli is { } request ? Math.Clamp(request * 1024 / 1000, LeastShares, MostShares) : LeastShares;

    private static long? Milli(ImmutableSortedDictionary<string, Quantity>? amounts, string name) =>
        amounts is not null && amounts.TryGetValue(name, out var amount) ? amount.MilliValue : null;

    private static long? Whole(ImmutableSortedDictionary<string, Quantity>? amounts, string name) =>
        amounts is not null && amounts.TryGetValue(name, out var amount) ? amount.Value : null;
}
