namespace LocalPods.Runtime.Docker.Engine.Wire;

/// <summary>One row of a container list; only what is read.</summary>
internal sealed record ContainerSummary
{
    public required string Id { get; set; }
    public IReadOnlyList<string> Names { get; set; } = [];
    public string ImageID { get; set; } = "";

    /// <summary><c>created</c>, <c>running</c>, <c>paused</c>, <c>restarting</c>, <c>removing</c>, <c>exited</c> or <c>dead</c>.</summary>
    public string State { get; set; } = "";

    /// <summary>Seconds since 1970.</summary>
    public long Created { get; set; }

    /// <summary>Bytes in the layer that it writes to; 0 unless asked for, negative when the engine failed to tell.</summary>
    public long SizeRw { get; set; }
    public IReadOnlyDictionary<string, string>? Labels { get; set; }
    public HostConfigAnswer? HostConfig { get; set; }
    public NetworkSettingsAnswer? NetworkSettings { get; set; }

    /// <summary>Exposed and published.</summary>
    public IReadOnlyList<PortAnswer>? Ports { get; set; }
}

internal sealed record PortAnswer
{
    /// <summary>On the engine's machine; null or empty when it is not published.</summary>
    public string? IP { get; set; }
    public int PublicPort { get; set; }

    /// <summary><c>tcp</c>, <c>udp</c> or <c>sctp</c>.</summary>
    public string Type { get; set; } = "";
}

internal sealed record HostConfigAnswer
{
    public string NetworkMode { get; set; } = "";
    public int OomScoreAdj { get; set; }
    public long CpuShares { get; set; }

    /// <summary>0 and -1 are no limit.</summary>
    public long CpuQuota { get; set; }
    public long CpuPeriod { get; set; }

    /// <summary>0 is no limit.</summary>
    public long Memory { get; set; }
}

internal sealed record NetworkSettingsAnswer
{
    public IReadOnlyDictionary<string, EndpointAnswer>? Networks { get; set; }
}

internal sealed record EndpointAnswer
{
    public string IPAddress { get; set; } = "";
    public string GlobalIPv6Address { get; set; } = "";

    /// <summary>The engine's machine on this network; empty when it has no address there.</summary>
    public string Gateway { get; set; } = "";
}
