namespace LocalPods.Runtime.Docker.Engine.Wire;

/// <summary>One row of a container list; only what is read.</summary>
internal sealed record ContainerSummary
{
    public required string Id { get; init; }
    public IReadOnlyList<string> Names { get; init; } = [];
    public string ImageID { get; init; } = "";

    /// <summary><c>created</c>, <c>running</c>, <c>paused</c>, <c>restarting</c>, <c>removing</c>, <c>exited</c> or <c>dead</c>.</summary>
    public string State { get; init; } = "";

    /// <summary>Seconds since 1970.</summary>
    public long Created { get; init; }
    public IReadOnlyDictionary<string, string>? Labels { get; init; }
    public HostConfigAnswer? HostConfig { get; init; }
    public NetworkSettingsAnswer? NetworkSettings { get; init; }
}

internal sealed record HostConfigAnswer
{
    public string NetworkMode { get; init; } = "";
    public int OomScoreAdj { get; init; }
}

internal sealed record NetworkSettingsAnswer
{
    public IReadOnlyDictionary<string, EndpointAnswer>? Networks { get; init; }
}

internal sealed record EndpointAnswer
{
    public string IPAddress { get; init; } = "";
    public string GlobalIPv6Address { get; init; } = "";
}
