using System.Text.Json.Nodes;
using LocalPods.Api.Core;
using LocalPods.Api.Defaulting;
using LocalPods.Api.Serialization;
using LocalPods.Api.Validation;

namespace LocalPods.Api.Tests.Validation;

public class ContainerValidationTests
{
    [Theory]
    [InlineData("name", "\"\"", "spec.containers[0].name: Required value")]
    [InlineData("name", "\"A\"", "spec.containers[0].name: Invalid value: \"A\": a lowercase RFC 1123 label must consist of")]
    [InlineData("name", "\"init\"", "spec.initContainers[0].name: Duplicate value: \"init\"")]
    [InlineData("image", "\" app\"", "spec.containers[0].image: Invalid value: \" app\": must not have leading or trailing whitespace")]
    [InlineData("imagePullPolicy", "\"Zed\"", "spec.containers[0].imagePullPolicy: Unsupported value: \"Zed\": supported values: \"Always\", \"IfNotPresent\", \"Never\"")]
    [InlineData("ports", """[{"containerPort":0}]""", "spec.containers[0].ports[0].containerPort: Required value")]
    [InlineData("ports", """[{"containerPort":70000}]""", "spec.containers[0].ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive")]
    [InlineData("ports", """[{"containerPort":1,"protocol":"FOO"}]""", "spec.containers[0].ports[0].protocol: Unsupported value: \"FOO\": supported values: \"SCTP\", \"TCP\", \"UDP\"")]
    [InlineData("ports", """[{"containerPort":1,"name":"abcdefghijklmnop"}]""", "spec.containers[0].ports[0].name: Invalid value: \"abcdefghijklmnop\": must be no more than 15 ")]
    [InlineData("ports", """[{"containerPort":1,"name":"123"}]""", "spec.containers[0].ports[0].name: Invalid value: \"123\": must contain at least one letter (a-z)")]
    [InlineData("ports", """[{"containerPort":1,"name":"a"},{"containerPort":2,"name":"a"}]""", "spec.containers[0].ports[1].name: Duplicate value: \"a\"")]
    [InlineData("ports", """[{"containerPort":1,"hostPort":83},{"containerPort":2,"hostPort":83}]""", "spec.containers[0].ports[1].hostPort: Duplicate value: \"TCP//83\"")]
    [InlineData("env", """[{"name":""}]""", "spec.containers[0].env[0].name: Required value")]
    [InlineData("ports", """[{"containerPort":1,"hostPort":83,"hostIP":"localhost"}]""", "spec.containers[0].ports[0].hostIP: Invalid value: \"localhost\": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)")]
    [InlineData("env", """[{"name":"A=B"}]""", "spec.containers[0].env[0].name: Invalid value: \"A=B\": a valid environment variable name must consist only of printable ASCII characters other than '='")]
    [InlineData("envFrom", """[{"prefix":"Ä_","configMapRef":{"name":"m"}}]""", "spec.containers[0].envFrom[0].prefix: Invalid value: \"Ä_\": a valid environment variable name must consist only of printable ASCII characters other than '='")]
    [InlineData("env", """[{"name":"A","value":"x","valueFrom":{"fieldRef":{"fieldPath":"metadata.name"}}}]""", "spec.containers[0].env[0].valueFrom: Invalid value: \"\": may not be specified when `value` is not empty")]
    [InlineData("env", """[{"name":"A","valueFrom":{}}]""", "spec.containers[0].env[0].valueFrom: Invalid value: \"\": must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`")]
    [InlineData("env", """[{"name":"A","valueFrom":{"fieldRef":{"fieldPath":"spec.foo"}}}]""", "spec.containers[0].env[0].valueFrom.fieldRef.fieldPath: Invalid value: \"spec.foo\": error converting fieldPath: field label not supported: spec.foo")]
    [InlineData("env", """[{"name":"A","valueFrom":{"fieldRef":{"fieldPath":"status.phase"}}}]""", "spec.containers[0].env[0].valueFrom.fieldRef.fieldPath: Unsupported value: \"status.phase\": supported values: \"metadata.name\",")]
    [InlineData("env", """[{"name":"A","valueFrom":{"secretKeyRef":{"name":"s"}}}]""", "spec.containers[0].env[0].valueFrom.secretKeyRef.key: Required value")]
    [InlineData("env", """[{"name":"A","valueFrom":{"resourceFieldRef":{"resource":"limits.foo"}}}]""", "spec.containers[0].env[0].valueFrom.resourceFieldRef.resource: Unsupported value: \"limits.foo\": supported values: \"limits.cpu\", \"limits.ephemeral-storage\", \"limits.memory\", \"requests.cpu\", \"requests.ephemeral-storage\", \"requests.memory\"")]
    [InlineData("env", """[{"name":"A","valueFrom":{"resourceFieldRef":{"resource":"limits.cpu","divisor":"2"}}}]""", "spec.containers[0].env[0].valueFrom.resourceFieldRef.divisor: Invalid value: \"2\": only divisor's values 1m and 1 are supported with the cpu resource")]
    [InlineData("envFrom", "[{}]", "spec.containers[0].envFrom[0]: Invalid value: \"\": must specify one of: `configMapRef` or `secretRef`")]
    [InlineData("volumeMounts", """[{"name":"nope","mountPath":"/x"}]""", "spec.containers[0].volumeMounts[0].name: Not found: \"nope\"")]
    [InlineData("volumeMounts", """[{"name":"v"}]""", "spec.containers[0].volumeMounts[0].mountPath: Required value")]
    [InlineData("volumeMounts", """[{"name":"v","mountPath":"/x"},{"name":"v","mountPath":"/x"}]""", "spec.containers[0].volumeMounts[1].mountPath: Invalid value: \"/x\": must be unique")]
    [InlineData("volumeMounts", """[{"name":"v","mountPath":"/x","subPath":"/a"}]""", "spec.containers[0].volumeMounts[0].subPath: Invalid value: \"/a\": must be a relative path")]
    [InlineData("volumeMounts", """[{"name":"v","mountPath":"/x","subPath":"a/../b"}]""", "spec.containers[0].volumeMounts[0].subPath: Invalid value: \"a/../b\": must not contain '..'")]
    [InlineData("volumeMounts", """[{"name":"v","mountPath":"/x","subPath":"a","subPathExpr":"b"}]""", "spec.containers[0].volumeMounts[0].subPathExpr: Invalid value: \"b\": subPathExpr and subPath are mutually exclusive")]
    [InlineData("volumeMounts", """[{"name":"v","mountPath":"/x","mountPropagation":"Bidirectional"}]""", "spec.containers[0].volumeMounts[0].mountPropagation: Forbidden: Bidirectional mount propagation is available only to privileged containers")]
    [InlineData("livenessProbe", """{"exec":{"command":["a"]},"tcpSocket":{"port":1}}""", "spec.containers[0].livenessProbe.tcpSocket: Forbidden: may not specify more than 1 handler type")]
    [InlineData("livenessProbe", "{}", "spec.containers[0].livenessProbe: Required value: must specify a handler type")]
    [InlineData("livenessProbe", """{"exec":{}}""", "spec.containers[0].livenessProbe.exec.command: Required value")]
    [InlineData("livenessProbe", """{"tcpSocket":{"port":1},"failureThreshold":-1}""", "spec.containers[0].livenessProbe.failureThreshold: Invalid value: -1: must be greater than or equal to 0")]
    [InlineData("livenessProbe", """{"tcpSocket":{"port":1},"terminationGracePeriodSeconds":0}""", "spec.containers[0].livenessProbe.terminationGracePeriodSeconds: Invalid value: 0: must be greater than 0")]
    [InlineData("livenessProbe", """{"httpGet":{"port":1,"scheme":"FTP"}}""", "spec.containers[0].livenessProbe.httpGet.scheme: Unsupported value: \"FTP\": supported values: \"HTTP\", \"HTTPS\"")]
    [InlineData("livenessProbe", """{"httpGet":{"port":0}}""", "spec.containers[0].livenessProbe.httpGet.port: Invalid value: 0: must be between 1 and 65535, inclusive")]
    [InlineData("readinessProbe", """{"tcpSocket":{"port":1},"terminationGracePeriodSeconds":3}""", "spec.containers[0].readinessProbe.terminationGracePeriodSeconds: Invalid value: 3: must not be set for readinessProbes")]
    [InlineData("lifecycle", """{"preStop":{"sleep":{"seconds":31}}}""", "spec.containers[0].lifecycle.preStop.sleep: Invalid value: 31: must be non-negative and less than terminationGracePeriodSeconds (30)")]
    [InlineData("lifecycle", """{"stopSignal":"SIGUSR1"}""", "spec.containers[0].lifecycle.stopSignal: Forbidden: may not be set for containers with empty `spec.os.name`")]
    [InlineData("resources", """{"requests":{"cpu":"2"},"limits":{"cpu":"1"}}""", "spec.containers[0].resources.requests: Invalid value: \"2\": must be less than or equal to cpu limit of 1")]
    [InlineData("resources", """{"requests":{"cpu":"-1"}}""", "spec.containers[0].resources.requests[cpu]: Invalid value: \"-1\": must be greater than or equal to 0")]
    [InlineData("resources", """{"requests":{"disk":"1"}}""", "spec.containers[0].resources.requests[disk]: Invalid value: \"disk\": must be a standard resource type or fully qualified")]
    [InlineData("resources", """{"limits":{"example.com/gpu":"500m"}}""", "spec.containers[0].resources.limits[example.com/gpu]: Invalid value: \"500m\": must be an integer", 2)]
    [InlineData("terminationMessagePolicy", "\"Logs\"", "spec.containers[0].terminationMessagePolicy: Invalid value: \"Logs\": must be 'File' or 'FallbackToLogsOnError'")]
    [InlineData("securityContext", """{"runAsUser":2147483648}""", "spec.containers[0].securityContext.runAsUser: Invalid value: 2147483648: must be between 0 and 2147483647, inclusive")]
    [InlineData("securityContext", """{"privileged":true,"allowPrivilegeEscalation":false}""", "spec.containers[0].securityContext: Invalid value: {\"privileged\":true,\"allowPrivilegeEscalation\":false}: cannot set `allowPrivilegeEscalation` to false and `privileged` to true")]
    [InlineData("restartPolicyRules", """[{"action":"Restart","exitCodes":{"operator":"In","values":[3]}}]""", "spec.containers[0].restartPolicy: Required value: must specify restartPolicy when restart rules are used")]
    public void A_container_follows_its_rules(string field, string value, string fault, int faults = 1)
    {
        var pod = Pod();
        pod["spec"]!["containers"]![0]![field] = JsonNode.Parse(value);
        var found = Faults(pod);
        found.Length.ShouldBe(faults, string.Join('\n', found));
        found[0].ShouldStartWith(fault);
    }

