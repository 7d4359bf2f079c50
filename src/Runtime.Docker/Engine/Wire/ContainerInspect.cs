namespace LocalPods.Runtime.Docker.Engine.Wire;

/// <summary>All about one container; only what is read.</summary>
internal sealed record ContainerInspect
{
    public required string Id { get; set; }

    /// <summary>With a slash in front.</summary>
    public string Name { get; set; } = "";
    public DateTimeOffset Created { get; set; }

    /// <summary>Id of the image.</summary>
    public string Image { get; set; } = "";

    /// <summary>On the engine's machine; empty when it keeps no log in files of its own.</summary>
    public string LogPath { get; set; } = "";
    public required StateAnswer State { get; set; }
    public required ConfigAnswer Config { get; set; }
    public HostConfigAnswer HostConfig { get; set; } = new();
    public NetworkSettingsAnswer? NetworkSettings { get; set; }
}

internal sealed record StateAnswer
{
    /// <summary>As in <see cref="ContainerSummary.State"/>.</summary>
    public string Status { get; set; } = "";
    public bool Running { get; set; }

    /// <summary>On the engine's machine; 0 when it does not run.</summary>
    public int Pid { get; set; }
    public bool OOMKilled { get; set; }
    public int ExitCode { get; set; }
    public string Error { get; set; } = "";

    /// <summary>Year 1 when it never was.</summary>
    public DateTimeOffset StartedAt { get; set; }

    /// <summary>Year 1 when it never was.</summary>
    public DateTimeOffset FinishedAt { get; set; }
}

internal sealed record ConfigAnswer
{
    /// <summary>What it was created with: a name or an id.</summary>
    public string Image { get; set; } = "";
    public bool Tty { get; set; }
    public bool OpenStdin { get; set; }
    public bool StdinOnce { get; set; }
    public string? User { get; set; }

    /// <summary>Name or number; null or empty is SIGTERM.</summary>
    public string? StopSignal { get; set; }
    public IReadOnlyDictionary<string, string>? Labels { get; set; }
}
