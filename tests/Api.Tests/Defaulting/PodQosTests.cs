using System.Text.Json.Nodes;
using LocalPods.Api.Core;
using LocalPods.Api.Defaulting;
using LocalPods.Api.Serialization;

namespace LocalPods.Api.Tests.Defaulting;

public class PodQosTests
{
    private const string Full = """{"name":"a","image":"a:1","resources":{"limits":{"cpu":"1","memory":"1Gi"}}}""";
    private const string Bare = """{"name":"b","image":"a:1"}""";

    [Theory]
    [Trait("spec", "PL-02")]
    [InlineData($$"""{"containers":[{{Full}}]}""", "Guaranteed")]
    [InlineData($$"""{"containers":[{{Bare}}]}""", "BestEffort")]
    [InlineData($$"""{"containers":[{{Full}},{{Bare}}]}""", "Burstable")]
    [InlineData("""{"containers":[{"name":"a","resources":{"limits":{"cpu":"1","memory":"1Gi"},"requests":{"cpu":"500m"}}}]}""", "Burstable")]
    [InlineData("""{"containers":[{"name":"a","resources":{"limits":{"cpu":"1"}}}]}""", "Burstable")]
    [InlineData("""{"containers":[{"name":"a","resources":{"requests":{"cpu":"0"}}}]}""", "BestEffort")]
    [InlineData("""{"containers":[{"name":"a","resources":{"requests":{"ephemeral-storage":"1Gi"}}}]}""", "BestEffort")]
    [InlineData($$"""{"containers":[{{Full}}],"ephemeralContainers":[{{Bare}}]}""", "Guaranteed")]
    [InlineData($$$"""{"resources":{"limits":{"cpu":"1","memory":"1Gi"}},"containers":[{{{Bare}}}]}""", "Guaranteed")]
    [InlineData($$$"""{"resources":{"limits":{"cpu":"1"}},"containers":[{{{Full}}}]}""", "Burstable")]
    public void The_class_follows_requests_and_limits(string spec, string qos) => Of(spec).ShouldBe(qos);

    [Fact]
    [Trait("spec", "PL-03")]
    public void An_init_container_without_limits_keeps_a_pod_from_being_guaranteed() =>
        Of($$"""{"initContainers":[{{Bare}}],"containers":[{{Full}}]}""").ShouldBe("Burstable");

    private static string Of(string spec) => PodQos.Of(PodDefaults.Apply(ApiJson.FromJson<PodSpec>(JsonNode.Parse(spec)!)));
}
