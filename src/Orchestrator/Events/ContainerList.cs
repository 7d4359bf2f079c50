namespace LocalPods.Orchestrator.Events;

/// <summary>The lists of a pod's spec that hold containers. A sidecar stands among the init containers.</summary>
public enum ContainerList
{
    Containers,
    InitContainers,
    EphemeralContainers,
}
