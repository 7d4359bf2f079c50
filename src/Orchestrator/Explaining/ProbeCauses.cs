using System.Globalization;
using LocalPods.Api.Core;
using LocalPods.Orchestrator.Probes;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Explaining;

/// <summary>Why a probe has not passed, or gave a container up. Pure.</summary>
internal static class ProbeCauses
{
    /// <summary>The container runs, and its readiness or startup probe has not passed.</summary>
    public static Finding NotPassed(PodEvidence evidence, ContainerPlace place, ProbeType type)
    {
        var asked = AskedProbe.Of(evidence, place, type, LastState(place));
        if (asked.Answer is not { } answer)
        {
            var delay = asked.Probe.InitialDelaySeconds ?? 0;
            return asked.PortFault() ?? new Finding(
                CauseCode.Starting,
                "wait",
                new Link($"its {asked.Title} has not been asked yet", $"initialDelaySeconds: {delay}, periodSeconds: {asked.Probe.PeriodSeconds ?? 10}")).At(place, asked.Field);
        }

        if (asked.Standing is { Last.Outcome.Kind: ProbeOutcomeKind.Success or ProbeOutcomeKind.Warning } passing)
        {
            return new Finding(
                CauseCode.Starting,
                "wait",
                new Link($"its {asked.Title} passes now, and counts after {asked.Probe.SuccessThreshold ?? 1} in a row", $"last asked {Words.Ago(passing.Last.FinishedAt, evidence.Now)}"))
                .At(place, asked.Field);
        }

        var threshold = asked.Probe.FailureThreshold ?? 3;
        var fails = type == ProbeType.Startup
            ? new Link($"it counts as started only when its startup probe has passed, and that {Times(asked)} of the {threshold} that it may fail", answer)
            : new Link($"its readiness probe {Times(asked)}, last asked {Words.Ago(asked.Standing?.Last?.FinishedAt, evidence.Now)}", answer);
        return Because(evidence, place, asked, answer).After(fails).At(place, asked.Field);
    }

    /// <summary>The node killed an instance because its liveness or startup probe failed.</summary>
    public static Finding GaveUp(PodEvidence evidence, ContainerPlace place, ProbeType type, ContainerStateTerminated ended)
    {
        var asked = AskedProbe.Of(evidence, place, type, ended);
        var life = ended is { StartedAt: { } start, FinishedAt: { } end } ? $" {Api.Durations.ResourceAge.Format(end - start)} after its start" : "";
        var killed = new Link($"it was killed{life} because its {asked.Title} failed{((asked.Probe.FailureThreshold ?? 3) is > 1 and var times ? $" {times} times in a row" : "")}", asked.Answer);
        return Because(evidence, place, asked, asked.Answer ?? "").After(killed).At(place, asked.Field);
    }

    private static Finding Because(PodEvidence evidence, ContainerPlace place, AskedProbe asked, string answer) =>
        asked.PortFault() ?? asked.Probe switch
        {
            { Exec: { } exec } => OfCommand(asked, exec, answer),
            _ when Has(answer, "connection refused") || Has(answer, "failed to connect") => asked.Port is { } port ? OfClosedPort(evidence, place, asked, port) : Other(asked, answer),
            _ when Has(answer, "statuscode: ") => OfStatus(asked, answer),
            _ when Has(answer, "HTTP response to HTTPS client") => Scheme(asked, "HTTPS", "HTTP", answer),
            _ when Has(answer, "malformed HTTP response") => Scheme(asked, "HTTP", "something else, likely HTTPS", answer),
            _ when Has(answer, "deadline exceeded") || Has(answer, "i/o timeout") || Has(answer, "timeout") => new Finding(
                CauseCode.ProbeTimeout,
                $"let it answer sooner, or raise {asked.Field}.timeoutSeconds",
                new Link($"it gives no answer within {Words.Seconds(asked.Probe.TimeoutSeconds, 1)} (timeoutSeconds)", answer)),
            _ => Other(asked, answer),
        };

    private static Finding OfCommand(AskedProbe asked, ExecAction exec, string answer)
    {
        var command = string.Join(' ', exec.Command);
        if (Has(answer, "command timed out"))
        {
            return new Finding(
                CauseCode.ProbeTimeout,
                $"make the command faster, or raise {asked.Field}.timeoutSeconds",
                new Link($"the command [{command}] does not end within {Words.Seconds(asked.Probe.TimeoutSeconds, 1)} (timeoutSeconds)", answer));
        }

        var code = asked.Failure?.Outcome.ExitCode;
        return code is 126 or 127 || Has(answer, "executable file not found") || Has(answer, "OCI runtime exec failed")
            ? new Finding(
                CauseCode.ProbeCommandNotFound,
                $"use a command that image {asked.Place.Container.Image} has",
                new Link($"the command [{command}] cannot be run in the container", answer))
            : new Finding(
                CauseCode.ProbeCommandFailed,
                $"run it yourself and see: localpods exec {asked.Pod} -c {asked.Place.Container.Name} -- {command}",
                new Link($"the command [{command}] ends with {(code is { } number ? $"exit code {number}" : "an error")}", answer.Trim() is { Length: > 0 } said ? said : "it printed nothing"));
    }

