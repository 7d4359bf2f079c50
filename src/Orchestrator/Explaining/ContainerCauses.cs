using LocalPods.Api.Core;
using LocalPods.Api.History;
using LocalPods.Orchestrator.Probes;

namespace LocalPods.Orchestrator.Explaining;

/// <summary>Finds the container that keeps a pod from being Ready, and hands it to those who know its kind of trouble. Pure.</summary>
internal static class ContainerCauses
{
    /// <summary>The first init container that blocks the rest, else the container in the worst trouble; null when all are ready.</summary>
    public static Finding? Of(PodEvidence evidence)
    {
        var places = ContainerPlace.AllOf(evidence.Pod);
        if (places.FirstOrDefault(p => p.IsInit && Blocks(p)) is { } blocking && !places.Any(p => !p.IsInit && HasStarted(p)))
        {
            var done = places.Count(p => p.IsInit && !Blocks(p));
            var link = blocking.IsSidecar
                ? new Link($"the containers wait for {blocking.Title}, which has to be started first")
                : new Link($"the containers wait for {blocking.Title}, which has to end well first", $"{done} of {places.Count(p => p.IsInit)} init containers are done");
            return One(evidence, blocking).After(link);
        }

        return Unready(places).FirstOrDefault() is { } worst
            ? One(evidence, worst).After(new Link($"{worst.Title} is not ready", Proof(evidence.Pod)))
            : null;
    }

    /// <summary>The container whose end ended the pod.</summary>
    public static Finding? FailedForGood(PodEvidence evidence) =>
        ContainerPlace.AllOf(evidence.Pod).FirstOrDefault(p => p.Status?.State.Terminated is { ExitCode: not 0 }) is { } failed
            ? EndCauses.Of(evidence, failed, failed.Status!.State.Terminated!).After(new Link($"{failed.Title} failed"))
            : null;

    /// <summary>Containers that are not ready either, each in a sentence.</summary>
    /// <param name="evidence">Of the pod.</param>
    /// <param name="told">What is told already.</param>
    public static ImmutableArray<string> Others(PodEvidence evidence, Finding told) => evidence.Pod.IsTerminal() || evidence.Pod.IsDeleting() || told.Container is null
        ? []
        : [.. Unready(ContainerPlace.AllOf(evidence.Pod)).Where(p => p.Container.Name != told.Container && Trouble(p) > 0).Select(p => $"{p.Title} is not ready either: {State(evidence, p)}")];

    private static Finding One(PodEvidence evidence, ContainerPlace place) => (place.Status?.State switch
    {
        { Waiting: { } waiting } => Waiting(evidence, place, waiting),
        { Terminated: { } ended } => EndCauses.Of(evidence, place, ended),
        { Running: { } running } => Running(evidence, place, running),
        _ => new Finding(CauseCode.Starting, "wait a moment", new Link("it is being started: nothing has been reported of it yet")),
    }).At(place);

    private static Finding Waiting(PodEvidence evidence, ContainerPlace place, ContainerStateWaiting waiting)
    {
        var message = waiting.Message ?? "";
        var finding = waiting.Reason switch
        {
            "InvalidImageName" or "ErrImageNeverPull" or "ErrImagePull" or "ImagePullBackOff" or "ImageInspectError" or "RegistryUnavailable" or "SignatureValidationFailed" =>
                ImageCauses.Of(evidence, place, waiting.Reason, message),
            "CreateContainerConfigError" => ConfigCauses.OfConfig(evidence.Pod, place, message),
            "CreateContainerError" or "RunContainerError" => ConfigCauses.OfEngine(place, waiting.Reason, message),
            "PostStartHookError" => EndCauses.OfHook(place, EndCauses.Killed(waiting.Reason), message),
            _ when place.Status!.LastState.Terminated is { } ended => EndCauses.Of(evidence, place, ended),
            _ when evidence.FailedHook(place.Container.Name) is { } why => EndCauses.OfHook(
                place,
                new Link("it is being killed because its postStart hook failed", evidence.Told(place.Container.Name) is { } told ? Words.Left(told, evidence.Now) : null),
                why),
            _ when message.Length > 0 => ConfigCauses.OfVolume(evidence.Pod, place, message),
            _ => OnItsWay(evidence, place, waiting),
        };
        return finding with { NextTry = evidence.Backoffs.FirstOrDefault(b => b.Container == place.Container.Name)?.NextTry };
    }

