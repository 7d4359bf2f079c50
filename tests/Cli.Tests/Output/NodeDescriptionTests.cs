using System.Text.Json;
using LocalPods.Cli.Output.Describe;

namespace LocalPods.Cli.Tests.Output;

/// <summary>The layout was compared with kubectl 1.33's against the same server.</summary>
public sealed class NodeDescriptionTests
{
    private static readonly TimeProvider Clock = new QuarterPastTen();

    private static readonly JsonElement Node = JsonElement.Parse("""
        {
          "kind": "Node",
          "metadata": {
            "name": "local", "creationTimestamp": "2026-03-03T09:00:00Z",
            "labels": {"kubernetes.io/os": "linux", "kubernetes.io/hostname": "local", "node-role.kubernetes.io/worker": ""}
          },
          "spec": {"taints": [{"key": "a", "value": "b", "effect": "NoSchedule"}, {"key": "gone", "effect": "NoExecute"}], "unschedulable": true},
          "status": {
            "addresses": [{"type": "InternalIP", "address": "192.0.2.2"}, {"type": "Hostname", "address": "local"}],
            "capacity": {"cpu": "2", "memory": "24684096Ki", "pods": "110"},
            "allocatable": {"cpu": "2", "memory": "24684096Ki", "pods": "110"},
            "conditions": [
              {"type": "MemoryPressure", "status": "False", "reason": "KubeletHasSufficientMemory", "message": "kubelet has sufficient memory available",
               "lastHeartbeatTime": "2026-03-03T10:00:00Z", "lastTransitionTime": "2026-03-03T09:00:00Z"},
              {"type": "Ready", "status": "True", "reason": "KubeletReady", "message": "the container engine answers",
               "lastHeartbeatTime": "2026-03-03T10:00:00Z", "lastTransitionTime": "2026-03-03T09:00:00Z"}
            ],
            "nodeInfo": {"architecture": "amd64", "kernelVersion": "6.18", "osImage": "Debian GNU/Linux 12 (bookworm)", "operatingSystem": "linux",
              "containerRuntimeVersion": "docker://20.10.24", "kubeletVersion": "0.1.0", "kubeProxyVersion": "0.1.0"}
          }
        }
        """);

    private static readonly JsonElement Pod = JsonElement.Parse("""
        {
          "metadata": {"name": "resources", "namespace": "default", "creationTimestamp": "2026-03-03T10:12:00Z"},
          "spec": {
            "overhead": {"cpu": "5m"},
            "initContainers": [
              {"name": "i", "resources": {"requests": {"cpu": "1", "memory": "10Mi"}}},
              {"name": "side", "restartPolicy": "Always", "resources": {"requests": {"cpu": "100m", "memory": "1G"}, "limits": {"cpu": "200m"}}}
            ],
            "containers": [
              {"name": "a", "resources": {"requests": {"cpu": "250m", "memory": "100Mi"}, "limits": {"cpu": "1500m", "memory": "1Gi"}}},
              {"name": "b", "resources": {"requests": {"cpu": "500m", "memory": "300M"}, "limits": {"memory": "300M"}}}
            ]
          }
        }
        """);

    [Fact]
    public void A_node_is_described_with_what_its_pods_ask_for() => Golden.Check("describe-node", NodeDescription.Write(Node, [Pod], [], Clock));

    [Fact]
    public void A_pod_asks_for_the_most_it_needs_at_any_time_and_may_use_the_sum()
    {
        var (cpu, memory) = (PodResources.Of(Pod, "cpu"), PodResources.Of(Pod, "memory"));
        cpu.Request.ToString().ShouldBe("1005m");
        cpu.Limit.ToString().ShouldBe("1705m");
        memory.Request.ToString().ShouldBe("1404857600");
        memory.Limit.ToString().ShouldBe("1373741824");
        PodResources.Of(Pod, "ephemeral-storage").Limit.IsZero.ShouldBeTrue();
    }

    [Fact]
    public void What_a_pod_has_as_a_whole_counts_before_what_its_containers_have()
    {
        var pod = JsonElement.Parse("""
            {"spec": {"overhead": {"cpu": "5m"}, "resources": {"requests": {"cpu": "2"}, "limits": {"cpu": "3", "memory": "1Gi"}},
             "containers": [{"name": "a", "resources": {"requests": {"cpu": "250m", "memory": "100Mi"}, "limits": {"cpu": "1500m"}}}]}}
            """);
        var (cpu, memory) = (PodResources.Of(pod, "cpu"), PodResources.Of(pod, "memory"));
        (cpu.Request.ToString(), cpu.Limit.ToString()).ShouldBe(("2005m", "3005m"));
        (memory.Request.ToString(), memory.Limit.ToString()).ShouldBe(("100Mi", "1Gi"));
    }

    [Fact]
    public void A_namespace_is_described_in_four_lines() =>
        NamespaceDescription.Write(JsonElement.Parse("""{"metadata":{"name":"shop","labels":{"b":"2","a":"1"}},"status":{"phase":"Active"}}"""), null, null, Clock)
            .ShouldBe("Name:         shop\nLabels:       a=1\n              b=2\nAnnotations:  <none>\nStatus:       Active\n");

    private sealed class QuarterPastTen : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

        public override DateTimeOffset GetUtcNow() => new(2026, 3, 3, 10, 15, 0, TimeSpan.Zero);
    }
}
