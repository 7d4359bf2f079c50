using System.Runtime.CompilerServices;
using System.Text.Json;
using LocalPods.Cli.Output.Describe;

namespace LocalPods.Cli.Tests.Output;

public sealed class PodDescriptionTests
{
    private static readonly TimeProvider s_clock = new FixedClock(new DateTimeOffset(2026, 3, 3, 8, 41, 0, TimeSpan.Zero));

    [Fact]
    public void A_running_pod_with_everything_reads_as_kubectl_prints_it()
    {
        var pod = JsonElement.Parse("""
            {
              "metadata": {"name": "shop-api", "namespace": "default", "labels": {"app": "shop"}},
              "spec": {
                "priority": 0, "serviceAccountName": "default", "nodeName": "local",
                "containers": [{
                  "name": "api", "image": "registry.example/shop-api:1.4", "command": ["/app/shop-api"],
                  "ports": [{"name": "http", "containerPort": 8080, "hostPort": 18080, "protocol": "TCP"}],
                  "resources": {"limits": {"cpu": "500m", "memory": "128Mi"}, "requests": {"cpu": "100m", "memory": "128Mi"}},
                  "livenessProbe": {"httpGet": {"path": "/healthz", "port": "http", "scheme": "HTTP"}, "timeoutSeconds": 1, "periodSeconds": 10, "successThreshold": 1, "failureThreshold": 3},
                  "env": [{"name": "POD_NAME", "valueFrom": {"fieldRef": {"apiVersion": "v1", "fieldPath": "metadata.name"}}}, {"name": "LOG_LEVEL", "value": "info"}],
                  "volumeMounts": [{"name": "conf", "mountPath": "/etc/shop", "readOnly": true}]
                }],
                "volumes": [{"name": "conf", "configMap": {"name": "shop-conf"}}]
              },
              "status": {
                "phase": "Running", "qosClass": "Burstable", "hostIP": "192.0.2.10", "podIP": "172.18.0.5", "podIPs": [{"ip": "172.18.0.5"}],
                "startTime": "2026-03-03T08:14:07Z",
                "containerStatuses": [{
                  "name": "api", "containerID": "docker://77ab...", "imageID": "docker-pullable://registry.example/shop-api@sha256:51c0...", "ready": true, "restartCount": 1,
                  "state": {"running": {"startedAt": "2026-03-03T08:37:02Z"}},
                  "lastState": {"terminated": {"reason": "Error", "exitCode": 137, "startedAt": "2026-03-03T08:14:12Z", "finishedAt": "2026-03-03T08:37:01Z"}}
                }],
                "conditions": [
                  {"type": "PodReadyToStartContainers", "status": "True"}, {"type": "Initialized", "status": "True"}, {"type": "Ready", "status": "True"},
                  {"type": "ContainersReady", "status": "True"}, {"type": "PodScheduled", "status": "True"}
                ]
              }
            }
            """);
        var events = new[]
        {
            Event("Normal", "Killing", "Container api failed liveness probe, will be restarted", "2026-03-03T08:37:14Z", 1),
            Event("Warning", "Unhealthy", "Liveness probe failed: HTTP probe failed with statuscode: 503", "2026-03-03T08:37:14Z", 3, "2026-03-03T08:36:54Z"),
        };

        Golden.Check("describe-pod", PodDescription.Write(pod, [events[1], events[0]], s_clock));
    }

    [Fact]
    public void A_volume_with_a_claim_of_its_own_is_told_as_kubectl_tells_it()
    {
        var pod = JsonElement.Parse("""
            {"metadata": {"name": "p", "namespace": "default"}, "spec": {"containers": [], "volumes": [{"name": "v", "ephemeral": {"volumeClaimTemplate": {
              "metadata": {"labels": {"a": "b", "c": "d"}}, "spec": {"storageClassName": "local-path", "volumeMode": "Filesystem", "accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}}}}]}}
            """);
        PodDescription.Write(pod, [], s_clock).ShouldContain("""
              v:
                Type:          EphemeralVolume (an inline specification for a volume that gets created and deleted with the pod)
                StorageClass:  local-path
                Volume:        
                Labels:            a=b
                               c=d
                Annotations:       <none>
                Capacity:      
                Access Modes:  
                VolumeMode:    Filesystem

            """);
    }

