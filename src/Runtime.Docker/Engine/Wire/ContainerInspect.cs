namespace LocalPods.Runtime.Docker.Engine.Wire;

/// <summary>All about one container; only what is read.</summary>
internal sealed record ContainerInspect
{
    public required string Id { get; init; }

    /// <summary>With a slash in front.</summary>
    public string Name { get; init; } = "";
    public DateTimeOffset Created { get; init; }

    /// <summary>Id of the image.</summary>
    public string Image { get; init; } = "";
    public required StateAnswer State { get; init; }
    public required ConfigAnswer Config { get; init; }
    public HostConfigAnswer HostConfig { get; init; } = new();
    public NetworkSettingsAnswer? NetworkSettings { get; init; }
}

internal sealed record StateAnswer
{
    /// <summary>As in <see cref="ContainerSummary.State"/>.</summary>
    public string Status { get; init; } = "";
    public bool Running { get; init; }
    public bool OOMKilled { get; init; }
    public int ExitCode { get; init; }
    public string Error { get; init; } = "";

    /// <summary>Year 1 when it never was.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>Year 1 when it never was.</summary>
    public DateTimeOffset FinishedAt { get; init; }
}

internal sealed record ConfigAnswer
{
    /// <summary>What it was created with: a name or an id.</summary>
    public string Image { get; init; } = "";
    public bool Tty { get; init; }
    public bool OpenStdin { get; init; }
    public string? User { get; init; }
    public IReadOnlyDictionary<string, string>? Labels { get; init; }
}
