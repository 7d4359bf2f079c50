using System.Text.RegularExpressions;
using LocalPods.Api.Core;

namespace LocalPods.Api.Validation;

/// <summary>The rules for probes and hooks.</summary>
internal static partial class ProbeValidation
{
    private const string OneHandler = "may not specify more than 1 handler type";
    private const string SomeHandler = "must specify a handler type";

    private const string HeaderRule =
        "a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')";

    /// <summary>Checks probes and hooks of a regular container or a sidecar.</summary>
    public static void ValidateContainer(Container container, PodSpec spec, string path, FieldErrors errors)
    {
        if (container.Lifecycle is { } lifecycle)
        {
            ValidateLifecycle(lifecycle, spec, $"{path}.lifecycle", errors);
        }

        if (container.LivenessProbe is { } liveness)
        {
            Validate(liveness, $"{path}.livenessProbe", errors);
            SuccessMustBeOne(liveness, $"{path}.livenessProbe", errors);
        }

        if (container.ReadinessProbe is { } readiness)
        {
            Validate(readiness, $"{path}.readinessProbe", errors);
            if (readiness.TerminationGracePeriodSeconds is { } grace)
            {
                errors.Invalid($"{path}.readinessProbe.terminationGracePeriodSeconds", grace, "must not be set for readinessProbes");
            }
        }

        if (container.StartupProbe is { } startup)
        {
            Validate(startup, $"{path}.startupProbe", errors);
            SuccessMustBeOne(startup, $"{path}.startupProbe", errors);
        }
    }

    private static void Validate(Probe probe, string path, FieldErrors errors)
    {
        var handlers = new Handlers(path, errors);
        handlers.Check("exec", probe.Exec, ValidateExec);
        handlers.Check("httpGet", probe.HttpGet, ValidateHttpGet);
        handlers.Check("tcpSocket", probe.TcpSocket, (tcp, at, e) => PortValidation.Validate(tcp.Port, $"{at}.port", e));
        handlers.Check("grpc", probe.Grpc, (grpc, at, e) => PortValidation.Number($"{at}.port", grpc.Port, e));
        handlers.AtLeastOne();

        errors.NotNegative($"{path}.initialDelaySeconds", probe.InitialDelaySeconds);
        errors.NotNegative($"{path}.timeoutSeconds", probe.TimeoutSeconds);
        errors.NotNegative($"{path}.periodSeconds", probe.PeriodSeconds);
        errors.NotNegative($"{path}.successThreshold", probe.SuccessThreshold);
        errors.NotNegative($"{path}.failureThreshold", probe.FailureThreshold);
        if (probe.TerminationGracePeriodSeconds <= 0)
        {
            errors.Invalid($"{path}.terminationGracePeriodSeconds", probe.TerminationGracePeriodSeconds, "must be greater than 0");
        }
    }

    private static void SuccessMustBeOne(Probe probe, string path, FieldErrors errors)
    {
        if (probe.SuccessThreshold is not (null or 1))
        {
            errors.Invalid($"{path}.successThreshold", probe.SuccessThreshold, "must be 1");
        }
    }

    private static void ValidateLifecycle(Lifecycle lifecycle, PodSpec spec, string path, FieldErrors errors)
    {
        if (lifecycle.PostStart is { } postStart)
        {
            ValidateHandler(postStart, spec, $"{path}.postStart", errors);
        }

        if (lifecycle.PreStop is { } preStop)
        {
            ValidateHandler(preStop, spec, $"{path}.preStop", errors);
        }

        if (lifecycle.StopSignal is { Length: > 0 } signal)
        {
            if (string.IsNullOrEmpty(spec.Os?.Name))
            {
                errors.Forbidden($"{path}.stopSignal", "may not be set for containers with empty `spec.os.name`");
            }
            else if (!SignalShape().IsMatch(signal))
            {
                errors.NotSupported($"{path}.stopSignal", signal, "SIGHUP", "SIGINT", "SIGKILL", "SIGQUIT", "SIGTERM", "SIGUSR1", "SIGUSR2");
            }
        }
    }

    private static void ValidateHandler(LifecycleHandler handler, PodSpec spec, string path, FieldErrors errors)
    {
        var grace = spec.TerminationGracePeriodSeconds ?? 0;
        var handlers = new Handlers(path, errors);
        handlers.Check("exec", handler.Exec, ValidateExec);
        handlers.Check("httpGet", handler.HttpGet, ValidateHttpGet);
        handlers.Check("tcpSocket", handler.TcpSocket, (tcp, at, e) => PortValidation.Validate(tcp.Port, $"{at}.port", e));
        handlers.Check("sleep", handler.Sleep, (sleep, at, e) =>
        {
            if (sleep.Seconds < 0 || sleep.Seconds > grace)
            {
                e.Invalid(at, sleep.Seconds, $"must be non-negative and less than terminationGracePeriodSeconds ({grace})");
            }
        });
        handlers.AtLeastOne();
    }

    private static void ValidateExec(ExecAction exec, string path, FieldErrors errors)
    {
        if (exec.Command.IsEmpty)
        {
            errors.Required($"{path}.command");
        }
    }

    private static void ValidateHttpGet(HTTPGetAction http, string path, FieldErrors errors)
    {
        errors.RequiredText($"{path}.path", http.Path);
        PortValidation.Validate(http.Port, $"{path}.port", errors);
        errors.OneOf($"{path}.scheme", http.Scheme, optional: false, "HTTP", "HTTPS");
        for (var i = 0; i < http.HttpHeaders.Length; i++)
        {
            if (!HeaderShape().IsMatch(http.HttpHeaders[i].Name))
            {
                errors.Invalid($"{path}.httpHeaders", http.HttpHeaders[i].Name, HeaderRule);
            }
        }
    }

    /// <summary>Checks handlers of which exactly one may be set; those after the first are refused without a look inside.</summary>
    private sealed class Handlers(string path, FieldErrors errors)
    {
        private bool _found;

        public void Check<T>(string name, T? handler, Action<T, string, FieldErrors> validate)
            where T : class
        {
            if (handler is null)
            {
                return;
            }

            if (_found)
            {
                errors.Forbidden($"{path}.{name}", OneHandler);
            }
            else
            {
                _found = true;
                validate(handler, $"{path}.{name}", errors);
            }
        }

        public void AtLeastOne()
        {
            if (!_found)
            {
                errors.Required(path, SomeHandler);
            }
        }
    }

    [GeneratedRegex(@"^[-A-Za-z0-9]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex HeaderShape();

    [GeneratedRegex(@"^SIG(RTMIN|RTMAX)?[A-Z0-9]*([+-][0-9]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex SignalShape();
}