    [Fact]
    [Trait("spec", "PL-19")]
    public void A_sub_path_that_leads_out_of_its_volume_is_refused()
    {
        var pod = Pod();
        pod["spec"]!["containers"]![0]!["volumeMounts"] = JsonNode.Parse("""[{"name":"v","mountPath":"/x","subPath":"../x"}]""");
        Faults(pod).ShouldHaveSingleItem().ShouldBe("spec.containers[0].volumeMounts[0].subPath: Invalid value: \"../x\": must not contain '..'");
    }

    [Theory]
    [Trait("spec", "PL-04")]
    [InlineData("livenessProbe")]
    [InlineData("readinessProbe")]
    [InlineData("startupProbe")]
    public void A_probe_on_an_init_container_is_refused_unless_it_is_a_sidecar(string probe)
    {
        var pod = Pod();
        pod["spec"]!["initContainers"]![0]![probe] = JsonNode.Parse("""{"tcpSocket":{"port":1}}""");
        Faults(pod).ShouldBe([$"spec.initContainers[0].{probe}: Forbidden: may not be set for init containers without restartPolicy=Always"]);

        pod["spec"]!["initContainers"]![0]!["restartPolicy"] = "Always";
        Faults(pod).ShouldBeEmpty();
    }

    [Theory]
    [Trait("spec", "PL-05")]
    [InlineData("livenessProbe", false)]
    [InlineData("startupProbe", false)]
    [InlineData("readinessProbe", true)]
    public void More_than_one_success_is_for_readiness_only(string probe, bool good)
    {
        var pod = Pod();
        pod["spec"]!["containers"]![0]![probe] = JsonNode.Parse("""{"tcpSocket":{"port":1},"successThreshold":2}""");
        Faults(pod).ShouldBe(good ? [] : [$"spec.containers[0].{probe}.successThreshold: Invalid value: 2: must be 1"]);
    }

    [Fact]
    public void Host_ports_of_regular_containers_must_not_clash_but_those_of_init_containers_stand_alone()
    {
        var pod = Pod();
        pod["spec"]!["containers"]![0]!["ports"] = JsonNode.Parse("""[{"containerPort":80,"hostPort":8080},{"containerPort":80,"hostPort":8080,"protocol":"UDP"},{"containerPort":80,"hostPort":8080,"hostIP":"127.0.0.1"}]""");
        pod["spec"]!["initContainers"]![0]!["ports"] = JsonNode.Parse("""[{"containerPort":80,"hostPort":8080}]""");
        Faults(pod).ShouldBeEmpty();
    }

    private static JsonNode Pod() => JsonNode.Parse("""
        {"metadata":{"name":"p","namespace":"default"},
         "spec":{"volumes":[{"name":"v"}],"initContainers":[{"name":"init","image":"app:1"}],"containers":[{"name":"a","image":"app:1"}]}}
        """)!;

    private static string[] Faults(JsonNode pod) =>
        [.. PodValidation.ValidateCreate(PodDefaults.Apply(ApiJson.FromJson<Pod>(pod))).Select(e => e.ToString())];
}
