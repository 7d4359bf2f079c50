using LocalPods.Api.Core;
using LocalPods.Api.Defaulting;
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

    /// <summary>
    /// Maps what the containers of a pod are given together, for its control group (as kubelet <c>cm/helpers_linux.go</c>): the
    /// pod's own amounts, else the sums over its containers, and its overhead. Without a limit of the pod's own there is none
    /// unless every container has one.
    /// </summary>
    public static ContainerResources OfPod(Pod pod)
    {
        var spec = pod.Spec;
        var cpu = LimitOfAll(spec, ResourceNames.Cpu);
        return new ContainerResources
        {
            CpuShares = pod.Status.QosClass == QosClasses.BestEffort ? LeastShares : Shares(PodResourceSums.RequestWithOverhead(spec, ResourceNames.Cpu).MilliValue),
            CpuQuota = cpu is { } limit ? Math.Max(LeastQuota, limit.MilliValue * Period / 1000) : 0,
            CpuPeriod = Period,
            MemoryBytes = LimitOfAll(spec, ResourceNames.Memory)?.Value ?? 0,
        };
    }

    private static Quantity? LimitOfAll(PodSpec spec, string resource)
    {
        var limit = Positive(spec.Resources?.Limits, resource)
            ?? (spec.AllContainers().All(c => Positive(c.Resources.Limits, resource) is not null) ? PodResourceSums.Limits(spec, resource) : null);
        return limit is { } some && Positive(spec.Overhead, resource) is { } more ? some + more : limit;
    }

    private static Quantity? Positive(ImmutableSortedDictionary<string, Quantity>? amounts, string name) =>
        amounts is not null && amounts.TryGetValue(name, out var amount) && amount.Sign > 0 ? amount : null;

    private static long Shares(long? milli) =>
        milli is { } request ? Math.Clamp(request * 1024 / 1000, LeastShares, MostShares) : LeastShares;

    private static long? Milli(ImmutableSortedDictionary<string, Quantity>? amounts, string name) =>
        amounts is not null && amounts.TryGetValue(name, out var amount) ? amount.MilliValue : null;

    private static long? Whole(ImmutableSortedDictionary<string, Quantity>? amounts, string name) =>
        amounts is not null && amounts.TryGetValue(name, out var amount) ? amount.Value : null;
}
