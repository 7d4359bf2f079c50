using LocalPods.Api.Durations;
using LocalPods.Api.History;
using ContainerState = LocalPods.Orchestrator.Runtime.ContainerState;

namespace LocalPods.Orchestrator.Explaining;

/// <summary>What a pod that is being deleted still waits for. Pure.</summary>
internal static class DeletionCauses
{
    public static Finding? Of(PodEvidence evidence)
    {
        var pod = evidence.Pod;
        if (pod.Metadata.DeletionTimestamp is not { } end)
        {
            return null;
        }

        var grace = pod.Metadata.DeletionGracePeriodSeconds ?? 0;
        var asked = new Link($"its deletion was asked for {Words.Ago(end - TimeSpan.FromSeconds(grace), evidence.Now)}, with a grace period of {grace} s");
        var running = ContainerPlace.AllOf(pod).Where(p => evidence.Newest(p.Container.Name)?.State == ContainerState.Running).ToArray();
        if (evidence.Seen is { IsEmpty: true } && !pod.Metadata.Finalizers.IsEmpty)
        {
            return new Finding(
                CauseCode.FinalizerHeld,
                "whoever owns the finalizers has to remove them",
                asked,
                new Link("nothing of it runs any more"),
                new Link($"its object is held by finalizers: {string.Join(", ", pod.Metadata.Finalizers)}"))
            { Field = "metadata.finalizers" };
        }

        var left = end > evidence.Now ? $"what does not end is killed in {ResourceAge.Format(end - evidence.Now)}" : "what has not ended is being killed";
        return (running.Select(p => Hook(evidence, p)).FirstOrDefault(f => f is not null)
                ?? running.Select(p => Deaf(evidence, p, left)).FirstOrDefault(f => f is not null)
                ?? Waiting(running, left)).After(asked);
    }

    private static Finding? Hook(PodEvidence evidence, ContainerPlace place) =>
        evidence.Since(place.Container.Name, HistoryKind.PreStopStarted, HistoryKind.PreStopEnded) is { } since
            ? new Finding(
                CauseCode.PreStopRunning,
                "make the hook shorter, or delete with --now; it may take no longer than the grace period",
                new Link($"{place.Title} still runs: it gets its stop signal only after its preStop hook"),
                new Link($"its preStop hook has been running {Words.For(since, evidence.Now)}", Words.Hook(place.Container.Lifecycle?.PreStop))).At(place, "lifecycle.preStop")
            : null;

    private static Finding? Deaf(PodEvidence evidence, ContainerPlace place, string left) =>
        evidence.Processes.GetValueOrDefault(place.Container.Name) is { HeedsStopSignal: false } process
            ? new Finding(
                CauseCode.StopSignalIgnored,
                $"let the program handle {process.StopSignal}: in a shell script start it with exec, or set a trap; or lower spec.terminationGracePeriodSeconds",
                new Link($"{place.Title} still runs, although it was told to stop", left),
                new Link(
                    $"its PID 1 ({process.Name}) has no handler for {process.StopSignal}, so the signal has no effect on it",
                    $"signals it handles: {Signals(process.Caught)}")).At(place, "command")
            : null;

    private static Finding Waiting(ContainerPlace[] running, string left) => running is [var first, ..]
        ? new Finding(
            CauseCode.Stopping,
            "wait; delete with --now if it takes too long",
            new Link($"{first.Title} still runs and was told to stop: it is ending by itself", left)).At(first)
        : new Finding(CauseCode.Stopping, "wait a moment", new Link("nothing of it runs any more: it is being cleaned up"));

    private static string Signals(ulong mask)
    {
        var signals = Enumerable.Range(1, 64).Where(s => (mask & (1UL << (s - 1))) != 0).ToArray();
        return signals.Length == 0 ? "none" : string.Join(", ", signals);
    }
}
