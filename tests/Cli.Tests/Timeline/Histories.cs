using LocalPods.Api.History;

namespace LocalPods.Cli.Tests.Timeline;

/// <summary>Records of pods' lives.</summary>
internal static class Histories
{
    public static DateTimeOffset Start { get; } = new(2026, 3, 3, 10, 0, 0, TimeSpan.Zero);

    /// <summary>A container that fails its liveness probe twice, ignores TERM, and waits in back-off before its second restart; and a sidecar with hooks.</summary>
    public static PodHistory Restarted()
    {
        var entries = new List<HistoryEntry>
        {
            At(0, HistoryKind.PodSeen),
            At(0.3, HistoryKind.SandboxCreated) with { Attempt = 0, Duration = TimeSpan.FromSeconds(0.28) },
            Of("log", 0.05, HistoryKind.PullStarted) with { Detail = "log:1" },
            Of("log", 4.05, HistoryKind.PullEnded) with { Duration = TimeSpan.FromSeconds(4) },
            Of("log", 4.1, HistoryKind.ContainerCreated, 0),
            Of("log", 4.2, HistoryKind.ContainerStarted, 0),
            Of("log", 4.21, HistoryKind.PostStartStarted, 0),
            Of("log", 6.21, HistoryKind.PostStartEnded, 0) with { Duration = TimeSpan.FromSeconds(2) },
            Of("log", 6.22, HistoryKind.Ready, 0),
        };
        Instance(entries, attempt: 0, created: 0.35, failsAt: 31, killed: true);
        Instance(entries, attempt: 1, created: 36.3, failsAt: 67, killed: true);
        entries.Add(Of("web", 72.2, HistoryKind.BackoffStarted, 1) with { Duration = TimeSpan.FromSeconds(10) });
        Instance(entries, attempt: 2, created: 82.25, failsAt: 100, killed: false);
        return new PodHistory("shop", "cart", "u1", Start.AddSeconds(100), 0, [.. entries.OrderBy(e => e.Time)]);
    }

    public static PodHistory Of(params HistoryEntry[] entries) =>
        new("shop", "cart", "u1", entries.Max(e => e.Time).AddSeconds(1), 0, [.. entries.OrderBy(e => e.Time)]);

    public static HistoryEntry At(double seconds, HistoryKind kind) => new(Start.AddSeconds(seconds), kind);

    public static HistoryEntry Of(string container, double seconds, HistoryKind kind, int? attempt = null) => At(seconds, kind) with { Container = container, Attempt = attempt };

    private static void Instance(List<HistoryEntry> entries, int attempt, double created, double failsAt, bool killed)
    {
        entries.Add(Of("web", created, HistoryKind.ContainerCreated, attempt));
        entries.Add(Of("web", created + 0.1, HistoryKind.ContainerStarted, attempt));
        entries.Add(Of("web", created + 0.12, HistoryKind.Ready, attempt));
        for (var at = created + 3; at < (killed ? failsAt : failsAt - 1); at += 3)
        {
            var failed = killed && at > failsAt - 8;
            entries.Add(Of("web", at, HistoryKind.ProbeTick) with
            {
                Probe = "Liveness",
                Outcome = failed ? "Failure" : "Success",
                Duration = TimeSpan.FromMilliseconds(40),
                Detail = failed ? "command failed & <said> so" : null,
            });
        }

        if (killed)
        {
            entries.Add(Of("web", failsAt, HistoryKind.TermSent) with { Duration = TimeSpan.FromSeconds(5) });
            entries.Add(Of("web", failsAt + 5, HistoryKind.KillSent));
            entries.Add(Of("web", failsAt + 5.2, HistoryKind.Exited, attempt) with { ExitCode = 137, Signal = 9 });
        }
    }
}
