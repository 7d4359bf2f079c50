using System.Text.Json.Nodes;
using LocalPods.Api.Core;
using LocalPods.Api.Defaulting;
using LocalPods.Api.Serialization;

namespace LocalPods.Api.Tests.Defaulting;

public class PodDefaultsTests
{
    private static Pod Pod(string spec) => ApiJson.FromJson<Pod>(JsonNode.Parse($$"""{"metadata":{"name":"p"},"spec":{{spec}} }""")!);

    private static JsonObject Defaulted(string spec) => ApiJson.ToJson(PodDefaults.Apply(Pod(spec)))["spec"]!.AsObject();

    [Fact]
    public void A_bare_pod_gets_everything_that_was_left_open()
    {
        Defaulted("""{"containers":[{"name":"a","image":"app:1"}],"volumes":[{"name":"v"}]}""").ToJsonString().ShouldBe(JsonNode.Parse("""
            {"volumes":[{"name":"v","emptyDir":{}}],
             "containers":[{"name":"a","image":"app:1","resources":{},"terminationMessagePath":"/dev/termination-log","terminationMessagePolicy":"File","imagePullPolicy":"IfNotPresent"}],
             "restartPolicy":"Always","terminationGracePeriodSeconds":30,"dnsPolicy":"ClusterFirst","securityContext":{},"schedulerName":"default-scheduler","enableServiceLinks":true}
            """)!.ToJsonString());
    }

