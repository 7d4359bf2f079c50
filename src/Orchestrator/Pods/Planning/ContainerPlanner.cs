using LocalPods.Api.Core;
using LocalPods.Orchestrator.Probes;
using LocalPods.Orchestrator.Runtime;
using ContainerState = LocalPods.Orchestrator.Runtime.ContainerState;
using ContainerStatus = LocalPods.Orchestrator.Runtime.ContainerStatus;

namespace LocalPods.Orchestrator.Pods.Planning;

/// <summary>Plans the containers of a pod whose sandbox runs (spec 4.5, 5).</summary>
internal sealed class ContainerPlanner(Pod pod, PlanInput input, PlanDraft draft, SandboxStatus sandbox)
{
    /// <summary>What an init container that the kernel ended counts as, even when it exited 0.</summary>
    private const int OomExitCode = 137;

    private bool _held;

    /// <summary>Plans init containers and sidecars, in the order of the spec.</summary>
    public InitProgress PlanInitContainers()
    {
        var initialized = pod.Spec.Containers.Any(c => InSandbox(c.Name) is not null);
        var reached = LastStarted();
        if (!initialized && pod.Spec.InitContainers.Skip(reached).Any(HasFailedForGood))
        {
            return InitProgress.Failed; // whatever becomes of the sidecars before it
        }

        var progress = InitProgress.Done;
        for (var i = 0; i < pod.Spec.InitContainers.Length; i++)
        {
            var container = pod.Spec.InitContainers[i];
            if (container.IsSidecar())
            {
                if (progress == InitProgress.Done || i <= reached)
                {
                    PlanSidecar(container);
                }

                if (!initialized && !IsStarted(container))
                {
                    progress = InitProgress.Unfinished;
                }
            }
            else if (!initialized && i >= reached && progress == InitProgress.Done)
            {
                progress = PlanInit(container);
            }
        }

        return progress;
    }

    /// <summary>Plans the regular containers, all at once; but one with a postStart hook is waited for by those after it.</summary>
    /// <returns>False when none runs and none is to be started.</returns>
    public bool PlanContainers()
    {
        var any = false;
        foreach (var container in pod.Spec.Containers)
        {
            any |= Plan(container, "Container");
            _held |= container.Lifecycle?.PostStart is not null
                && (draft.Starts(container.Name) || input.IsBusy(PodAction.StartKey(container.Name)));
        }

        return any;
    }

    // An init container that failed and may not be tried again: the pod cannot go on.
    private bool HasFailedForGood(Container container) =>
        !container.IsSidecar()
        && InSandbox(container.Name) is { State: ContainerState.Exited } instance
        && !IsTouched(instance)
        && FailureOf(instance) is { } exitCode
        && !pod.Spec.MayRestartInit(container, exitCode);

    // Null when the init container did its work.
    private static int? FailureOf(ContainerStatus ended) => ended switch
    {
        { ExitCode: 0, OomKilled: true } => OomExitCode,
        { ExitCode: 0 } => null,
        _ => ended.ExitCode,
    };

    private InitProgress PlanInit(Container container)
    {
        var instance = InSandbox(container.Name);
        if (instance is { State: ContainerState.Exited } && !IsTouched(instance))
        {
            if (FailureOf(instance) is null)
            {
                return InitProgress.Done;
            }

            Restart(container, instance);
            return InitProgress.Unfinished;
        }

        if (instance is null)
        {
            Start(container, null);
        }
        else
        {
            Tend(container, instance, "Init container");
        }

        return InitProgress.Unfinished;
    }

    private void PlanSidecar(Container container)
    {
        if (InSandbox(container.Name) is { } instance)
        {
            if (!Tend(container, instance, "Init container"))
            {
                Restart(container, instance);
            }
        }
        else
        {
            Start(container, null);
        }
    }

    // True as long as the container runs, is being worked on, or is to be started.
    private bool Plan(Container container, string title)
    {
        var instance = PastRuns.Newest(input.Seen, container.Name);
        if (instance is not null && Tend(container, instance, title))
        {
            return true;
        }

        if (input.IsBusy(PodAction.StartKey(container.Name)))
        {
            return true;
        }

        if (!PastRuns.MayStart(pod, container, input))
        {
            return false;
        }

        if (instance is null)
        {
            Start(container, null);
        }
        else
        {
            Restart(container, instance);
        }

        return true;
    }

