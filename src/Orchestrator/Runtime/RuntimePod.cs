namespace LocalPods.Orchestrator.Runtime;

/// <summary>What the engine holds of one pod at one moment.</summary>
/// <param name="Pod">Read back from labels and names.</param>
/// <param name="Sandboxes">Newest first.</param>
/// <param name="Containers">Of all sandboxes and attempts, newest first.</param>
public sealed record RuntimePod(PodIdentity Pod, ImmutableArray<SandboxStatus> Sandboxes, ImmutableArray<ContainerStatus> Containers)
{
    /// <summary>It has a control group of its own.</summary>
    public bool HasCgroup { get; init; }

    /// <summary>Nothing of the pod is left.</summary>
    public bool IsEmpty => Sandboxes.IsEmpty && Containers.IsEmpty && !HasCgroup;
}

/// <summary>A sandbox as seen.</summary>
public sealed record SandboxStatus(SandboxId Id, PodIdentity Pod, int Attempt, DateTimeOffset CreatedAt)
{
    /// <summary>The pause process runs.</summary>
    public bool Ready { get; init; }

    /// <summary>Addresses of the pod, the node's family first; empty on the node's network or when not running.</summary>
    public ImmutableArray<string> Ips { get; init; } = [];

    public bool HostNetwork { get; init; }

    /// <summary>Where the pod reaches the node: its address on the pod's network; null on the node's own network, when not running, and when there is none.</summary>
    public string? HostIp { get; init; }
}

/// <summary>A container as seen: facts only, the state is derived.</summary>
public sealed record ContainerStatus(ContainerId Id, SandboxId Sandbox, PodIdentity Pod, string Name, int Attempt, DateTimeOffset CreatedAt)
{
    /// <summary>Null until its process was started.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Null while it has not ended.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    public int ExitCode { get; init; }

    /// <summary>The kernel ended it for lack of memory.</summary>
    public bool OomKilled { get; init; }

    /// <summary>The engine's words when the process could not be started; else null.</summary>
    public string? Error { get; init; }

    /// <summary>Paused, dead or anything else that is neither created, running nor exited.</summary>
    public bool Unclear { get; init; }

    /// <summary>The first tag of the image, or what the container was created with.</summary>
    public string Image { get; init; } = "";

    /// <summary><c>docker-pullable://name@sha256:…</c> when the image has a repository digest, else <c>docker://sha256:…</c>.</summary>
    public string ImageId { get; init; } = "";

    /// <summary>As given in <see cref="ContainerConfig.Hash"/>.</summary>
    public string Hash { get; init; } = "";

    /// <summary>Limits in force; its score is not known. Null when the engine does not tell.</summary>
    public ContainerResources? Resources { get; init; }

    public ImmutableSortedDictionary<string, string> Annotations { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    public ContainerState State => this switch
    {
        { Unclear: true } => ContainerState.Unknown,
        { FinishedAt: not null } => ContainerState.Exited,
        { StartedAt: not null } => ContainerState.Running,
        _ => ContainerState.Created,
    };
}

/// <summary>CRI's container states.</summary>
public enum ContainerState
{
    Created,
    Running,
    Exited,
    Unknown,
}
