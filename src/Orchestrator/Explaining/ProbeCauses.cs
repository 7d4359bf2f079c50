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
        var asked = AskedProbe.Of(evidence, place, type, place.Status?.LastState.Terminated?.StartedAt);
        if (asked.Answer is not { } answer)
        {
            var delay = asked.Probe.InitialDelaySeconds ?? 0;
            return asked.PortFault()?.After(new Link($"its {asked.Title} cannot be asked")) ?? new Finding(
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
        var last = Words.Ago(asked.Standing?.Last?.FinishedAt, evidence.Now);
        var fails = (asked.Standing?.Last?.Outcome.Kind, type) switch
        {
            (ProbeOutcomeKind.Error, _) => new Link($"its {asked.Title} cannot be asked, last tried {last}", answer),
            (_, ProbeType.Startup) => new Link($"it counts as started only when its startup probe has passed, and that {Times(asked)} of the {threshold} that it may fail", answer),
            _ => new Link($"its {asked.Title} {Times(asked)}, last asked {last}", answer),
        };
        return Because(evidence, place, asked, answer).After(fails).At(place, asked.Field);
    }

    /// <summary>The node killed an instance because its liveness or startup probe failed.</summary>
    public static Finding GaveUp(PodEvidence evidence, ContainerPlace place, ProbeType type, ContainerStateTerminated ended)
    {
        var asked = AskedProbe.Of(evidence, place, type, ended.StartedAt);
        var life = ended is { StartedAt: { } start, FinishedAt: { } end } ? $" {Api.Durations.ResourceAge.Format(end - start)} after its start" : "";
        var killed = new Link($"it was killed{life} because its {asked.Title} failed{InRow(asked)}", asked.Answer);
        return Because(evidence, place, asked, asked.Answer ?? "").After(killed).At(place, asked.Field);
    }

    /// <summary>The node is stopping the running instance because its liveness or startup probe failed; null when it is not.</summary>
    public static Finding? GivesUp(PodEvidence evidence, ContainerPlace place)
    {
        var name = place.Container.Name;
        if (place.Status?.State.Running is not { } running || !evidence.IsBeingStopped(name) || evidence.GaveUp(name, running.StartedAt, evidence.Now) is not { } type)
        {
            return null;
        }

        var asked = AskedProbe.Of(evidence, place, type, running.StartedAt);
        var stopped = new Link($"it is being stopped because its {asked.Title} failed{InRow(asked)}", evidence.Told(name) is { } told ? Words.Left(told, evidence.Now) : asked.Answer);
        return Because(evidence, place, asked, asked.Answer ?? "").After(stopped).At(place, asked.Field);
    }

    /// <summary>How the probe of a running container stands that has not passed, in a few words; null when nothing is known of it.</summary>
    public static string? Standing(PodEvidence evidence, ContainerPlace place)
    {
        var type = place.Container.StartupProbe is not null && place.Status?.Started != true ? ProbeType.Startup : ProbeType.Readiness;
        var asked = AskedProbe.Of(evidence, place, type, place.Status?.LastState.Terminated?.StartedAt);
        var answer = string.Join("; ", (asked.Answer ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        return asked.Standing?.Last?.Outcome.Kind switch
        {
            ProbeOutcomeKind.Success or ProbeOutcomeKind.Warning => $"its {asked.Title} passes now",
            ProbeOutcomeKind.Error => $"its {asked.Title} cannot be asked: {answer}",
            _ when answer.Length > 0 => $"its {asked.Title} {Times(asked)}: {answer}",
            _ => null,
        };
    }

    private static Finding Because(PodEvidence evidence, ContainerPlace place, AskedProbe asked, string answer) =>
        asked.PortFault() ?? asked.Probe switch
        {
            { Exec: { } exec } => OfCommand(evidence, asked, exec, answer),
            _ when asked.OtherHost is { } host => OfOtherHost(asked, host, answer),
            { Grpc: { } grpc } when OfGrpc(asked, grpc, answer) is { } finding => finding,
            _ when Has(answer, "connection refused") || Has(answer, "failed to connect") => asked.Port is { } port ? OfClosedPort(evidence, place, asked, port) : Other(asked, answer),
            _ when Has(answer, "invalid Host header") => new Finding(
                CauseCode.ProbeFailed,
                "give the header Host in httpGet.httpHeaders a host name, alone or with a port",
                new Link("its header Host names no host, so it cannot be sent", answer)).At(place, $"{asked.Field}.httpGet.httpHeaders"),
            _ when Has(answer, "statuscode: ") => OfStatus(asked, answer),
            _ when Has(answer, "HTTP response to HTTPS client") => Scheme(asked, "HTTPS", "HTTP", answer),
            _ when Has(answer, "malformed HTTP response") => Scheme(asked, "HTTP", "something else, likely HTTPS", answer),
            _ when Has(answer, "deadline exceeded") || Has(answer, "i/o timeout") || Has(answer, "timeout") => new Finding(
                CauseCode.ProbeTimeout,
                $"let it answer sooner, or raise {asked.Field}.timeoutSeconds",
                new Link($"it gives no answer within {Words.Seconds(asked.Probe.TimeoutSeconds, 1)} (timeoutSeconds)", answer)),
            _ => Other(asked, answer),
        };

    private static Finding OfCommand(PodEvidence evidence, AskedProbe asked, ExecAction exec, string answer)
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
                evidence.Pod.IsTerminal()
                    ? "mend the command or what it asks, and create the pod anew"
                    : $"run it yourself and see{(evidence.Runs(asked.Place.Container.Name) ? "" : ", while the container runs")}: localpods exec {asked.Pod} -c {asked.Place.Container.Name} -- {ShellWords.Join(exec.Command)}",
                new Link($"the command [{command}] ends with {(code is { } number ? $"exit code {number}" : "an error")}", answer.Trim() is { Length: > 0 } said ? said : "it printed nothing"));
    }

    private static Finding OfOtherHost(AskedProbe asked, string host, string answer)
    {
        var handler = asked.Probe.HttpGet is null ? "tcpSocket" : "httpGet";
        var virtualHost = asked.Probe.HttpGet is null ? "" : "; a virtual host is named by the header Host in httpGet.httpHeaders";
        return new Finding(
            CauseCode.ProbeHostWrong,
            $"remove {handler}.host, and the pod is asked{virtualHost}",
            new Link($"it asks {host} on port {asked.Port}, {(AskedProbe.IsLoopback(host) ? "which for the node is the node itself" : "and not the pod")}", answer.Length == 0 ? null : answer))
            .At(asked.Place, $"{asked.Field}.{handler}.host");
    }

    // Null when it is only that nobody answered.
    private static Finding? OfGrpc(AskedProbe asked, GRPCAction grpc, string answer)
    {
        var service = string.IsNullOrEmpty(grpc.Service) ? "the server as a whole" : $"service \"{grpc.Service}\"";
        return answer switch
        {
            _ when asked.Failure?.Outcome.OtherProtocol == true => new Finding(
                CauseCode.ProbeProtocolWrong,
                "set grpc.port to the port of its gRPC server, or use httpGet or tcpSocket",
                new Link($"what listens on port {asked.Port} does not speak gRPC", answer)).At(asked.Place, $"{asked.Field}.grpc"),
            _ when Has(answer, "responded with \"") => new Finding(
                CauseCode.ProbeGrpcStatus,
                "see the container's log for what it is missing",
                new Link($"the program itself says of {service} that it is {answer.Split('"')[1]}", answer)),
            _ when Has(answer, "does not implement the grpc health protocol") => new Finding(
                CauseCode.ProbeGrpcStatus,
                "let the program serve grpc.health.v1.Health, or use tcpSocket",
                new Link($"the gRPC server on port {asked.Port} has no health service", answer)),
            _ when Has(answer, "code = NotFound") => new Finding(
                CauseCode.ProbeGrpcStatus,
                "set grpc.service to a service that the program reports the health of, or leave it out",
                new Link($"the gRPC server on port {asked.Port} knows no {service}", answer)),
            _ => null,
        };
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
        var runs = evidence.Runs(place.Container.Name);
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

    private static string InRow(AskedProbe asked) => (asked.Probe.FailureThreshold ?? 3) is > 1 and var times ? $" {times} times in a row" : "";

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
