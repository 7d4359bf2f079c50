using LocalPods.Api.Core;
using LocalPods.Api.History;

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
        var finding = evidence.GaveUp(place.Container.Name, ended.StartedAt, ended.FinishedAt) is { } probe ? ProbeCauses.GaveUp(evidence, place, probe, ended)
            : evidence.During(ended, "FailedPostStartHook", place.Container.Name) is { } hook ? OfHook(place, Killed(hook.Message), HookFailure(evidence, place))
            : ended.Reason == "ContainerCannotRun" ? ConfigCauses.OfEngine(place, ended.Reason, ended.Message ?? "")
            : OfProcess(evidence, place, ended);
        return (Looping(evidence, place) is { } link ? finding.After(link) : finding).At(place);
    }

    /// <summary>Its postStart hook failed, for which the node kills it.</summary>
    /// <param name="place">The container.</param>
    /// <param name="killed">That it is killed.</param>
    /// <param name="message">Why the hook failed; null shows what it does instead.</param>
    public static Finding OfHook(ContainerPlace place, Link killed, string? message)
    {
        var hook = place.Container.Lifecycle?.PostStart;
        var (says, fix) = hook switch
        {
            { TcpSocket: not null } => ("a hook by tcpSocket always fails: hooks are served by exec, httpGet and sleep only", "use exec, httpGet or sleep"),
            { HttpGet: { } get } => ("its postStart hook failed", $"let the program answer GET {(string.IsNullOrEmpty(get.Path) ? "/" : get.Path)} on port {get.Port} as soon as it runs, or wait for it in an exec hook"),
            _ => ("its postStart hook failed", "mend the hook's command, or what it needs; the container runs only once the hook succeeds"),
        };
        return new Finding(CauseCode.PostStartHookFailed, fix, killed, new Link(says, message ?? Words.Hook(hook))).At(place, "lifecycle.postStart");
    }

    /// <summary>The link of one that was killed for its hook.</summary>
    /// <param name="told">How the node told of it.</param>
    public static Link Killed(string? told) => new("it was started, and killed again because its postStart hook failed", told);

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
                ? new Link($"it has ended, and {Policy(evidence.Pod, place.Container)} does not start it again")
            : null;
    }

    private static string Policy(Pod pod, Container container) =>
        container.RestartPolicy is { Length: > 0 } own ? $"its own restartPolicy {own}" : $"restartPolicy {pod.Spec.RestartPolicy ?? RestartPolicies.Always}";

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
                    : $"its program ended by itself without an error, and {Policy(evidence.Pod, place.Container)} wants it to keep running")).At(place, "command");
        }

        return LogClues.Find(place.Container, lines, ended.ExitCode) is { } clue
            ? new Finding(clue.Code, clue.Fix, says, clue.Link)
            : ByExitCode(place, ended, says, silent: known is { IsEmpty: true });
    }

    private static Finding ByExitCode(ContainerPlace place, ContainerStateTerminated ended, Link says, bool silent) => ended.ExitCode switch
    {
        NotFound => new Finding(CauseCode.CommandNotFound, "check the commands of its script against what its image has", says, new Link("127 means that a command was not found")).At(place, "command"),
        CannotExecute => new Finding(CauseCode.CommandNotExecutable, "check that the command may be executed", says, new Link("126 means that a command was found and could not be executed")).At(place, "command"),
        Segmentation => new Finding(CauseCode.SegmentationFault, "look for the fault in the program or its libraries; try another version of the image", says, new Link("139 is SIGSEGV: the program touched memory that is not its own")),
        Abort => new Finding(CauseCode.Crashed, "look for an assertion or a corrupted heap, the usual reasons", says, new Link("134 is SIGABRT: the program gave itself up")),
        Kill => new Finding(CauseCode.KilledFromOutside, "find out who sends SIGKILL: docker kill, kill -9, or the machine running out of memory", says, new Link("137 is SIGKILL, and neither a probe nor its memory limit was the reason: somebody killed it")),
        Term => new Finding(CauseCode.KilledFromOutside, "find out who sends SIGTERM: docker stop, or a kill from inside", says, new Link("143 is SIGTERM, and the node did not send it: somebody asked it to stop")),
        > Signalled and <= LastSignal => new Finding(CauseCode.KilledFromOutside, "find out where the signal comes from", says, new Link($"{ended.ExitCode} means that signal {ended.ExitCode - Signalled} ended it")),
        _ when silent => new Finding(CauseCode.Crashed, "let the program say why it gives up: raise its log level, or have its script begin with set -x", says),
        _ => new Finding(CauseCode.Crashed, "read its last lines; the program itself says why it gave up", says),
    };

    private static string? Proof(ContainerStateTerminated ended, ImmutableArray<string>? lines) =>
        ended.Message is { Length: > 0 } message ? $"{ended.Reason}: {message.TrimEnd()}" : lines is { IsEmpty: true } ? $"{ended.Reason}; it wrote nothing to its log" : ended.Reason;
}