    // Looks after an instance that has not ended. False when it has.
    private bool Tend(Container container, ContainerStatus instance, string title)
    {
        if (IsTouched(instance))
        {
            return true;
        }

        switch (instance.State)
        {
            case ContainerState.Exited:
                return false;
            case ContainerState.Created:
                // Whoever created it did not live to start it, or does not know whether it did. It never counts as a
                // run, and starting it now could start it a second time.
                draft.Do(new PodAction.RemoveContainer(instance.Id));
                return true;
            case ContainerState.Unknown:
                draft.Do(input.Replaced.Contains(instance.Id)
                    ? new PodAction.RemoveContainer(instance.Id)
                    : Kills.Make(pod, instance, "Container is in \"unknown\" state, try killing it before restart", replace: true));
                return true;
            case ContainerState.Running:
                TendRunning(container, instance, title);
                return true;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private void TendRunning(Container container, ContainerStatus instance, string title)
    {
        if (instance.Sandbox != sandbox.Id)
        {
            draft.Do(Kills.Make(pod, instance, Kills.Stopping(instance), replace: true));
        }
        else if (instance.Hash.Length > 0 && instance.Hash != ContainerHash.Of(container))
        {
            draft.Do(Kills.Make(pod, instance, $"{title} {container.Name} definition changed, will be restarted", replace: true));
        }
        else if (input.Verdicts.FailedProbe(instance.Id) is { } failed)
        {
            var again = MayRestartAfterKill(container);
            var probe = failed == ProbeType.Startup ? container.StartupProbe : container.LivenessProbe;
            var grace = probe?.TerminationGracePeriodSeconds ?? Kills.SecondsOf(pod.Spec);
            var message = $"{title} {container.Name} failed {(failed == ProbeType.Startup ? "startup" : "liveness")} probe";
            draft.Do(Kills.Make(pod, instance, grace, again ? message + ", will be restarted" : message, again));
        }
        else if (Resizes.Wanted(input, instance) is { } wanted && !input.IsBusy(PodAction.ResizeKey(instance.Id)))
        {
            draft.Do(Resizes.NeedRestart(container, instance.Resources!, wanted)
                ? Kills.Make(pod, instance, $"Container {container.Name} resize requires restart", replace: true)
                : new PodAction.ResizeContainer(instance.Id, container.Name, instance.Resources!, wanted));
        }
    }

    // Rules by exit code do not count when the node itself ends a container.
    private bool MayRestartAfterKill(Container container) =>
        container.IsSidecar() || (container.RestartPolicy ?? pod.Spec.RestartPolicy) != RestartPolicies.Never;

    private void Start(Container container, TimeSpan? crashLoopDelay)
    {
        if (_held)
        {
            return;
        }

        var attempt = PastRuns.HighestAttempt(pod, container.Name, input) is { } last ? last + 1 : 0;
        TimeSpan? carried = input.CarriedDelays.TryGetValue(container.Name, out var delay) ? delay : null;
        draft.Do(new PodAction.StartContainer(sandbox.Id, container.Name, attempt, crashLoopDelay ?? carried));
    }

    private void Restart(Container container, ContainerStatus ended)
    {
        if (input.IsBusy(PodAction.StartKey(container.Name)))
        {
            return;
        }

        var decision = Restarts.Decide(pod, container, ended, input);
        if (decision.Due > input.Now)
        {
            draft.Wait(new CrashLoopWait(container.Name, ended.Id, decision.Delay, decision.Due));
        }
        else
        {
            Start(container, decision.Next);
        }
    }

    private bool IsTouched(ContainerStatus instance) =>
        input.IsBusy(PodAction.StartKey(instance.Name))
        || input.IsBusy(PodAction.KillKey(instance.Id))
        || input.IsBusy(PodAction.RemoveKey(instance.Id));

    private ContainerStatus? InSandbox(string name) => input.Seen.Containers.FirstOrDefault(c => c.Name == name && c.Sandbox == sandbox.Id);

    // Results of earlier init containers count although their instances may be gone: what came after them proves them.
    private int LastStarted()
    {
        for (var i = pod.Spec.InitContainers.Length - 1; i >= 0; i--)
        {
            if (InSandbox(pod.Spec.InitContainers[i].Name) is not null)
            {
                return i;
            }
        }

        return -1;
    }

    private bool IsStarted(Container sidecar) =>
        InSandbox(sidecar.Name) is { State: ContainerState.Running } running
        && !IsTouched(running)
        && (sidecar.StartupProbe is null || input.Verdicts.Find(ProbeType.Startup, running.Id) == ProbeVerdict.Success);
}
