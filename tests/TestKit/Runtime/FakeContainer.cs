using System.Text;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.TestKit;

/// <summary>A container or sandbox of the fake. Touched only under the runtime's lock, but for <see cref="Changed"/>.</summary>
internal sealed class FakeContainer(string id, PodIdentity pod, string name, int attempt, DateTimeOffset createdAt)
{
    private readonly List<ITimer> _timers = [];

    public string Id { get; } = id;
    public PodIdentity Pod { get; } = pod;

    /// <summary>Empty for a sandbox.</summary>
    public string Name { get; } = name;
    public int Attempt { get; } = attempt;
    public DateTimeOffset CreatedAt { get; } = createdAt;
    public DateTimeOffset? StartedAt { get; set; }
    public DateTimeOffset? FinishedAt { get; set; }
    public int ExitCode { get; set; }
    public bool OomKilled { get; set; }
    public string? Error { get; set; }

    /// <summary>Limits as they are now; null are those it was created with.</summary>
    public ContainerResources? Limits { get; set; }
    public bool Removed { get; set; }

    /// <summary>Shown in no clear state, as an engine does whose removal is under way.</summary>
    public bool IsBeingRemoved { get; set; }

    public SandboxConfig? Sandbox { get; init; }
    public ContainerConfig? Config { get; init; }

    /// <summary>Of the container; its own for a sandbox.</summary>
    public string SandboxId { get; init; } = id;
    public string Ip { get; init; } = "";
    public string ImageName { get; init; } = "";
    public string ImageId { get; init; } = "";
    public ContainerBehaviour Behaviour { get; init; } = ContainerBehaviour.RunsForEver;
    public List<LogEntry> Log { get; } = [];

    /// <summary>Beats after every change and every line of log.</summary>
    public Pulse Changed { get; } = new();

    public bool IsSandbox => Sandbox is not null;

    /// <summary>Whether its processes live in the other's namespace.</summary>
    public bool Joins(FakeContainer other) =>
        Config is { Namespaces: { SharePid: false, HostPid: false }, ProcessesOf: { } target } && target.Value == other.Id;

    public bool IsRunning => StartedAt is not null && FinishedAt is null && !Removed;

    public void Later(TimeProvider clock, TimeSpan after, Action action)
    {
        if (after <= TimeSpan.Zero)
        {
            action();
            return;
        }

        _timers.Add(clock.CreateTimer(_ => action(), null, after, Timeout.InfiniteTimeSpan));
    }

    public void ForgetTimers()
    {
        _timers.ForEach(timer => timer.Dispose());
        _timers.Clear();
    }

    public void Print(DateTimeOffset now, string text, bool isError)
    {
        Log.Add(new LogEntry(isError ? StandardStream.Stderr : StandardStream.Stdout, now, Encoding.UTF8.GetBytes(text)));
        Changed.Beat();
    }

    public SandboxStatus ToSandboxStatus() => new(new SandboxId(Id), Pod, Attempt, CreatedAt)
    {
        Ready = IsRunning,
        HostNetwork = Sandbox!.Namespaces.HostNetwork,
        Ips = IsRunning && !Sandbox.Namespaces.HostNetwork ? [Ip] : [],
        HostIp = IsRunning && !Sandbox.Namespaces.HostNetwork ? "10.88.0.1" : null,
    };

    public ContainerStatus ToContainerStatus() =>
        new(new ContainerId(Id), new SandboxId(SandboxId), Pod, Name, Attempt, CreatedAt)
        {
            StartedAt = StartedAt,
            FinishedAt = IsBeingRemoved ? null : FinishedAt,
            Unclear = IsBeingRemoved,
            ExitCode = ExitCode,
            OomKilled = OomKilled,
            Error = Error,
            Image = ImageName,
            ImageId = ImageId,
            Hash = Config!.Hash,
            Resources = (Limits ?? Config.Resources) with { OomScoreAdjust = 0 },
            Annotations = Config.Annotations,
        };
}
