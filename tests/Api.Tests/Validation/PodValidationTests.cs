using System.Text.Json.Nodes;
using LocalPods.Api.Core;
using LocalPods.Api.Defaulting;
using LocalPods.Api.Serialization;
using LocalPods.Api.Validation;

namespace LocalPods.Api.Tests.Validation;

public class PodValidationTests
{
    private const string Good = """{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","namespace":"default"},"spec":{"containers":[{"name":"a","image":"app:1"}]}}""";

    [Fact]
    public void A_plain_pod_is_good() => Faults(Good).ShouldBeEmpty();

    [Theory]
    [InlineData("name", """ "a b" """, "metadata.name: Invalid value: \"a b\": a lowercase RFC 1123 subdomain must consist of")]
    [InlineData("name", """ "" """, "metadata.name: Required value: name or generateName is required")]
    [InlineData("namespace", """ "" """, "metadata.namespace: Required value")]
    [InlineData("labels", """{"a b":"c"}""", "metadata.labels: Invalid value: \"a b\": name part must consist of alphanumeric characters, '-', '_' or '.',")]
    [InlineData("labels", """{"a":"b c"}""", "metadata.labels: Invalid value: \"b c\": a valid label must be an empty string or consist of")]
    [InlineData("annotations", """{"/a":"c"}""", "metadata.annotations: Invalid value: \"/a\": prefix part must be non-empty")]
    [InlineData("ownerReferences", """[{"apiVersion":"","kind":"K","name":"n","uid":"u"}]""", "metadata.ownerReferences.apiVersion: Invalid value: \"\": version must not be empty")]
    [InlineData("finalizers", """["mine"]""", "metadata.finalizers: Invalid value: \"mine\": name is neither a standard finalizer name nor is it fully qualified")]
    public void Metadata_follows_its_rules(string field, string value, string fault)
    {
        var pod = JsonNode.Parse(Good)!;
        pod["metadata"]![field] = JsonNode.Parse(value);
        Faults(pod.ToJsonString()).ShouldHaveSingleItem().ShouldStartWith(fault);
    }

    [Theory]
    [InlineData("containers", "[]", "spec.containers: Required value")]
    [InlineData("restartPolicy", "\"Sometimes\"", "spec.restartPolicy: Unsupported value: \"Sometimes\": supported values: \"Always\", \"OnFailure\", \"Never\"")]
    [InlineData("dnsPolicy", "\"Foo\"", "spec.dnsPolicy: Unsupported value: \"Foo\": supported values: \"ClusterFirstWithHostNet\", \"ClusterFirst\", \"Default\", \"None\"")]
    [InlineData("dnsPolicy", "\"None\"", "spec.dnsConfig: Required value: must provide at least one DNS nameserver when `dnsPolicy` is None")]
    [InlineData("activeDeadlineSeconds", "0", "spec.activeDeadlineSeconds: Invalid value: 0: must be between 1 and 2147483647, inclusive")]
    [InlineData("hostname", "\"a.b\"", "spec.hostname: Invalid value: \"a.b\": a lowercase RFC 1123 label must consist of")]
    [InlineData("subdomain", "\"A\"", "spec.subdomain: Invalid value: \"A\": a lowercase RFC 1123 label must consist of")]
    [InlineData("hostAliases", """[{"ip":"x","hostnames":["a"]}]""", "spec.hostAliases[0].ip: Invalid value: \"x\": must be valid IP address")]
    [InlineData("hostAliases", """[{"ip":"1","hostnames":["a"]}]""", "spec.hostAliases[0].ip: Invalid value: \"1\": must be valid IP address")]
    [InlineData("dnsConfig", """{"nameservers":["1.1.1.1","1.1.1.2","1.1.1.3","1.1.1.4"]}""", "spec.dnsConfig.nameservers: Invalid value: [\"1.1.1.1\",\"1.1.1.2\",\"1.1.1.3\",\"1.1.1.4\"]: must not have more than 3 nameservers")]
    [InlineData("tolerations", """[{"key":"a","operator":"Foo"}]""", "spec.tolerations[0].operator: Unsupported value: \"Foo\": supported values: \"Equal\", \"Exists\"")]
    [InlineData("tolerations", """[{"key":"a","operator":"Exists","value":"b"}]""", "spec.tolerations[0].operator: Invalid value: {\"key\":\"a\",\"operator\":\"Exists\",\"value\":\"b\"}: value must be empty when `operator` is 'Exists'")]
    [InlineData("tolerations", """[{"key":"a","tolerationSeconds":3}]""", "spec.tolerations[0].effect: Invalid value: \"\": effect must be 'NoExecute' when `tolerationSeconds` is set")]
    [InlineData("tolerations", """[{"key":"a","effect":"Foo"}]""", "spec.tolerations[0].effect: Unsupported value: \"Foo\": supported values: \"NoSchedule\", \"PreferNoSchedule\", \"NoExecute\"")]
    [InlineData("tolerations", """[{"value":"a"}]""", "spec.tolerations[0].operator: Invalid value: \"\": operator must be Exists when `key` is empty, which means \"match all values and all keys\"")]
    [InlineData("ephemeralContainers", """[{"name":"e","image":"a:1"}]""", "spec.ephemeralContainers: Forbidden: cannot be set on create")]
    [InlineData("os", """{"name":"plan9"}""", "spec.os.name: Unsupported value: \"plan9\": supported values: \"linux\", \"windows\"")]
    [InlineData("securityContext", """{"runAsUser":-1}""", "spec.securityContext.runAsUser: Invalid value: -1: must be between 0 and 2147483647, inclusive")]
    [InlineData("volumes", """[{"name":"v"},{"name":"v"}]""", "spec.volumes[1].name: Duplicate value: \"v\"")]
    [InlineData("volumes", """[{"name":"v","emptyDir":{},"hostPath":{"path":"/x"}}]""", "spec.volumes[0].emptyDir: Forbidden: may not specify more than 1 volume type")]
    [InlineData("volumes", """[{"name":"v","hostPath":{"path":""}}]""", "spec.volumes[0].hostPath.path: Required value")]
    [InlineData("volumes", """[{"name":"v","hostPath":{"path":"/a/../b"}}]""", "spec.volumes[0].hostPath.path: Invalid value: \"/a/../b\": must not contain '..'")]
    [InlineData("volumes", """[{"name":"v","configMap":{}}]""", "spec.volumes[0].configMap.name: Required value")]
    [InlineData("volumes", """[{"name":"v","secret":{"secretName":"s","defaultMode":512}}]""", "spec.volumes[0].secret.defaultMode: Invalid value: 512: must be a number between 0 and 0777 (octal), both inclusive")]
    [InlineData("volumes", """[{"name":"v","configMap":{"name":"m","items":[{"key":"k","path":"/a"}]}}]""", "spec.volumes[0].configMap.items[0].path: Invalid value: \"/a\": must be a relative path")]
    [InlineData("volumes", """[{"name":"V"}]""", "spec.volumes[0].name: Invalid value: \"V\": a lowercase RFC 1123 label must consist of")]
    [InlineData("affinity", """{"nodeAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":{"nodeSelectorTerms":[]}}}""", "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms: Required value: must have at least one node selector term")]
    [InlineData("topologySpreadConstraints", """[{"maxSkew":0,"topologyKey":"k","whenUnsatisfiable":"DoNotSchedule"}]""", "spec.topologySpreadConstraints[0].maxSkew: Invalid value: 0: must be greater than zero")]
    public void The_spec_follows_its_rules(string field, string value, string fault)
    {
        var pod = JsonNode.Parse(Good)!;
        pod["spec"]![field] = JsonNode.Parse(value);
        Faults(pod.ToJsonString()).ShouldHaveSingleItem().ShouldStartWith(fault);
    }

