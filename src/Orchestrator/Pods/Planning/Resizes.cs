using LocalPods.Api.Core;
using LocalPods.Orchestrator.Runtime;
using ContainerState = LocalPods.Orchestrator.Runtime.ContainerState;
using ContainerStatus = LocalPods.Orchestrator.Runtime.ContainerStatus;

namespace LocalPods.Orchestrator.Pods.Planning;

/// <summary>Running containers whose limits are not those their spec asks for (spec 9.8). Pure.</summary>
internal static class Resizes
{
    /// <summary>The limits an instance is to get; null when it has them, was given them already, or may not be limited otherwise.</summary>
    public static ContainerResources? Wanted(PlanInput input, ContainerStatus instance) =>
        instance is { State: ContainerState.Running, Resources: { } has }
        && input.Limits.TryGetValue(instance.Name, out var wanted)
        && !has.LimitsAs(wanted)
        && input.Limited.GetValueOrDefault(instance.Id)?.LimitsAs(wanted) != true
            ? wanted
            : null;

    /// <summary>Whether the container asks to be restarted for such a change.</summary>
    public static bool NeedRestart(Container container, ContainerResources has, ContainerResources wanted) =>
        (has.MemoryBytes != wanted.MemoryBytes && Restarts(container, ResourceNames.Memory))
        || (!(has with { MemoryBytes = wanted.MemoryBytes }).LimitsAs(wanted) && Restarts(container, ResourceNames.Cpu));

    private static bool Restarts(Container container, string resource) => container.ResizePolicy.Any(p => p.ResourceName == resource && p.RestartPolicy == "RestartContainer");
}
