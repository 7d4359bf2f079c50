using LocalPods.Api.Core;
using LocalPods.Orchestrator.Events;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Probes;

/// <summary>
/// One probe of one container over all its instances: when it runs and how results are counted (kubelet
/// <c>prober/worker.go</c>). It knows no clock and starts nothing; the engine that owns it calls under its lock.
/// </summary>
/// <remarks>The probe's parameters are those of its creation: a pod's probes cannot change.</remarks>
internal sealed class ProbeWorker(PodIdentity pod, Container container, ContainerList list, ProbeType type, Probe probe)
{
    /// <summary>Containers that ran this long when the daemon came up keep what was reported of them.</summary>
    private static readonly TimeSpan OldEnough = TimeSpan.FromSeconds(10);

    private bool _onHold;
    private ProbeVerdict? _lastResult;
    private int _run;

    public PodIdentity Pod => pod;
    public Container Container => container;
    public ProbeType Type => type;
    public Probe Probe => probe;
    public bool IsSidecar => list == ContainerList.InitContainers;
    public TimeSpan Period { get; } = TimeSpan.FromSeconds(Math.Max(1, probe.PeriodSeconds ?? 10));
    public TimeSpan Timeout { get; } = TimeSpan.FromSeconds(Math.Max(1, probe.TimeoutSeconds ?? 1));

    /// <summary>The instance whose results are published; null before the first.</summary>
    public ContainerId? Instance { get; private set; }

    /// <summary>When the next attempt is due, on the clock's timestamps.</summary>
    public long NextTick { get; set; }

    /// <summary>Counts changes of <see cref="NextTick"/>: what an earlier one queued is stale.</summary>
    public int Arming { get; set; }

    /// <summary>An attempt is under way; the next waits for its end.</summary>
    public bool Busy { get; set; }

    /// <summary>Another attempt was asked for while one was under way.</summary>
    public bool Triggered { get; set; }

    /// <summary>Nothing is published any more and no attempt begins.</summary>
    public bool Ended { get; set; }

    /// <summary>How it has fared so far.</summary>
    public ProbeStanding Standing { get; set; } = new(container.Name, type);

    public ProbeVerdict Initial => type switch
    {
        ProbeType.Liveness => ProbeVerdict.Success,
        ProbeType.Readiness => ProbeVerdict.Failure,
        ProbeType.Startup => ProbeVerdict.Unknown,
    };

    public EventTarget Target => EventTarget.InPod(pod, list, container.Name, Instance);

    /// <summary>Looks at the pod before an attempt (spec: pod-lifecycle 7.1, checks 1 to 10).</summary>
    /// <param name="view">The pod as last observed.</param>
    /// <param name="verdicts">What is published; replaced where a check publishes something.</param>
    /// <param name="now">The time.</param>
    /// <param name="daemonStart">When the daemon came up.</param>
    public ProbeStep Look(PodView view, ref ProbeVerdicts verdicts, DateTimeOffset now, DateTimeOffset daemonStart)
    {
        if (view.Finished)
        {
            return ProbeStep.End;
        }

        if (view.Newest(container.Name) is not { State: not Runtime.ContainerState.Created } seen)
        {
            return ProbeStep.Wait;
        }

        if (Instance != seen.Id)
        {
            Adopt(seen, view, ref verdicts, daemonStart);
        }

        if (_onHold)
        {
            return ProbeStep.Wait;
        }

        if (seen.State != Runtime.ContainerState.Running)
        {
            verdicts = verdicts.With(type, seen.Id, ProbeVerdict.Failure);
            return seen.State == Runtime.ContainerState.Exited && !MayRunAgain(view.Pod.Spec, seen.ExitCode) ? ProbeStep.End : ProbeStep.Wait;
        }

        if (view.Terminating && type != ProbeType.Readiness)
        {
            return ProbeStep.End; // a kubelet publishes a success here, and calls started what has not started
        }

        if (Math.Floor((now - seen.StartedAt!.Value).TotalSeconds) < (probe.InitialDelaySeconds ?? 0))
        {
            return ProbeStep.Wait;
        }

        var started = container.StartupProbe is null || verdicts.Find(ProbeType.Startup, seen.Id) == ProbeVerdict.Success;
        return started == (type == ProbeType.Startup) ? ProbeStep.Wait : ProbeStep.Run;
    }

    /// <summary>Counts an attempt's result.</summary>
    /// <returns>What is to be published for <see cref="Instance"/>; null when the thresholds leave it as it was.</returns>
    public ProbeVerdict? Count(ProbeOutcome outcome)
    {
        if (outcome.Kind == ProbeOutcomeKind.Error)
        {
            return null;
        }

        var result = outcome.Kind == ProbeOutcomeKind.Failure ? ProbeVerdict.Failure : ProbeVerdict.Success;
        (_lastResult, _run) = (result, result == _lastResult ? _run + 1 : 1);
        if (_run < (result == ProbeVerdict.Failure ? probe.FailureThreshold ?? 3 : probe.SuccessThreshold ?? 1))
        {
            return null;
        }

        if (type == ProbeType.Startup || (type == ProbeType.Liveness && result == ProbeVerdict.Failure))
        {
            (_onHold, _run) = (true, 0);
        }

        return result;
    }

    private void Adopt(Runtime.ContainerStatus seen, PodView view, ref ProbeVerdicts verdicts, DateTimeOffset daemonStart)
    {
        if (Instance is { } old)
        {
            verdicts = verdicts.Without(type, old);
        }

        var first = Instance is null;
        (Instance, _onHold) = (seen.Id, false);
        var keeps = first && seen.StartedAt < daemonStart - OldEnough && view.Reported(seen.Id) is { } reported && type switch
        {
            ProbeType.Readiness => reported.Ready,
            ProbeType.Startup => reported.Started == true,
            ProbeType.Liveness => false,
        };
        verdicts = verdicts.With(type, seen.Id, keeps ? ProbeVerdict.Success : Initial);
    }

    private bool MayRunAgain(PodSpec spec, int exitCode) =>
        IsSidecar ? spec.MayRestartInit(container, exitCode) : spec.MayRestart(container, exitCode);
}