    [Theory]
    [Trait("spec", "PL-01")]
    [InlineData("app", "Always")]
    [InlineData("app:latest", "Always")]
    [InlineData("host:5000/app", "Always")]
    [InlineData("host:5000/team/app:latest", "Always")]
    [InlineData("app:1.0", "IfNotPresent")]
    [InlineData("host:5000/app:1.0", "IfNotPresent")]
    [InlineData("app@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "IfNotPresent")]
    [InlineData("app:1.0@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "IfNotPresent")]
    public void The_pull_policy_follows_the_tag(string image, string policy) =>
        PodDefaults.Apply(Pod($$"""{"containers":[{"name":"a","image":"{{image}}"}]}""")).Spec.Containers[0].ImagePullPolicy.ShouldBe(policy);

    [Fact]
    public void A_given_pull_policy_stays() =>
        PodDefaults.Apply(Pod("""{"containers":[{"name":"a","image":"app","imagePullPolicy":"Never"}]}""")).Spec.Containers[0].ImagePullPolicy.ShouldBe("Never");

    [Fact]
    [Trait("spec", "PL-02")]
    public void Missing_requests_are_the_limits_one_by_one() =>
        Defaulted("""{"containers":[{"name":"a","image":"a:1","resources":{"limits":{"cpu":"1","memory":"1Gi"},"requests":{"cpu":"250m"}}}]}""")
            ["containers"]![0]!["resources"]!.ToJsonString().ShouldBe("""{"limits":{"cpu":"1","memory":"1Gi"},"requests":{"cpu":"250m","memory":"1Gi"}}""");

    [Fact]
    public void Quantities_are_rounded_up_to_thousandths() =>
        Defaulted("""{"containers":[{"name":"a","image":"a:1","resources":{"requests":{"cpu":"100100u","memory":"0.5"}}}]}""")
            ["containers"]![0]!["resources"]!.ToJsonString().ShouldBe("""{"requests":{"cpu":"101m","memory":"500m"}}""");

    [Fact]
    public void A_probe_gets_its_numbers_and_zero_counts_as_unset() =>
        Defaulted("""{"containers":[{"name":"a","image":"a:1","livenessProbe":{"httpGet":{"port":80},"periodSeconds":0,"timeoutSeconds":5}}]}""")
            ["containers"]![0]!["livenessProbe"]!.ToJsonString().ShouldBe(
            """{"httpGet":{"path":"/","port":80,"scheme":"HTTP"},"timeoutSeconds":5,"periodSeconds":10,"successThreshold":1,"failureThreshold":3}""");

    [Fact]
    public void Hooks_sidecars_and_grpc_probes_are_filled_in_too() =>
        Defaulted("""
            {"initContainers":[{"name":"s","image":"a:1","restartPolicy":"Always","startupProbe":{"grpc":{"port":1}},"lifecycle":{"preStop":{"httpGet":{"port":1,"path":"/bye"}}}}],
             "containers":[{"name":"a","image":"a:1","env":[{"name":"N","valueFrom":{"fieldRef":{"fieldPath":"metadata.name"}}}]}]}
            """).ShouldSatisfyAllConditions(
            spec => spec["initContainers"]![0]!["startupProbe"]!["grpc"]!.ToJsonString().ShouldBe("""{"port":1,"service":""}"""),
            spec => spec["initContainers"]![0]!["lifecycle"]!["preStop"]!["httpGet"]!.ToJsonString().ShouldBe("""{"path":"/bye","port":1,"scheme":"HTTP"}"""),
            spec => spec["containers"]![0]!["env"]![0]!["valueFrom"]!["fieldRef"]!.ToJsonString().ShouldBe("""{"apiVersion":"v1","fieldPath":"metadata.name"}"""));

    [Theory]
    [InlineData(true, 80)]
    [InlineData(false, null)]
    public void On_the_nodes_network_the_host_port_is_the_container_port(bool hostNetwork, int? hostPort) =>
        PodDefaults.Apply(Pod($$"""{"hostNetwork":{{(hostNetwork ? "true" : "false")}},"containers":[{"name":"a","image":"a:1","ports":[{"containerPort":80}]}]}"""))
            .Spec.Containers[0].Ports[0].ShouldSatisfyAllConditions(p => p.HostPort.ShouldBe(hostPort), p => p.Protocol.ShouldBe("TCP"));

    [Theory]
    [InlineData("""{"hostPath":{"path":"/x"}}""", """{"hostPath":{"path":"/x","type":""}}""")]
    [InlineData("""{"secret":{"secretName":"s"}}""", """{"secret":{"secretName":"s","defaultMode":420}}""")]
    [InlineData("""{"configMap":{"name":"s","defaultMode":256}}""", """{"configMap":{"name":"s","defaultMode":256}}""")]
    [InlineData("""{"image":{"reference":"a"}}""", """{"image":{"reference":"a","pullPolicy":"Always"}}""")]
    [InlineData("""{"projected":{"sources":[{"serviceAccountToken":{"path":"t"}}]}}""", """{"projected":{"sources":[{"serviceAccountToken":{"expirationSeconds":3600,"path":"t"}}],"defaultMode":420}}""")]
    [InlineData("""{"downwardAPI":{"items":[{"path":"n","fieldRef":{"fieldPath":"metadata.name"}}]}}""", """{"downwardAPI":{"items":[{"path":"n","fieldRef":{"apiVersion":"v1","fieldPath":"metadata.name"}}],"defaultMode":420}}""")]
    public void Volumes_are_filled_in(string given, string filled)
    {
        var volume = JsonNode.Parse(given)!.AsObject();
        volume["name"] = "v";
        var actual = Defaulted($$"""{"containers":[],"volumes":[{{volume.ToJsonString()}}] }""")["volumes"]![0]!.AsObject();
        actual.Remove("name");
        actual.ToJsonString().ShouldBe(filled);
    }

    [Fact]
    public void Limits_of_the_whole_pod_give_its_requests_from_the_containers_first() =>
        Defaulted("""{"resources":{"limits":{"cpu":"4","memory":"1Gi"}},"containers":[{"name":"a","image":"a:1","resources":{"requests":{"cpu":"1"}}},{"name":"b","image":"a:1","resources":{"requests":{"cpu":"500m"}}}]}""")
            ["resources"]!["requests"]!.ToJsonString().ShouldBe("""{"cpu":"1500m","memory":"1Gi"}""");

    [Fact]
    public void Applying_the_defaults_twice_changes_nothing_more()
    {
        var once = PodDefaults.Apply((Pod)ModelSample.Of(typeof(Pod)));
        JsonNode.DeepEquals(ApiJson.ToJson(PodDefaults.Apply(once)), ApiJson.ToJson(once)).ShouldBeTrue();
    }

    [Fact]
    public void A_created_pod_is_pending_in_its_first_generation()
    {
        var pod = PodDefaults.AsCreated(PodDefaults.Apply(Pod("""{"containers":[{"name":"a","image":"a:1"}]}""") with { Status = new PodStatus { Phase = "Running", PodIP = "1.2.3.4" } }));
        pod.Metadata.Generation.ShouldBe(1);
        ApiJson.ToJson(pod)["status"]!.ToJsonString().ShouldBe("""{"phase":"Pending","qosClass":"BestEffort"}""");
    }
}
