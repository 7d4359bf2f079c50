namespace LocalPods.Runtime.Docker.Engine.Wire;

/// <summary>What a container gets of its host. Null is left out.</summary>
internal sealed record HostConfigBody
{
    public string? NetworkMode { get; init; }
    public string? IpcMode { get; init; }
    public string? PidMode { get; init; }
    public string? UTSMode { get; init; }

    /// <summary>The control group that its own is made in; null is the engine's.</summary>
    public string? CgroupParent { get; init; }
    public RestartPolicyBody RestartPolicy { get; init; } = new("no");
    public bool Privileged { get; init; }
    public bool ReadonlyRootfs { get; init; }
    public IReadOnlyList<string>? Binds { get; init; }
    public IReadOnlyList<MountBody>? Mounts { get; init; }
    public IReadOnlyList<string>? CapAdd { get; init; }
    public IReadOnlyList<string>? CapDrop { get; init; }
    public IReadOnlyList<string>? GroupAdd { get; init; }
    public IReadOnlyList<string>? SecurityOpt { get; init; }

    /// <summary>Empty shows all of /proc; null keeps the default mask.</summary>
    public IReadOnlyList<string>? MaskedPaths { get; init; }
    public IReadOnlyList<string>? ReadonlyPaths { get; init; }
    public IReadOnlyDictionary<string, string>? Sysctls { get; init; }
    public IReadOnlyDictionary<string, IReadOnlyList<PortBindingBody>>? PortBindings { get; init; }
    public IReadOnlyList<string>? Dns { get; init; }
    public IReadOnlyList<string>? DnsSearch { get; init; }
    public IReadOnlyList<string>? DnsOptions { get; init; }
    public long CpuShares { get; init; }
    public long CpuQuota { get; init; }
    public long CpuPeriod { get; init; }
    public long Memory { get; init; }
    public long MemorySwap { get; init; }
    public int OomScoreAdj { get; init; }
}

internal sealed record RestartPolicyBody(string Name);

internal sealed record PortBindingBody(string? HostIp, string HostPort);

internal sealed record MountBody(string Type, string Source, string Target, bool ReadOnly)
{
    public BindOptionsBody? BindOptions { get; init; }
}

internal sealed record BindOptionsBody
{
    public string? Propagation { get; init; }
    public bool CreateMountpoint { get; init; }
    public bool ReadOnlyNonRecursive { get; init; }
}
