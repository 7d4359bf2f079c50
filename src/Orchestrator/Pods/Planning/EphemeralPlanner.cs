using LocalPods.Api.Core;
using LocalPods.Orchestrator.Runtime;
using ContainerState = LocalPods.Orchestrator.Runtime.ContainerState;
using ContainerStatus = LocalPods.Orchestrator.Runtime.ContainerStatus;

namespace LocalPods.Orchestrator.Pods.Planning;

/// <summary>
/// Plans ephemeral containers (spec 9.8): each is started once, before init containers and whether or not those are done,
/// and never again, whatever becomes of it.
/// </summary>
internal static class EphemeralPlanner
{
    public static void Plan(Pod pod, PlanInput input, PlanDraft draft, SandboxStatus sandbox)
    {
        foreach (var container in pod.Spec.EphemeralContainers)
        {
            switch (PastRuns.Newest(input.Seen, container.Name))
            {
                case { State: ContainerState.Created } created when !input.IsBusy(PodAction.StartKey(container.Name)):
                    draft.Do(new PodAction.RemoveContainer(created.Id)); // it never ran: see ContainerPlanner
                    break;
                case null when PastRuns.HighestAttempt(pod, container.Name, input) is null:
                    Start(pod, container, input, draft, sandbox);
                    break;
            }
        }
    }

    private static void Start(Pod pod, EphemeralContainer container, PlanInput input, PlanDraft draft, SandboxStatus sandbox)
    {
        var target = Target(container, input.Seen, sandbox);
        if (target is null && container.TargetContainerName is { Length: > 0 } wanted)
        {
            draft.Wait(new TargetWait(container.Name, wanted));
            return;
        }

        draft.Do(new PodAction.StartContainer(sandbox.Id, container.Name, 0, CrashLoopDelay: null) { Target = target?.Id });
    }

    private static ContainerStatus? Target(EphemeralContainer container, RuntimePod seen, SandboxStatus sandbox) =>
        container.TargetContainerName is { Length: > 0 } name
            ? seen.Containers.FirstOrDefault(c => c.Name == name && c.Sandbox == sandbox.Id && c.State == ContainerState.Running)
            : null;
}
