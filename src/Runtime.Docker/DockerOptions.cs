namespace LocalPods.Runtime.Docker;

/// <summary>Which engine, and as whom.</summary>
public sealed record DockerOptions
{
    /// <summary>Marks all that is made, and is all that is seen: other instances on the same engine are left alone.</summary>
    public required string Instance { get; init; }

    /// <summary>As in <c>DOCKER_HOST</c>; null finds the engine the docker command would use.</summary>
    public string? Host { get; init; }

    /// <summary>A pull in which nothing is downloaded for this long is given up.</summary>
    public TimeSpan PullProgressDeadline { get; init; } = TimeSpan.FromMinutes(1);
}
