using System.Globalization;
using LocalPods.Api.Core;
using LocalPods.Api.History;

namespace LocalPods.Orchestrator.Pods;

/// <summary>Why a pod that was deleted is not gone yet, or took long to go, told from its record. Pure.</summary>
internal static class SlowStop
{
    public const string Reason = "SlowStop";

    /// <summary>A stop that takes longer is explained.</summary>
    public static readonly TimeSpan After = TimeSpan.FromSeconds(2);

    /// <summary>When containers that still run are the engine's fault: they had their grace period, and half as long again.</summary>
    public static TimeSpan LateAfter(long graceSeconds) => TimeSpan.FromSeconds(Math.Max(10, 1.5 * graceSeconds));

    /// <summary>What takes less is not worth a word.</summary>
    private static readonly TimeSpan Notable = TimeSpan.FromSeconds(0.5);

    /// <summary>What is still being waited for.</summary>
    /// <param name="pod">The one being stopped.</param>
    /// <param name="record">Of its life.</param>
    /// <param name="since">When the stop began.</param>
    /// <param name="now">The time.</param>
    public static string Waiting(Pod pod, ImmutableArray<HistoryEntry> record, DateTimeOffset since, DateTimeOffset now)
    {
        var waits = Containers(pod, record, since)
            .Where(c => c.Stop is { Exited: null })
            .Select(c => $"container {c.Name}: {Waiting(c.Stop!, now)}")
            .ToList();
        return $"Still stopping after {Seconds(now - since)}: {(waits.Count > 0 ? string.Join("; ", waits) : "the engine removes what is left")}";
    }

    /// <summary>What was waited for.</summary>
    /// <param name="pod">The one being stopped.</param>
    /// <param name="record">Of its life.</param>
    /// <param name="since">When the stop began.</param>
    /// <param name="now">The time.</param>
    public static string Took(Pod pod, ImmutableArray<HistoryEntry> record, DateTimeOffset since, DateTimeOffset now)
    {
        var causes = Containers(pod, record, since)
            .Select(c => (c.Name, Causes: c.Stop is { } stop ? Causes(stop).ToList() : []))
            .Where(c => c.Causes.Count > 0)
            .Select(c => $"container {c.Name}: {string.Join(", ", c.Causes)}")
            .ToList();
        return $"Stopping took {Seconds(now - since)}{(causes.Count > 0 ? ": " + string.Join("; ", causes) : "")}";
    }

    private static string Waiting(Stop stop, DateTimeOffset now) => stop switch
    {
        { Term: { } term, Lingers: { } lingers } => $"{lingers.Detail} has not ended {Seconds(now - term.Time)} after {lingers.StopSignal}",
        { Term: { } term } => $"it has not ended {Seconds(now - term.Time)} after the stop signal",
        { HookStarted: { } hook, HookEnded: null } => $"preStop running for {Seconds(now - hook.Time)}",
        _ => "it waits for other containers to end",
    };

    private static IEnumerable<string> Causes(Stop stop)
    {
        if (stop.HookEnded is { Duration: { } took } && took >= Notable)
        {
            yield return stop.HookEnded.Outcome == HistoryEntry.GivenUp
                ? $"preStop had not ended after {Seconds(took)}, the whole grace period, and was given up"
                : $"preStop took {Seconds(took)}";
        }

        if (stop.Term is not { } term || stop.Exited is not { } exited || exited.Time - term.Time is var wait && wait < Notable)
        {
            yield break;
        }

        var (who, signal) = stop.Lingers is { Detail: { } known } lingers ? (known, lingers.StopSignal ?? "the stop signal") : ("it", "the stop signal");
        yield return stop.Killed ? $"{who} ignored {signal} and was killed after {Seconds(wait)}" : $"{who} took {Seconds(wait)} to end after {signal}";
    }

    private static IEnumerable<(string Name, Stop? Stop)> Containers(Pod pod, ImmutableArray<HistoryEntry> record, DateTimeOffset since)
    {
        foreach (var name in pod.Spec.InitContainers.Concat(pod.Spec.Containers).Select(c => c.Name))
        {
            // What ran when the stop began, and what has been done about it since.
            var own = record.Where(e => e.Container == name).ToList();
            var last = own.FindLast(e => e.Kind is HistoryKind.ContainerStarted or HistoryKind.Exited && e.Time <= since);
            if (last is { Kind: HistoryKind.Exited } && !own.Exists(e => e.Kind == HistoryKind.TermSent && e.Time >= since))
            {
                continue;
            }

            var then = own.FindAll(e => e.Time >= since);
            yield return (name, last is null && then.Count == 0 ? null : new Stop(
                then.Find(e => e.Kind == HistoryKind.PreStopStarted),
                then.Find(e => e.Kind == HistoryKind.PreStopEnded),
                then.Find(e => e.Kind == HistoryKind.TermSent),
                then.Find(e => e.Kind == HistoryKind.Lingering),
                then.Exists(e => e.Kind == HistoryKind.KillSent),
                then.Find(e => e.Kind == HistoryKind.Exited)));
        }
    }

    // Two notes of one moment may stand in the record the other way round.
    private static string Seconds(TimeSpan span) => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, span.TotalSeconds):0.0} s");

    /// <summary>How one container is being stopped, as far as it has come.</summary>
    private sealed record Stop(
        HistoryEntry? HookStarted, HistoryEntry? HookEnded, HistoryEntry? Term, HistoryEntry? Lingers, bool Killed, HistoryEntry? Exited);
}
