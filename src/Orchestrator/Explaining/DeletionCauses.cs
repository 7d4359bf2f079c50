using LocalPods.Api.History;

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
        const string was = "its deletion was asked for";
        var asked = new Link($"{was} {Words.Ago(end - TimeSpan.FromSeconds(grace), evidence.Now)}, with a grace period of {grace} s");
        var running = ContainerPlace.AllOf(pod).Where(p => evidence.Runs(p.Container.Name)).ToArray();
        if (evidence.Seen is { IsEmpty: true } && !pod.Metadata.Finalizers.IsEmpty)
        {
            return new Finding(
                CauseCode.FinalizerHeld,
                "whoever owns the finalizers has to remove them",
                new Link(was), // when, and with how much time, the object does not say any more
                new Link("nothing of it runs any more"),
                new Link($"its object is held by finalizers: {string.Join(", ", pod.Metadata.Finalizers)}"))
            { Field = "metadata.finalizers" };
        }

        return (running.Select(p => Hook(evidence, p)).FirstOrDefault(f => f is not null)
                ?? running.Select(p => Deaf(evidence, p)).FirstOrDefault(f => f is not null)
                ?? Waiting(evidence, running)).After(asked);
    }

    private static Finding? Hook(PodEvidence evidence, ContainerPlace place) =>
        evidence.Since(place.Container.Name, HistoryKind.PreStopStarted, HistoryKind.PreStopEnded) is { } since
            ? new Finding(
                CauseCode.PreStopRunning,
                "make the hook shorter, or delete with --now; it may take no longer than the grace period",
                new Link($"{place.Title} still runs: it gets its stop signal only after its preStop hook"),
                new Link($"its preStop hook has been running {Words.For(since, evidence.Now)}", Words.Hook(place.Container.Lifecycle?.PreStop))).At(place, "lifecycle.preStop")
            : null;

    private static Finding? Deaf(PodEvidence evidence, ContainerPlace place) =>
        evidence.Told(place.Container.Name) is { } told && evidence.Processes.GetValueOrDefault(place.Container.Name) is { HeedsStopSignal: false } process
            ? new Finding(
                CauseCode.StopSignalIgnored,
                $"let the program handle {process.StopSignal}: in a shell script start it with exec, or set a trap; or lower spec.terminationGracePeriodSeconds",
                new Link($"{place.Title} still runs, although it was told to stop {Words.Ago(told.Time, evidence.Now)}", Words.Left(told, evidence.Now)),
                new Link(
                    $"its PID 1 ({process.Name}) has no handler for {process.StopSignal}, so the signal has no effect on it",
                    $"signals it handles: {(process.Caught == 0 ? "none" : string.Join(", ", process.Handled))}")).At(place, "command")
            : null;

    private static Finding Waiting(PodEvidence evidence, ContainerPlace[] running)
    {
        const string fix = "wait; delete with --now if it takes too long";
        if (running.Select(p => (Place: p, Told: evidence.Told(p.Container.Name))).FirstOrDefault(p => p.Told is not null) is { Told: { } told, Place: var place })
        {
            return new Finding(
                CauseCode.Stopping,
                fix,
                new Link($"{place.Title} still runs, was told to stop {Words.Ago(told.Time, evidence.Now)}, and is ending by itself", Words.Left(told, evidence.Now))).At(place);
        }

        return running is [var first, ..]
            ? new Finding(CauseCode.Stopping, fix, new Link($"{first.Title} still runs, and nothing is known of it having been told to stop")).At(first)
            : new Finding(CauseCode.Stopping, "wait a moment", new Link("nothing of it runs any more: it is being cleaned up"));
    }
}