    private static Finding OfStatus(AskedProbe asked, string answer)
    {
        var code = answer[(answer.LastIndexOf("statuscode: ", StringComparison.Ordinal) + "statuscode: ".Length)..].Trim();
        var path = asked.Probe.HttpGet?.Path ?? "/";
        var fix = code switch
        {
            "404" => $"let the program serve {path}, or set httpGet.path to one that it serves",
            "401" or "403" => "probe a path that takes no login, or give it one in httpGet.httpHeaders",
            _ => "see the container's log for what it is missing",
        };
        return new Finding(CauseCode.ProbeHttpStatus, fix, new Link($"GET {path} on port {asked.Port} is answered with {code}", answer));
    }

    private static Finding OfClosedPort(PodEvidence evidence, ContainerPlace place, AskedProbe asked, int port)
    {
        var runs = evidence.Newest(place.Container.Name)?.State == Runtime.ContainerState.Running;
        if (evidence.Listeners is not { } listeners || !runs)
        {
            return TooEarly(place, asked, port, listens: null) ?? new Finding(
                CauseCode.PortNotListening,
                $"set the port of the probe to the one it listens on{(place.Container.Ports is [var only] ? $" ({only.Port}, says its spec)" : "")}, or let it listen on {port}",
                new Link($"nothing listened on port {port} when it was asked", runs ? null : $"what it listens on cannot be seen while it does not run"));
        }

        // Of what others listen on nothing is told: containers of the same pod, and on the node's network everybody there.
        var shared = evidence.Pod.Spec.HostNetwork == true;
        var own = listeners.Where(l => l.Container == place.Container.Name || (l.Container is null && (!shared || l.Port == port))).ToArray();
        var here = own.Where(l => l.Port == port).ToArray();
        if (here.Length > 0 && here.All(l => l.IsLoopback))
        {
            return new Finding(
                CauseCode.PortOnLoopback,
                $"let it listen on 0.0.0.0:{port}: probes come to the pod's address",
                new Link($"{Who(here[0])} listens on {here[0].Address} only, where nobody outside the container's pod reaches it", Shown(here)));
        }

        if (here.Length > 0)
        {
            return new Finding(CauseCode.Starting, "wait for the next probe", new Link($"by now {Who(here[0])} listens on port {port}", Shown(here)));
        }

        return TooEarly(place, asked, port, own) ?? (own.Length == 0
            ? new Finding(
                CauseCode.PortNotListening,
                $"let the program listen on {port}, or probe what it does offer",
                new Link($"nothing listens on port {port}, nor on any other", "no TCP port of the pod is listened on by this container"))
            : new Finding(
                CauseCode.PortNotListening,
                $"set the port of the probe to {own[0].Port}, or let {Who(own[0])} listen on {port}",
                new Link($"nothing listens on {port}; {string.Join(", ", own.Select(l => $"{Who(l)} listens on {l.Port}").Distinct())}", Shown(own))));
    }

    // It says itself that it listens there, and it was killed each time before it ever did: it was asked too early.
    private static Finding? TooEarly(ContainerPlace place, AskedProbe asked, int port, NetworkListener[]? listens) =>
        asked.Type == ProbeType.Liveness && place.Container.StartupProbe is null && listens is null or []
            && asked.Standing is { EverPassed: false } && place.Container.Ports.Any(p => p.Port == port)
            ? new Finding(
                CauseCode.ProbeTooEarly,
                "add a startupProbe with the same handler and enough failureThreshold, or raise livenessProbe.initialDelaySeconds",
                new Link(
                    $"it had no time to start: it never listened on its port {port} before it was killed",
                    $"initialDelaySeconds {asked.Probe.InitialDelaySeconds ?? 0}, periodSeconds {asked.Probe.PeriodSeconds ?? 10}, failureThreshold {asked.Probe.FailureThreshold ?? 3}, and no startup probe"))
            : null;

    private static Finding Scheme(AskedProbe asked, string asks, string answers, string answer) => new Finding(
        CauseCode.ProbeSchemeWrong,
        $"set httpGet.scheme to {(asks == "HTTP" ? "HTTPS" : "HTTP")}",
        new Link($"the probe speaks {asks}, and port {asked.Port} answers with {answers}", answer)).At(asked.Place, $"{asked.Field}.httpGet.scheme");

    private static Finding Other(AskedProbe asked, string answer) =>
        new(CauseCode.ProbeFailed, $"see what the answer says of the {asked.Title}", new Link("its answer is a failure", answer.Length == 0 ? "the answer is not known" : answer));

    private static ContainerStateTerminated? LastState(ContainerPlace place) => place.Status?.LastState.Terminated;

    private static string Times(AskedProbe asked) => asked.Standing?.FailuresInRow switch
    {
        null => "fails",
        0 or 1 => "has failed once",
        var times => string.Create(CultureInfo.InvariantCulture, $"has failed {times} times in a row"),
    };

    private static string Who(NetworkListener listener) => listener.Process ?? (listener.Container is { } container ? $"container {container}" : "something");

    private static string Shown(IEnumerable<NetworkListener> listeners) =>
        $"listening: {string.Join(", ", listeners.Select(l => $"{(l.Address.Contains(':', StringComparison.Ordinal) ? $"[{l.Address}]" : l.Address)}:{l.Port}{(l.Process is null ? "" : $" ({l.Process})")}"))}";

    private static bool Has(string text, string words) => text.Contains(words, StringComparison.OrdinalIgnoreCase);
}
