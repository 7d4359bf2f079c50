using LocalPods.Api.Core;
using ContainerState = LocalPods.Orchestrator.Runtime.ContainerState;
using ContainerStatus = LocalPods.Orchestrator.Runtime.ContainerStatus;

namespace LocalPods.Orchestrator.Pods.Planning;

/// <summary>
/// How a pod ends (spec 8): everything that runs is stopped, sidecars last; its terminal status is stored, and its control group
/// goes; then, when it was deleted, everything is removed from the engine and at the very end the object. The object goes last so
/// that a daemon killed on the way finds it again and goes on.
/// </summary>
internal static class TerminationPlanner
{
    /// <summary>Seconds that an evicted pod gets, whatever it asked for.</summary>
    private const long GraceOfEviction = 1;

    public static void Plan(PlanInput input, PlanDraft draft)
    {
        StopContainers(input, draft);
        if (input.Seen.Containers.Any(IsAlive) || input.Busy.Any(IsOfContainer) || input.IsBusy(PodAction.SandboxKey))
        {
            draft.Stage = PodStage.Terminating;
            return;
        }

        draft.Stage = PodStage.Terminated;
        var told = input.Pod is null || input.Pod.IsTerminal() || input.Pod.IsMirror(); // a static pod has no terminal phase to be told
        if (told && input.Pod is null or { Metadata.DeletionTimestamp: not null })
        {
            RemoveEverything(input, draft);
            return;
        }

        // Of a deleted pod too: it ends while the terminal status is being stored.
        foreach (var sandbox in input.Seen.Sandboxes.Where(s => s.Ready))
        {
            draft.Do(new PodAction.StopSandbox(sandbox.Id));
        }

        if (!input.Seen.Sandboxes.Any(s => s.Ready))
        {
            RemoveCgroup(input, draft);
        }
    }

    public static bool IsAlive(ContainerStatus container) => container.State is ContainerState.Running or ContainerState.Unknown;

    private static void StopContainers(PlanInput input, PlanDraft draft)
    {
        var seconds = input.Eviction is null ? GraceSeconds(input.Pod) : Math.Min(GraceOfEviction, GraceSeconds(input.Pod));
        var grace = Kills.AtLeast(seconds);
        var sidecars = input.Pod is null ? [] : input.Pod.Spec.InitContainers.Where(c => c.IsSidecar()).Select(c => c.Name).ToList();
        var alive = input.Seen.Containers.Where(IsAlive).ToList();
        foreach (var container in alive.Where(c => !sidecars.Contains(c.Name)))
        {
            Stop(Kills.Make(input.Pod, container, seconds, Kills.Stopping(container), replace: false), input, draft);
        }

        // A sidecar waits for everything else, then for the sidecars after it, but no longer than the grace period. The
        // event and its hook do not wait.
        var since = input.TerminatingSince ?? input.Now;
        var left = (long)(grace - TimeSpan.FromSeconds(Math.Floor((input.Now - since).TotalSeconds))).TotalSeconds;
        var overdue = input.Now >= since + grace;
        foreach (var container in alive.Where(c => sidecars.Contains(c.Name)))
        {
            var mine = sidecars.IndexOf(container.Name);
            var waits = alive.Any(other => sidecars.IndexOf(other.Name) is var its && (its < 0 || its > mine));
            if (!waits || overdue)
            {
                var kill = Kills.Make(input.Pod, container, overdue ? 0 : left, Kills.Stopping(container), replace: false);
                Stop(input.StopBegun.Contains(container.Id) ? kill with { HookLimit = null, Announced = true } : kill, input, draft);
                continue;
            }

            draft.LookAgainAt(since + grace);
            TimeSpan? hook = Kills.HasPreStop(input.Pod, container.Name) && seconds > 0 ? TimeSpan.FromSeconds(seconds) : null;
            Prepare(new PodAction.PrepareStop(container.Id, container.Name, Kills.Stopping(container), hook), input, draft);
        }
    }

    private static void Stop(PodAction.KillContainer kill, PlanInput input, PlanDraft draft)
    {
        var hasten = input.Killing.TryGetValue(kill.Id, out var deadline) && input.Now + kill.Grace < deadline;
        draft.Do(kill with { Hasten = hasten });
    }

    private static void Prepare(PodAction.PrepareStop stop, PlanInput input, PlanDraft draft)
    {
        var hasten = input.Killing.TryGetValue(stop.Id, out var deadline) && input.Now + stop.HookLimit < deadline;
        if (hasten || !input.StopBegun.Contains(stop.Id))
        {
            draft.Do(stop with { Hasten = hasten });
        }
    }

    /// <summary>The grace period of a pod that is being stopped; null is what is left of one without an object.</summary>
    public static long GraceSeconds(Pod? pod) => pod switch
    {
        null => 0,
        { Metadata: { DeletionTimestamp: not null, DeletionGracePeriodSeconds: { } seconds } } => seconds,
        _ => Kills.SecondsOf(pod.Spec),
    };

    private static void RemoveEverything(PlanInput input, PlanDraft draft)
    {
        var seen = input.Seen;
        foreach (var sandbox in seen.Sandboxes)
        {
            draft.Do(new PodAction.RemoveSandbox(sandbox.Id));
        }

        foreach (var container in seen.Containers.Where(c => !seen.Sandboxes.Any(s => s.Id == c.Sandbox)))
        {
            draft.Do(new PodAction.RemoveContainer(container.Id));
        }

        if (seen.Sandboxes.IsEmpty && seen.Containers.IsEmpty)
        {
            RemoveCgroup(input, draft);
        }

        // With finalizers the object stays; grace 0 in it says that the node has done its part (spec 8.1).
        var handedOver = input.Pod is { Metadata: { Finalizers.IsEmpty: false, DeletionGracePeriodSeconds: 0 } };
        if (seen.IsEmpty && !handedOver)
        {
            draft.Do(new PodAction.ForgetPod());
        }
    }

    private static void RemoveCgroup(PlanInput input, PlanDraft draft)
    {
        if (input.Seen.HasCgroup)
        {
            draft.Do(new PodAction.RemoveCgroup());
        }
    }

    private static bool IsOfContainer(string key) =>
        key.StartsWith(PodAction.StartKey(""), StringComparison.Ordinal) || key.StartsWith("kill/", StringComparison.Ordinal);
}
