using System.Runtime.InteropServices;
using LocalPods.Api.Core;
using LocalPods.Api.Quantities;
using LocalPods.Orchestrator.PodEnvironment;
using LocalPods.Orchestrator.Pods.Admission;
using LocalPods.Orchestrator.Runtime;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Nodes;

/// <summary>The objects a node makes about itself (spec: api 24). Pure, but for facts about this machine.</summary>
internal static class NodeObjects
{
    private const int MostPods = 110;

    /// <summary>The node object as it is to be now.</summary>
    /// <param name="before">As stored, or a fresh one.</param>
    /// <param name="options">Name, version, port.</param>
    /// <param name="setting">Addresses and capacity.</param>
    /// <param name="engine">What answered last; null when none ever did.</param>
    /// <param name="away">Why the engine does not answer; null when it does.</param>
    /// <param name="now">The time of this report.</param>
    public static Api.Core.Node Node(
        Api.Core.Node before, NodeAgentOptions options, NodeSetting setting, RuntimeVersion? engine, string? away, DateTimeOffset now)
    {
        var architecture = RuntimeInformation.OSArchitecture switch
        {
            Architecture.X64 => "amd64",
            Architecture.Arm64 => "arm64",
            var other => other.ToString().ToLowerInvariant(),
        };
        var capacity = Capacity(setting);
        var status = before.Status with
        {
            Capacity = capacity,
            Allocatable = capacity,
            Addresses =
            [
                .. setting.HostIps.Select(ip => new NodeAddress { Type = "InternalIP", Address = ip }),
                new NodeAddress { Type = "Hostname", Address = options.NodeName },
            ],
            DaemonEndpoints = new NodeDaemonEndpoints { KubeletEndpoint = new DaemonEndpoint { Port = options.Port } },
            NodeInfo = new NodeSystemInfo
            {
                Architecture = architecture,
                OperatingSystem = "linux",
                OsImage = engine?.OperatingSystem ?? "",
                KernelVersion = engine?.KernelVersion ?? "",
                ContainerRuntimeVersion = engine is null ? "" : $"{engine.Name}://{engine.Version}",
                KubeletVersion = options.Version,
                KubeProxyVersion = options.Version,
            },
            Conditions = Conditions(before.Status, engine, away, now),
        };
        var labels = before.Metadata.Labels ?? ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);
        return before with
        {
            Metadata = before.Metadata with
            {
                Labels = labels
                    .SetItem("kubernetes.io/hostname", options.NodeName)
                    .SetItem("kubernetes.io/os", "linux")
                    .SetItem("kubernetes.io/arch", architecture)
                    .SetItem("beta.kubernetes.io/os", "linux")
                    .SetItem("beta.kubernetes.io/arch", architecture),
            },
            Status = status,
        };
    }

    /// <summary>What the node has for pods, as it decides by it.</summary>
    public static NodeOffer Offer(IObjectStore store, string name, NodeSetting setting) => NodeOffer.Of(
        store.Find<Node>(new ObjectKey("nodes", "", name)),
        name,
        Capacity(setting).RemoveRange(Capacity(setting).Where(c => c.Value.IsZero).Select(c => c.Key)));

    private static ImmutableSortedDictionary<string, Quantity> Capacity(NodeSetting setting) => ImmutableSortedDictionary.Create<string, Quantity>(StringComparer.Ordinal)
        .Add(ResourceNames.Cpu, Quantity.FromValue(setting.Cpus, QuantityFormat.DecimalSI))
        .Add(ResourceNames.EphemeralStorage, Quantity.FromValue(setting.DiskBytes, QuantityFormat.BinarySI))
        .Add(ResourceNames.Memory, Quantity.FromValue(setting.MemoryBytes, QuantityFormat.BinarySI))
        .Add(ResourceNames.Pods, Quantity.FromValue(MostPods, QuantityFormat.DecimalSI));

    private static ImmutableArray<NodeCondition> Conditions(NodeStatus before, RuntimeVersion? engine, string? away, DateTimeOffset now)
    {
        var ready = engine is not null && away is null;
        return
        [
            Condition("MemoryPressure", false, "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
            Condition("DiskPressure", false, "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
            Condition("PIDPressure", false, "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
            ready
                ? Condition("Ready", true, "KubeletReady", "the container engine answers")
                : Condition("Ready", false, "KubeletNotReady", $"the container engine does not answer: {away ?? "no answer yet"}"),
        ];

        NodeCondition Condition(string type, bool holds, string reason, string message)
        {
            var old = before.Conditions.FirstOrDefault(c => c.Type == type);
            var state = holds ? ConditionStatuses.True : ConditionStatuses.False;
            return new NodeCondition
            {
                Type = type,
                Status = state,
                Reason = reason,
                Message = message,
                LastHeartbeatTime = now,
                LastTransitionTime = old?.Status == state ? old.LastTransitionTime : now,
            };
        }
    }
}
