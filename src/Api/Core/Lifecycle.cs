namespace LocalPods.Api.Core;

/// <summary>What to run around a container's life.</summary>
public sealed record Lifecycle
{
    /// <summary>Runs right after the start, beside the program. Its failure kills the container.</summary>
    public LifecycleHandler? PostStart { get; init; }

    /// <summary>Runs before the stop signal; its time counts against the grace period.</summary>
    public LifecycleHandler? PreStop { get; init; }

    /// <summary>Signal that asks the container to stop, such as SIGUSR1. Absent: the image's, else SIGTERM. Needs spec.os.name.</summary>
    public string? StopSignal { get; init; }
}

/// <summary>One thing to run. Exactly one field is set.</summary>
public sealed record LifecycleHandler
{
    /// <summary>Run a command in the container.</summary>
    public ExecAction? Exec { get; init; }

    /// <summary>Send an HTTP request.</summary>
    public HTTPGetAction? HttpGet { get; init; }

    /// <summary>Kept so that old manifests can be read; not run.</summary>
    public TCPSocketAction? TcpSocket { get; init; }

    /// <summary>Do nothing for a while.</summary>
    public SleepAction? Sleep { get; init; }
}
