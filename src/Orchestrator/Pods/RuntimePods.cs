using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Pods;

/// <summary>Compares what was seen of a pod at two moments.</summary>
internal static class RuntimePods
{
    /// <summary>Whether nothing that matters to a worker differs.</summary>
    /// <param name="a">As seen once.</param>
    /// <param name="b">As seen another time; null for nothing at all.</param>
    public static bool AreAlike(RuntimePod a, RuntimePod? b) =>
        b is null
            ? a.IsEmpty
            : a.HasCgroup == b.HasCgroup && a.Sandboxes.Select(Facts).SequenceEqual(b.Sandboxes.Select(Facts)) && a.Containers.Select(Facts).SequenceEqual(b.Containers.Select(Facts));

    private static (SandboxId Id, bool Ready, string Ips) Facts(SandboxStatus sandbox) => (sandbox.Id, sandbox.Ready, string.Join(',', sandbox.Ips));

    private static (ContainerId Id, ContainerState State) Facts(ContainerStatus container) => (container.Id, container.State);
}
