using LocalPods.Api.Core;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Pods.Planning;

/// <summary>Keeps a pod alive: its sandbox first, then its init containers one by one, then its containers at once.</summary>
internal static class SyncPlanner
{
    /// <summary>Plans for a pod that is to live.</summary>
    /// <returns>False when nothing of it is to run any more: all have ended and none may start again.</returns>
    public static bool Plan(Pod pod, PlanInput input, PlanDraft draft)
    {
        if (input.IsBusy(PodAction.SandboxKey))
        {
            return true;
        }

        var usable = UsableSandbox(pod.Spec, input.Seen);
        if (usable is null)
        {
            return ReplaceSandbox(pod, input, draft);
        }

        if (!PodLimits.Plan(input, draft))
        {
            return true;
        }

        EphemeralPlanner.Plan(pod, input, draft, usable);
        if (InPlaceRestart.Plan(pod, input, draft, usable))
        {
            return true;
        }

        var containers = new ContainerPlanner(pod, input, draft, usable);
        return containers.PlanInitContainers() switch
        {
            InitProgress.Failed => false,
            InitProgress.Unfinished => true,
            InitProgress.Done => containers.PlanContainers(),
        };
    }

    /// <summary>The newest sandbox when it is the only one that runs and is what the spec asks for; else null.</summary>
    private static SandboxStatus? UsableSandbox(PodSpec spec, RuntimePod seen)
    {
        var onHost = spec.HostNetwork == true;
        return seen.Sandboxes is [{ Ready: true } newest, ..]
            && seen.Sandboxes.Count(s => s.Ready) == 1
            && newest.HostNetwork == onHost
            && (onHost || !newest.Ips.IsEmpty)
                ? newest
                : null;
    }

    // Everything in the old sandbox is stopped, then the sandbox, then a new one is made (spec 4.5).
    private static bool ReplaceSandbox(Pod pod, PlanInput input, PlanDraft draft)
    {
        var seen = input.Seen;
        var newest = seen.Sandboxes.FirstOrDefault();
        if (!IsWanted(pod, input, newest))
        {
            return false;
        }

        draft.ChangedSandbox = newest?.Id;
        var alive = seen.Containers.Where(TerminationPlanner.IsAlive).ToList();
        foreach (var container in alive)
        {
            draft.Do(Kills.Make(pod, container, Kills.Stopping(container), replace: false));
        }

        if (alive.Count > 0 || input.Busy.Any(key => !key.StartsWith("remove", StringComparison.Ordinal)))
        {
            return true;
        }

        if (seen.Sandboxes.FirstOrDefault(s => s.Ready) is { } stale)
        {
            draft.Do(new PodAction.StopSandbox(stale.Id));
            return true;
        }

        foreach (var instance in seen.Containers.Where(c => pod.Spec.InitContainers.Any(init => init.Name == c.Name)))
        {
            draft.Do(new PodAction.RemoveContainer(instance.Id));
        }

        draft.Do(new PodAction.CreateSandbox(newest is null ? 0 : newest.Attempt + 1));
        return true;
    }

    private static bool IsWanted(Pod pod, PlanInput input, SandboxStatus? newest)
    {
        var ran = PastRuns.Any(pod, input.Seen);
        if (pod.Spec.RestartPolicy == RestartPolicies.Never && newest is not null && (ran || PastRuns.AnyInit(pod, input.Seen)))
        {
            return false;
        }

        return !ran || pod.Spec.Containers.Any(c => PastRuns.MayStart(pod, c, input));
    }
}
