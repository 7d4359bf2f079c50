using LocalPods.Runtime.Docker.Engine.Wire;

namespace LocalPods.Runtime.Docker.Containers;

/// <summary>What only an inspect tells of a container. It stays true while the container stays in that state.</summary>
/// <param name="State">The engine's word, as lists have it.</param>
internal sealed record ContainerFacts(string State)
{
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }
    public int ExitCode { get; init; }
    public bool OomKilled { get; init; }
    public string? Error { get; init; }
    public bool Tty { get; init; }

    public ContainerResources? Resources { get; init; }

    /// <summary>What it was created with.</summary>
    public string Image { get; init; } = "";

    /// <summary>Where its log is, on the engine's machine; empty when that is not known.</summary>
    public string LogPath { get; init; } = "";

    public bool HasEnded => FinishedAt is not null;

    public bool HasRun => StartedAt is not null || FinishedAt is not null;

    public static ContainerFacts From(ContainerInspect seen)
    {
        var state = seen.State;
        var facts = new ContainerFacts(state.Status)
        {
            CreatedAt = seen.Created,
            StartedAt = Set(state.StartedAt),
            ExitCode = state.ExitCode,
            OomKilled = state.OOMKilled,
            Error = state.Error.Length == 0 ? null : state.Error,
            Tty = seen.Config.Tty,
            Image = seen.Config.Image,
            LogPath = seen.LogPath,
            Resources = ResourcesOf(seen.HostConfig),
        };
        return state.Status switch
        {
            "exited" or "dead" => facts.Ended(Set(state.FinishedAt) ?? facts.StartedAt ?? facts.CreatedAt),
            // A start that failed leaves the container created, with an exit code and no times.
            "created" when state.ExitCode != 0 => facts with { StartedAt = facts.CreatedAt, FinishedAt = facts.CreatedAt },
            "created" => facts with { StartedAt = null },
            _ => facts,
        };
    }

    // The engine notes a start once it is told of it; a process that is over by then has the later time there.
    private ContainerFacts Ended(DateTimeOffset at) =>
        this with { StartedAt = StartedAt is not { } started ? CreatedAt : started < at ? started : at, FinishedAt = at };

    private static ContainerResources ResourcesOf(HostConfigAnswer host) => new()
    {
        CpuShares = host.CpuShares,
        CpuQuota = Math.Max(0, host.CpuQuota),
        CpuPeriod = host.CpuPeriod,
        MemoryBytes = Math.Max(0, host.Memory),
    };

    /// <summary>The engine writes the year 1 for what never happened.</summary>
    private static DateTimeOffset? Set(DateTimeOffset time) => time.Year <= 1 ? null : time;
}
