using System.Collections.Immutable;
using LocalPods.Api.Core;
using LocalPods.Api.Quantities;
using LocalPods.Orchestrator.PodEnvironment;

namespace LocalPods.Orchestrator.Tests.Pods;

/// <summary>Requests and limits in the kernel's units (spec 2.7).</summary>
public sealed class ResourceMappingTests
{
    private const long Gi = 1L << 30;

    [Theory]
    [Trait("spec", "PL-20")]
    [InlineData("", "", 2, 0, 0)]
    [InlineData("cpu=250m", "", 256, 0, 0)]
    [InlineData("", "cpu=500m", 512, 50_000, 0)]
    [InlineData("cpu=1", "cpu=2", 1024, 200_000, 0)]
    [InlineData("cpu=1m", "cpu=1m", 2, 1_000, 0)]
    [InlineData("cpu=1000", "", 262_144, 0, 0)]
    [InlineData("memory=1Gi", "memory=2Gi", 2, 0, 2 * Gi)]
    [InlineData("memory=1Gi", "", 2, 0, 0)]
    public void Shares_come_from_the_request_quota_and_memory_from_the_limits(string requests, string limits, long shares, long quota, long memory)
    {
        var mapped = ResourceMapping.Map(Pod("Burstable"), Container("c", requests, limits), Gi);
        (mapped.CpuShares, mapped.CpuQuota, mapped.CpuPeriod, mapped.MemoryBytes).ShouldBe((shares, quota, 100_000, memory));
    }

    [Fact]
    public void A_container_without_limits_has_those_of_its_pod()
    {
        var pod = Pod("Burstable", Resources("", "cpu=2,memory=1Gi"));
        var plain = ResourceMapping.Map(pod, Container("c", "cpu=500m", ""), Gi);
        (plain.CpuShares, plain.CpuQuota, plain.MemoryBytes).ShouldBe((512, 200_000, Gi));
        var own = ResourceMapping.Map(pod, Container("c", "", "cpu=1,memory=64Mi"), Gi);
        (own.CpuQuota, own.MemoryBytes).ShouldBe((100_000, 64L << 20));
    }

    /// <summary>Columns: what two containers ask for, their limits, the init container's, the pod's own, and its overhead.</summary>
    [Theory]
    [Trait("spec", "PL-20")]
    [InlineData("", "", "", "", "", "", 2, 0, 0)]
    [InlineData("cpu=250m", "cpu=500m,memory=64Mi", "cpu=1m,memory=1Mi", "", "", "", 512, 100_000, 128)]
    [InlineData("cpu=250m", "cpu=500m,memory=64Mi", "cpu=3,memory=1Gi", "", "", "", 3072, 300_000, 1024)]
    [InlineData("cpu=250m", "cpu=500m", "memory=1Gi", "", "", "", 512, 0, 0)]
    [InlineData("memory=64Mi", "", "", "", "", "", 2, 0, 0)]
    [InlineData("cpu=250m", "", "", "cpu=1", "cpu=2,memory=1Gi", "", 1024, 200_000, 1024)]
    [InlineData("cpu=250m", "cpu=500m,memory=64Mi", "cpu=1m,memory=1Mi", "", "memory=1Gi", "", 512, 100_000, 1024)]
    [InlineData("", "", "", "cpu=1", "cpu=2,memory=1Gi", "cpu=500m,memory=64Mi", 1536, 250_000, 1088)]
    [InlineData("cpu=250m", "", "", "", "", "cpu=500m,memory=64Mi", 1024, 0, 0)]
    [InlineData("", "", "", "", "", "cpu=500m,memory=64Mi", 2, 0, 0)]
    public void A_pod_has_its_own_amounts_or_those_of_its_containers_together_and_its_overhead(
        string requests, string limits, string initLimits, string podRequests, string podLimits, string overhead, long shares, long quota, long memoryMi)
    {
        var spec = new PodSpec
        {
            InitContainers = [Container("i", "", initLimits)],
            Containers = [Container("a", requests, limits), Container("b", requests, limits)],
            Resources = podRequests.Length + podLimits.Length > 0 ? Resources(podRequests, podLimits) : null,
            Overhead = Amounts(overhead),
        };
        var mapped = ResourceMapping.OfPod(new Pod { Spec = spec, Status = new PodStatus { QosClass = LocalPods.Api.Defaulting.PodQos.Of(spec) } });
        (mapped.CpuShares, mapped.CpuQuota, mapped.CpuPeriod, mapped.MemoryBytes).ShouldBe((shares, quota, 100_000, memoryMi << 20));
    }

    [Theory]
    [InlineData("Guaranteed", "memory=1Gi", -997)]
    [InlineData("BestEffort", "", 1000)]
    [InlineData("Burstable", "", 999)]
    [InlineData("Burstable", "memory=1Gi", 875)]
    [InlineData("Burstable", "memory=8Gi", 3)]
    [InlineData("Burstable", "memory=1Mi", 999)]
    public void The_score_falls_with_what_is_asked_for(string qos, string requests, int score) =>
        ResourceMapping.Map(Pod(qos), Container("c", requests, ""), 8 * Gi).OomScoreAdjust.ShouldBe(score);

    [Fact]
    public void What_the_node_cannot_do_without_is_killed_last()
    {
        var pod = Pod("BestEffort");
        ResourceMapping.Map(pod with { Spec = pod.Spec with { Priority = 2_000_001_000 } }, Container("c", "", ""), Gi).OomScoreAdjust.ShouldBe(-997);
    }

    [Fact]
    public void A_sidecar_is_not_killed_before_the_containers_it_serves()
    {
        var sidecar = Container("s", "", "") with { RestartPolicy = "Always" };
        var pod = Pod("Burstable") with { Spec = new PodSpec { InitContainers = [sidecar], Containers = [Container("a", "memory=4Gi", ""), Container("b", "memory=1Gi", "")] } };
        ResourceMapping.Map(pod, sidecar, 8 * Gi).OomScoreAdjust.ShouldBe(875);
    }

    [Fact]
    public void What_the_pod_asks_for_beyond_its_containers_is_shared_by_them()
    {
        var (a, b) = (Container("a", "memory=1Gi", ""), Container("b", "memory=1Gi", ""));
        var pod = Pod("Burstable", Resources("memory=4Gi", ""));
        ResourceMapping.Map(pod with { Spec = pod.Spec with { Containers = [a, b] } }, a, 8 * Gi).OomScoreAdjust.ShouldBe(750);
    }

    private static Pod Pod(string qos, ResourceRequirements? resources = null) =>
        new() { Spec = new PodSpec { Resources = resources }, Status = new PodStatus { QosClass = qos } };

    private static Container Container(string name, string requests, string limits) => new() { Name = name, Resources = Resources(requests, limits) };

    internal static ResourceRequirements Resources(string requests, string limits) => new() { Requests = Amounts(requests), Limits = Amounts(limits) };

    internal static ImmutableSortedDictionary<string, Quantity>? Amounts(string text) => text.Length == 0
        ? null
        : text.Split(',').Select(p => p.Split('=')).ToImmutableSortedDictionary(p => p[0], p => Quantity.Parse(p[1]), StringComparer.Ordinal);
}
