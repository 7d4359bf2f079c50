namespace LocalPods.Api.Core;

/// <summary>A check that a node runs on a container again and again. Exactly one of exec, httpGet, tcpSocket and grpc is set.</summary>
public sealed record Probe
{
    /// <summary>Run a command in the container; exit code 0 is success.</summary>
    public ExecAction? Exec { get; init; }

    /// <summary>Send an HTTP request; a status from 200 to 399 is success.</summary>
    public HTTPGetAction? HttpGet { get; init; }

    /// <summary>Open a TCP connection; opening is success.</summary>
    public TCPSocketAction? TcpSocket { get; init; }

    /// <summary>Call the gRPC health service; SERVING is success.</summary>
    public GRPCAction? Grpc { get; init; }

    /// <summary>Seconds after the container's start before the first check. Default 0.</summary>
    public int? InitialDelaySeconds { get; init; }

    /// <summary>Seconds one check may take. Default 1, at least 1.</summary>
    public int? TimeoutSeconds { get; init; }

    /// <summary>Seconds between checks. Default 10, at least 1.</summary>
    public int? PeriodSeconds { get; init; }

    /// <summary>Successes in a row that turn a failing state good. Default 1; must be 1 for liveness and startup.</summary>
    public int? SuccessThreshold { get; init; }

    /// <summary>Failures in a row that turn a good state bad. Default 3, at least 1.</summary>
    public int? FailureThreshold { get; init; }

    /// <summary>Seconds between stop signal and kill when this probe ends the container. Absent: the pod's value. Not for readiness.</summary>
    public long? TerminationGracePeriodSeconds { get; init; }
}
