using System.Text.Json.Nodes;
using LocalPods.Api.Core;
using LocalPods.Api.Defaulting;
using LocalPods.Api.Serialization;

namespace LocalPods.Api.Tests.Defaulting;

/// <summary>What a pod asks for and may use as a whole.</summary>
public class PodResourceSumsTests
{
    private const string A = """{"name":"a","resources":{"requests":{"cpu":"250m"},"limits":{"cpu":"1"}}}""";
    private const string B = """{"name":"b","resources":{"requests":{"cpu":"500m"}}}""";

    [Theory]
    [InlineData($$"""{"containers":[{{A}},{{B}}]}""", "750m", "1")]
    [InlineData($$$"""{"initContainers":[{"name":"i","resources":{"requests":{"cpu":"2"},"limits":{"cpu":"3"} } }],"containers":[{{{A}}},{{{B}}}]}""", "2", "3")]
    [InlineData($$$"""{"initContainers":[{"name":"s","restartPolicy":"Always","resources":{"requests":{"cpu":"2"},"limits":{"cpu":"3"} } }],"containers":[{{{A}}},{{{B}}}]}""", "2750m", "4")]
    [InlineData($$$"""{"resources":{"requests":{"cpu":"4"},"limits":{"cpu":"5"}},"containers":[{{{A}}},{{{B}}}]}""", "4", "5")]
    [InlineData($$$"""{"overhead":{"cpu":"100m"},"resources":{"requests":{"cpu":"4"}},"containers":[{{{A}}},{{{B}}}]}""", "4100m", "1100m")]
    [InlineData($$"""{"overhead":{"cpu":"100m"},"containers":[{{B}}]}""", "600m", "0")] // nothing limits it
    [InlineData("""{"overhead":{"cpu":"100m"},"containers":[{"name":"c"}]}""", "100m", "0")]
    public void Its_own_amounts_count_before_those_of_its_containers_and_overhead_comes_on_top(string spec, string request, string limit)
    {
        var pod = ApiJson.FromJson<PodSpec>(JsonNode.Parse(spec)!);
        PodResourceSums.RequestWithOverhead(pod, "cpu").ToString().ShouldBe(request);
        PodResourceSums.LimitWithOverhead(pod, "cpu").ToString().ShouldBe(limit);
    }

    [Fact]
    public void What_nobody_asks_for_is_no_amount()
    {
        var pod = ApiJson.FromJson<PodSpec>(JsonNode.Parse("""{"overhead":{"memory":"1Mi"},"containers":[{"name":"c"}]}""")!);
        PodResourceSums.RequestOfPod(pod, "memory").ShouldBeNull();
        PodResourceSums.LimitOfPod(pod, "memory").ShouldBeNull();
    }
}