    [Fact]
    public void Sharing_processes_within_the_pod_and_with_the_node_excludes_each_other()
    {
        var pod = JsonNode.Parse(Good)!;
        pod["spec"]!["hostPID"] = true;
        pod["spec"]!["shareProcessNamespace"] = true;
        Faults(pod.ToJsonString()).ShouldBe(["spec.securityContext.shareProcessNamespace: Invalid value: true: ShareProcessNamespace and HostPID cannot both be enabled"]);
    }

    [Fact]
    public void All_faults_are_told_at_once() =>
        Faults("""{"metadata":{"name":"P"},"spec":{"restartPolicy":"x","containers":[{"name":"","image":"","ports":[{}]}]}}""").Length.ShouldBe(6);

    [Fact]
    public void A_status_carries_every_fault_as_a_cause()
    {
        var errors = PodValidation.ValidateCreate(PodDefaults.Apply(ApiJson.FromJson<Pod>(JsonNode.Parse(Good.Replace("\"app:1\"", "\"\"", StringComparison.Ordinal))!)));
        ApiJson.ToJson(InvalidStatus.Of("Pod", "", "p", errors)).ToJsonString().ShouldBe(JsonNode.Parse("""
            {"apiVersion":"v1","kind":"Status","metadata":{},"status":"Failure","message":"Pod \"p\" is invalid: spec.containers[0].image: Required value","reason":"Invalid",
             "details":{"name":"p","kind":"Pod","causes":[{"reason":"FieldValueRequired","message":"Required value","field":"spec.containers[0].image"}]},"code":422}
            """)!.ToJsonString());
        InvalidStatus.Of("Deployment", "apps", "d", [errors[0], new FieldError("spec.x", FieldErrorType.Invalid, "1", "bad")]).Message
            .ShouldBe("Deployment.apps \"d\" is invalid: [spec.containers[0].image: Required value, spec.x: Invalid value: 1: bad]");
    }

    private static string[] Faults(string pod) =>
        [.. PodValidation.ValidateCreate(PodDefaults.Apply(ApiJson.FromJson<Pod>(JsonNode.Parse(pod)!))).Select(e => e.ToString())];
}
