using LocalPods.Api.Core;
using LocalPods.Api.History;
using LocalPods.Orchestrator.Probes;

namespace LocalPods.Orchestrator.Explaining;

/// <summary>Why a container ended. Pure.</summary>
internal static class EndCauses
{
    private const int CannotExecute = 126;
    private const int NotFound = 127;
    private const int Signalled = 128;
    private const int Abort = Signalled + 6;
    private const int Kill = Signalled + 9;
    private const int Segmentation = Signalled + 11;
    private const int Term = Signalled + 15;
    private const int LastSignal = Signalled + 64;

    /// <summary>Explains the end of one instance.</summary>
    /// <param name="evidence">Of the pod.</param>
    /// <param name="place">Its container.</param>
    /// <param name="ended">How it ended.</param>
    public static Finding Of(PodEvidence evidence, ContainerPlace place, ContainerStateTerminated ended)
    {
        var finding = KilledBy(evidence, place, ended) is { } probe ? ProbeCauses.GaveUp(evidence, place, probe, ended)
            : evidence.During(ended, "FailedPostStartHook", place.Container.Name) is { } hook ? OfHook(place, hook.Message, HookFailure(evidence, place))
            : ended.Reason == "ContainerCannotRun" ? ConfigCauses.OfEngine(place, ended.Reason, ended.Message ?? "")
            : OfProcess(evidence, place, ended);
        return (Looping(evidence, place) is { } link ? finding.After(link) : finding).At(place);
    }

    // The probe that had the node kill this instance. The event outlives the daemon, what the probes remember is exact.
    private static ProbeType? KilledBy(PodEvidence evidence, ContainerPlace place, ContainerStateTerminated ended)
    {
        var name = place.Container.Name;
        return evidence.During(ended, "Killing", name, "failed liveness probe") is not null ? ProbeType.Liveness
            : evidence.During(ended, "Killing", name, "failed startup probe") is not null ? ProbeType.Startup
            : null;
    }

    /// <summary>Its postStart hook failed, for which the node killed it.</summary>
    /// <param name="place">The container.</param>
    /// <param name="told">How the node told of it.</param>
    /// <param name="message">Why the hook failed; null shows what it does instead.</param>
    public static Finding OfHook(ContainerPlace place, string? told, string? message) => new Finding(
        CauseCode.PostStartHookFailed,
        "mend the hook's command, or what it needs; the container is killed and started again until the hook succeeds",
        new Link("it was started, and killed again because its postStart hook failed", told),
        new Link("its postStart hook failed", message ?? Words.Hook(place.Container.Lifecycle?.PostStart))).At(place, "lifecycle.postStart");

    // The status shows it only until the back-off begins; the record keeps it.
    private static string? HookFailure(PodEvidence evidence, ContainerPlace place) => evidence.History
        .LastOrDefault(h => h.Kind == HistoryKind.StartFailed && h.Container == place.Container.Name && h.Detail?.StartsWith("PostStartHookError: ", StringComparison.Ordinal) == true)
        ?.Detail!["PostStartHookError: ".Length..];

    private static Link? Looping(PodEvidence evidence, ContainerPlace place)
    {
        var status = place.Status!;
        return status.State.Waiting is { Reason: "CrashLoopBackOff" } waiting
                ? new Link($"it was {Words.Restarts(status)} and waits longer each time before it is started again", $"CrashLoopBackOff: {waiting.Message}")
            : status.State.Terminated is not null && !MayRestart(evidence.Pod, place, status.State.Terminated.ExitCode)
                ? new Link($"it has ended, and restartPolicy {evidence.Pod.Spec.RestartPolicy} does not start it again")
            : null;
    }

    private static bool MayRestart(Pod pod, ContainerPlace place, int exitCode) =>
        place.IsInit ? pod.Spec.MayRestartInit(place.Container, exitCode) : pod.Spec.MayRestart(place.Container, exitCode);

    private static Finding OfProcess(PodEvidence evidence, ContainerPlace place, ContainerStateTerminated ended)
    {
        var known = evidence.LinesOf(place.Container.Name);
        var lines = known ?? [];
        var took = ended is { StartedAt: { } start, FinishedAt: { } end } && end >= start ? $" after {Api.Durations.ResourceAge.Format(end - start)}" : "";
        var says = new Link($"it ended{took} with exit code {ended.ExitCode}", Proof(ended, known)) { Lines = Words.Last(lines) };
        if (ended.Reason == "OOMKilled")
        {
            var limit = place.Container.Resources.Limits?.TryGetValue("memory", out var given) == true ? given.ToString() : null;
            return new Finding(
                CauseCode.OutOfMemory,
                "raise resources.limits.memory, or let the program use less",
                says,
                new Link(limit is null ? "the kernel killed it: the machine had no memory left" : $"the kernel killed it: it used more memory than its limit of {limit}", "OOMKilled"))
                .At(place, limit is null ? "" : "resources.limits.memory");
        }

        if (ended.ExitCode == 0)
        {
            return new Finding(
                CauseCode.ExitedNormally,
                "give it a program that keeps running in the foreground; if it is to run once, set restartPolicy to OnFailure or Never",
                says,
                new Link(place.IsSidecar
                    ? "its program ended by itself without an error, and a sidecar is to keep running"
                    : $"its program ended by itself without an error, and restartPolicy {evidence.Pod.Spec.RestartPolicy ?? RestartPolicies.Always} wants it to keep running")).At(place, "command");
        }

        return LogClues.Find(place.Container, lines, ended.ExitCode) is { } clue
            ? new Finding(clue.Code, clue.Fix, says, clue.Link)
            : ByExitCode(place, ended, says);
    }

    private static Finding ByExitCode(ContainerPlace place, ContainerStateTerminated ended, Link says) => ended.ExitCode switch
    {
        NotFound => new Finding(CauseCode.CommandNotFound, "check the commands of its script against what its image has", says, new Link("127 means that a command was not found")).At(place, "command"),
        CannotExecute => new Finding(CauseCode.CommandNotExecutable, "check that the command may be executed", says, new Link("126 means that a command was found and could not be executed")).At(place, "command"),
        Segmentation => new Finding(CauseCode.SegmentationFault, "look for the fault in the program or its libraries; try another version of the image", says, new Link("139 is SIGSEGV: the program touched memory that is not its own")),
        Abort => new Finding(CauseCode.Crashed, "see its last lines: an assertion or a corrupted heap is the usual reason", says, new Link("134 is SIGABRT: the program gave itself up")),
        Kill => new Finding(CauseCode.KilledFromOutside, "find out who sends SIGKILL: docker kill, kill -9, or the machine running out of memory", says, new Link("137 is SIGKILL, and neither a probe nor its memory limit was the reason: somebody killed it")),
        Term => new Finding(CauseCode.KilledFromOutside, "find out who sends SIGTERM: docker stop, or a kill from inside", says, new Link("143 is SIGTERM, and the node did not send it: somebody asked it to stop")),
        > Signalled and <= LastSignal => new Finding(CauseCode.KilledFromOutside, "find out where the signal comes from", says, new Link($"{ended.ExitCode} means that signal {ended.ExitCode - Signalled} ended it")),
        _ => new Finding(CauseCode.Crashed, "read its last lines; the program itself says why it gave up", says),
    };

    private static string? Proof(ContainerStateTerminated ended, ImmutableArray<string>? lines) =>
        ended.Message is { Length: > 0 } message ? $"{ended.Reason}: {message.TrimEnd()}" : lines is { IsEmpty: true } ? $"{ended.Reason}; it wrote nothing to its log" : ended.Reason;
}
