using LocalPods.Api.Core;
using LocalPods.Orchestrator.Runtime;
using ContainerState = LocalPods.Orchestrator.Runtime.ContainerState;
using ContainerStatus = LocalPods.Orchestrator.Runtime.ContainerStatus;

namespace LocalPods.Orchestrator.Pods.Planning;

/// <summary>
/// Restarts all containers of a pod in its sandbox when the end of one of them asks for it (spec 4.5, last row): 1. what runs
/// is stopped; 2. every instance is removed, but for those that asked; 3. once the stored status tells that the others are to be
/// started again, those that asked go too. Then the pod starts as if anew, init containers first.
/// </summary>
/// <remarks>
/// An instance that asked is what a daemon killed on the way goes on from, so it goes last. Ephemeral containers stay as they
/// are. An instance that asks waits as long as its own restart would: a loop of whole pods is slowed down like any other.
/// </remarks>
internal static class InPlaceRestart
{
    /// <returns>Whether the pod is being restarted: nothing else is to be planned.</returns>
    public static bool Plan(Pod pod, PlanInput input, PlanDraft draft, SandboxStatus sandbox)
    {
        if (!pod.Spec.MayRestartAll())
        {
            return false;
        }

        var all = pod.Spec.AllContainers().ToDictionary(c => c.Name, StringComparer.Ordinal);
        var instances = input.Seen.Containers.Where(c => all.ContainsKey(c.Name) && c.Sandbox == sandbox.Id).ToList();
        var asking = instances.Where(c => Asks(pod, all[c.Name], c, input)).ToList();
        if (asking.Count == 0)
        {
            return false;
        }

        draft.RestartsAll = true;
        foreach (var running in instances.Where(TerminationPlanner.IsAlive))
        {
            draft.Do(Kills.Make(pod, running, 0, Kills.Stopping(running), replace: false));
        }

        if (instances.Any(TerminationPlanner.IsAlive) || all.Keys.Any(name => input.IsBusy(PodAction.StartKey(name))))
        {
            return true;
        }

        var others = instances.Except(asking).ToList();

        // Without its instance only the stored status knows that a container is to be started.
        others.ForEach(other => draft.Do(new PodAction.RemoveContainer(other.Id)));
        if (others.Count == 0 && all.Keys.All(name => asking.Any(c => c.Name == name) || PastRuns.StartsAnew(pod, name)))
        {
            foreach (var last in asking)
            {
                draft.Do(new PodAction.RemoveContainer(last.Id) { Carries = Carried(pod, all[last.Name], last, input) });
            }
        }

        return true;
    }

    private static bool Asks(Pod pod, Container container, ContainerStatus instance, PlanInput input) =>
        instance is { State: ContainerState.Exited }
        && PastRuns.Newest(input.Seen, instance.Name)?.Id == instance.Id
        && !input.IsBusy(PodAction.StartKey(instance.Name))
        && pod.Spec.RestartsAll(container, instance.ExitCode)
        && Restarts.Decide(pod, container, instance, input).Due <= input.Now;

    private static (string Name, TimeSpan Delay)? Carried(Pod pod, Container container, ContainerStatus instance, PlanInput input) =>
        Restarts.Decide(pod, container, instance, input).Next is { } delay ? (container.Name, delay) : null;
}