    private static Finding OnItsWay(PodEvidence evidence, ContainerPlace place, ContainerStateWaiting waiting)
    {
        var name = place.Container.Name;
        if (evidence.Since(name, HistoryKind.PostStartStarted, HistoryKind.PostStartEnded) is { } since)
        {
            return new Finding(
                CauseCode.PostStartHookRunning,
                "wait, or make the hook shorter: nothing limits its time",
                new Link("it runs, and counts as started only when its postStart hook has ended"),
                new Link($"its postStart hook has been running {Words.For(since, evidence.Now)}", Words.Hook(place.Container.Lifecycle?.PostStart))).At(place, "lifecycle.postStart");
        }

        return evidence.Latest("Pulling", name) is { } pulling && evidence.Events.IndexOf(pulling) > evidence.Events.IndexOf(evidence.Latest("Pulled", name)!)
            ? new Finding(CauseCode.Starting, "wait for the pull", new Link($"its image is being pulled {Words.For(pulling.LastTimestamp, evidence.Now)}", pulling.Message)).At(place, "image")
            : new Finding(CauseCode.Starting, "wait a moment", new Link("it is being started", waiting.Reason));
    }

    private static Finding Running(PodEvidence evidence, ContainerPlace place, ContainerStateRunning running)
    {
        var known = evidence.LinesOf(place.Container.Name);
        var lines = known ?? [];
        if (place is { IsInit: true, IsSidecar: false })
        {
            var runs = new Link($"it has been running {Words.For(running.StartedAt, evidence.Now)} and has not ended", known is { IsEmpty: true } ? "it has written nothing to its log" : null) { Lines = Words.Last(lines) };
            return LogClues.Find(place.Container, lines) is { } clue
                ? new Finding(clue.Code, clue.Fix, runs, clue.Link)
                : new Finding(CauseCode.InitContainerRunning, $"see what it waits for: localpods logs -f {Words.Argument(evidence.Pod)} -c {place.Container.Name}", runs);
        }

        if (ProbeCauses.GivesUp(evidence, place) is { } stopping)
        {
            return stopping;
        }

        var startup = place.Container.StartupProbe is not null && place.Status!.Started != true;
        return (startup, place.Container.ReadinessProbe) switch
        {
            (true, _) => ProbeCauses.NotPassed(evidence, place, ProbeType.Startup),
            (false, not null) => ProbeCauses.NotPassed(evidence, place, ProbeType.Readiness),
            _ => new Finding(CauseCode.Starting, "wait a moment", new Link("it runs, and that has just not been reported yet", null)),
        };
    }

    private static IEnumerable<ContainerPlace> Unready(ImmutableArray<ContainerPlace> places) =>
        places.Where(p => (!p.IsInit || p.IsSidecar) && p.Status?.Ready != true).OrderByDescending(Trouble);

    // What failed stands before what only waits for time to pass.
    private static int Trouble(ContainerPlace place) => place.Status?.State switch
    {
        { Waiting: { Reason: not ("ContainerCreating" or "PodInitializing") } } or { Waiting.Message.Length: > 0 } => 3,
        { Terminated: not null } => 2,
        { Running: not null } => 1,
        _ => 0,
    };

    private static string State(PodEvidence evidence, ContainerPlace place) => place.Status?.State switch
    {
        { Waiting: { } waiting } => $"{waiting.Reason}{(waiting.Message is { Length: > 0 } message ? $": {message}" : "")}",
        { Terminated: { } ended } => $"it ended with exit code {ended.ExitCode}",
        _ => $"it runs, and {ProbeCauses.Standing(evidence, place) ?? "its probes have not passed"}",
    };

    private static bool Blocks(ContainerPlace place) => place.IsSidecar ? place.Status?.Started != true : place.Status?.Ready != true;

    private static bool HasStarted(ContainerPlace place) =>
        place.Status is { State.Running: not null } or { State.Terminated: not null } or { LastState.Terminated: not null };

    private static string? Proof(Pod pod) => pod.Status.Conditions.FirstOrDefault(c => c.Type == PodConditionTypes.ContainersReady && c.Status != ConditionStatuses.True) is { } said
        ? string.Join(": ", new[] { said.Reason, said.Message }.Where(t => !string.IsNullOrEmpty(t)))
        : null;
}