    [Fact]
    public void A_pod_that_has_not_started_has_no_ids_and_says_none_where_there_is_nothing()
    {
        var pod = JsonElement.Parse("""
            {
              "metadata": {"name": "new", "namespace": "default", "annotations": {"note": "two\nlines", "kubectl.kubernetes.io/last-applied-configuration": "{}"}},
              "spec": {"containers": [{"name": "c", "image": "i", "args": ["a", "b"], "ports": [{"containerPort": 1, "protocol": "TCP"}, {"containerPort": 2, "protocol": "UDP"}]}],
                       "tolerations": [{"key": "k", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 300}, {"key": "a", "value": "b", "effect": "NoSchedule"}]},
              "status": {"phase": "Pending", "containerStatuses": [{"name": "c", "image": "i", "imageID": "", "ready": false, "restartCount": 0, "state": {"waiting": {"reason": "ErrImagePull", "message": "no"}}}]}
            }
            """);
        Golden.Check("describe-waiting-pod", PodDescription.Write(pod, [], s_clock));
    }

    [Theory]
    [InlineData("everything")] // all that a running pod can have; the text was compared with kubectl's own for the same pod
    [InlineData("refs")] // what refers to other objects
    public void A_pod_as_served_reads_as_kubectl_prints_it(string name)
    {
        var events = name == "everything" ? Served("everything-events").EnumerateArray().ToArray() : [];
        Golden.Check("describe-" + name, PodDescription.Write(Served(name + "-pod"), events, new FixedClock(new DateTimeOffset(2026, 11, 21, 8, 40, 0, TimeSpan.Zero))));
    }

    private static JsonElement Served(string file, [CallerFilePath] string here = "") =>
        JsonElement.Parse(File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, "Golden", file + ".json")));

    [Fact]
    public void A_pod_on_its_way_out_shows_how_long_it_has_left()
    {
        var pod = JsonElement.Parse("""{"metadata": {"name": "p", "namespace": "d", "deletionTimestamp": "2026-03-03T08:40:30Z", "deletionGracePeriodSeconds": 30}, "status": {"phase": "Running"}}""");
        var text = PodDescription.Write(pod, null, s_clock);
        text.ShouldContain("Status:                    Terminating (lasts 30s)\nTermination Grace Period:  30s\n");
        text.ShouldNotContain("Events");
    }

    [Fact]
    public void An_annotation_cannot_write_to_the_terminal()
    {
        var pod = JsonElement.Parse("{\"metadata\": {\"name\": \"p\", \"annotations\": {\"a\": \"\\u001b[2J\\rfake\"}}}");
        PodDescription.Write(pod, null, s_clock).ShouldContain("a: ^[[2J\\rfake");
    }

    private static JsonElement Event(string type, string reason, string message, string last, int count, string? first = null) => JsonSerializer.SerializeToElement(new Dictionary<string, object>
    {
        ["type"] = type,
        ["reason"] = reason,
        ["message"] = message,
        ["count"] = count,
        ["firstTimestamp"] = first ?? last,
        ["lastTimestamp"] = last,
        ["source"] = new Dictionary<string, string> { ["component"] = "kubelet" },
        ["involvedObject"] = new Dictionary<string, string> { ["fieldPath"] = "spec.containers{api}" },
    });

    private sealed class FixedClock(DateTimeOffset now) : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone { get; } = TimeZoneInfo.CreateCustomTimeZone("one east", TimeSpan.FromHours(1), "one east", "one east");

        public override DateTimeOffset GetUtcNow() => now;
    }
}
