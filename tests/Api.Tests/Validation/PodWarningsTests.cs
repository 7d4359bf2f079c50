using System.Text.Json.Nodes;
using LocalPods.Api.Core;
using LocalPods.Api.Defaulting;
using LocalPods.Api.Serialization;
using LocalPods.Api.Validation;

namespace LocalPods.Api.Tests.Validation;

/// <summary>What Kubernetes warns of when a pod is created, in its words.</summary>
public sealed class PodWarningsTests
{
    [Theory]
    [InlineData("""{"hostAliases":[{"ip":"10.0.0.1"},{"ip":"10.0.0.2"},{"ip":"10.0.0.1"}]}""", "spec.hostAliases[2].ip: duplicate ip \"10.0.0.1\"")]
    [InlineData("""{"imagePullSecrets":[{"name":"a"},{"name":"a"}]}""", "spec.imagePullSecrets[1].name: duplicate name \"a\"")]
    [InlineData("""{"imagePullSecrets":[{"name":""}]}""", "spec.imagePullSecrets[0].name: invalid empty name \"\"")]
    [InlineData("""{"overhead":{"memory":"100m","cpu":"100m"}}""", "spec.overhead[memory]: fractional byte value \"100m\" is invalid, must be an integer")]
    [InlineData("""{"terminationGracePeriodSeconds":-1}""", "spec.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1")]
    public void Pods_are_looked_at_as_a_whole(string spec, string warning) => Of(spec).ShouldBe([warning]);

    [Theory]
    [InlineData("""[{"containerPort":80}]""", """[{"containerPort":80}]""", "spec.containers[1].ports[0]: duplicate port definition with spec.containers[0].ports[0]")]
    [InlineData("""[{"containerPort":80}]""", """[{"containerPort":80,"protocol":"UDP"}]""", null)]
    [InlineData("""[{"containerPort":80,"hostPort":8080}]""", """[{"containerPort":80}]""", "spec.containers[1].ports[0]: overlapping port definition with spec.containers[0].ports[0]")]
    [InlineData("""[{"containerPort":80,"hostPort":8080}]""", """[{"containerPort":80,"hostPort":8081}]""", null)]
    [InlineData("""[{"containerPort":80,"hostPort":8080,"hostIP":"127.0.0.1"}]""", """[{"containerPort":80,"hostPort":8080,"hostIP":"127.0.0.2"}]""", null)]
    [InlineData("""[{"containerPort":80,"hostPort":8080,"hostIP":"127.0.0.1"}]""", """[{"containerPort":80,"hostPort":8080}]""", "spec.containers[1].ports[0]: dangerously ambiguous port definition with spec.containers[0].ports[0]")]
    [InlineData("""[{"containerPort":80,"hostIP":"127.0.0.1"}]""", "[]", "spec.containers[0].ports[0]: hostIP set without hostPort: {Name: HostPort:0 ContainerPort:80 Protocol:TCP HostIP:127.0.0.1}")]
    [InlineData("""[{"containerPort":80,"name":"web"}]""", """[{"containerPort":81,"name":"web"}]""",
        "spec.containers[1].ports[0]: duplicate port name \"web\" with spec.containers[0].ports[0], services and probes that select ports by name will use spec.containers[0].ports[0]")]
    public void Ports_are_compared_with_those_of_all_containers(string first, string second, string? warning) =>
        Of($$"""{"containers":[{"name":"a","ports":{{first}}},{"name":"b","ports":{{second}}}]}""").ShouldBe(warning is null ? [] : [warning]);

    [Fact]
    public void The_name_of_a_port_is_free_again_when_its_init_container_has_ended()
    {
        const string Named = """ "ports":[{"containerPort":80,"name":"web"}] """;
        Of($$"""{"initContainers":[{"name":"i",{{Named}}}],"containers":[{"name":"a",{{Named}}}]}""").ShouldBe(["spec.containers[0].ports[0]: duplicate port definition with spec.initContainers[0].ports[0]"]);
        Of($$"""{"initContainers":[{"name":"i","restartPolicy":"Always",{{Named}}}],"containers":[{"name":"a",{{Named}}}]}""").Length.ShouldBe(2);
    }

    private static string[] Of(string spec) => [.. PodWarnings.Of(Ports(ApiJson.FromJson<PodSpec>(JsonNode.Parse(spec)!))).Select(w => $"{w.Field}: {w.Text}")];

    // Without the defaults of the rest, which end some of what is warned of.
    private static PodSpec Ports(PodSpec spec)
    {
        var whole = PodDefaults.Apply(spec);
        return spec with
        {
            Containers = [.. spec.Containers.Zip(whole.Containers, (c, d) => c with { Ports = d.Ports })],
            InitContainers = [.. spec.InitContainers.Zip(whole.InitContainers, (c, d) => c with { Ports = d.Ports })],
        };
    }
}
