namespace LocalPods.Orchestrator.Runtime;

/// <summary>What a container is to be (spec: pod-lifecycle 2.2 to 2.8).</summary>
public sealed record ContainerConfig
{
    public required PodIdentity Pod { get; init; }

    /// <summary>Name in the pod's spec.</summary>
    public required string Name { get; init; }

    /// <summary>The restart count: 0 for the first instance.</summary>
    public required int Attempt { get; init; }

    /// <summary>The image to run, by id or digest where known, so that a moved tag changes nothing.</summary>
    public required string Image { get; init; }

    /// <summary>Hash over name and image of the spec; another one means that the container is to be replaced.</summary>
    public required string Hash { get; init; }

    /// <summary>Replaces the image's entry point when not empty.</summary>
    public ImmutableArray<string> Command { get; init; } = [];

    /// <summary>Replaces the image's arguments when not empty.</summary>
    public ImmutableArray<string> Args { get; init; } = [];

    /// <summary>Null keeps the image's.</summary>
    public string? WorkingDir { get; init; }

    /// <summary>In a stable order, names unique.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Environment { get; init; } = [];

    public ImmutableArray<Mount> Mounts { get; init; } = [];

    public bool Stdin { get; init; }
    public bool StdinOnce { get; init; }
    public bool Tty { get; init; }

    public ContainerResources Resources { get; init; } = new();
    public ContainerSecurity Security { get; init; } = new();
    public NamespaceOptions Namespaces { get; init; } = new();

    /// <summary>
    /// A running container of the pod whose processes this one joins, unless <see cref="Namespaces"/> shares more than that;
    /// null joins none. What joined ends with the container it joined.
    /// </summary>
    public ContainerId? ProcessesOf { get; init; }

    /// <summary>Name of a signal (<c>SIGUSR1</c>); null keeps the image's, which is SIGTERM unless it says otherwise.</summary>
    public string? StopSignal { get; init; }

    /// <summary>
    /// Facts that must outlive the daemon, kept with the container and given back in
    /// <see cref="ContainerStatus.Annotations"/>: keys as the kubelet's (<c>io.kubernetes.container.terminationMessagePath</c>).
    /// </summary>
    public ImmutableSortedDictionary<string, string> Annotations { get; init; } = ImmutableSortedDictionary<string, string>.Empty;
}

/// <summary>A file or folder of the node seen in the container.</summary>
/// <param name="Source">Absolute path on the node.</param>
/// <param name="Target">Absolute path in the container.</param>
/// <param name="ReadOnly">Refuses writes.</param>
public sealed record Mount(string Source, string Target, bool ReadOnly)
{
    public MountPropagation Propagation { get; init; } = MountPropagation.None;
}

public enum MountPropagation
{
    None,
    HostToContainer,
    Bidirectional,
}

/// <summary>Limits in the kernel's units (spec: pod-lifecycle 2.7).</summary>
public sealed record ContainerResources
{
    /// <summary>Relative weight, 2 to 262144.</summary>
    public long CpuShares { get; init; } = 2;

    /// <summary>Microseconds of processor time per <see cref="CpuPeriod"/>; 0 is no limit.</summary>
    public long CpuQuota { get; init; }

    /// <summary>Microseconds.</summary>
    public long CpuPeriod { get; init; } = 100_000;

    /// <summary>0 is no limit. Swap is never allowed on top of it.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>Whether processors and memory are limited alike; who is killed first does not count, it stays as it was at the start.</summary>
    public bool LimitsAs(ContainerResources other) =>
        (CpuShares, CpuQuota, CpuQuota == 0 ? 0 : CpuPeriod, MemoryBytes) == (other.CpuShares, other.CpuQuota, other.CpuQuota == 0 ? 0 : other.CpuPeriod, other.MemoryBytes);

    /// <summary>-997 to 1000: who is killed first when the node runs out of memory.</summary>
    public int OomScoreAdjust { get; init; } = 1000;
}

/// <summary>What the process may do (spec: pod-lifecycle 2.8). Null keeps the engine's or image's default.</summary>
public sealed record ContainerSecurity
{
    public long? RunAsUser { get; init; }
    public long? RunAsGroup { get; init; }
    public ImmutableArray<long> SupplementalGroups { get; init; } = [];
    public bool Privileged { get; init; }
    public bool ReadOnlyRootFilesystem { get; init; }
    public ImmutableArray<string> AddCapabilities { get; init; } = [];
    public ImmutableArray<string> DropCapabilities { get; init; } = [];

    /// <summary>False sets no-new-privileges.</summary>
    public bool AllowPrivilegeEscalation { get; init; } = true;

    public SeccompMode Seccomp { get; init; } = SeccompMode.Unconfined;

    /// <summary>Content of the profile with <see cref="SeccompMode.Localhost"/>.</summary>
    public string? SeccompProfile { get; init; }

    /// <summary>Profile name or <c>unconfined</c>; null keeps the engine's.</summary>
    public string? AppArmorProfile { get; init; }

    /// <summary>Shows all of /proc.</summary>
    public bool UnmaskedProc { get; init; }

    /// <summary>SELinux options as <c>type:value</c>.</summary>
    public ImmutableArray<string> SeLinuxLabels { get; init; } = [];
}

/// <summary>An unset profile of a pod means unconfined, unlike a plain <c>docker run</c>.</summary>
public enum SeccompMode
{
    Unconfined,
    RuntimeDefault,
    Localhost,
}
