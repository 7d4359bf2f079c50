using LocalPods.Api.History;

namespace LocalPods.Cli.Timeline;

/// <summary>A pod's life, laid out by container. Made of recorded facts alone.</summary>
/// <param name="Namespace">Of the pod.</param>
/// <param name="Name">Of the pod.</param>
/// <param name="Start">The first thing recorded, or what the user wants to see from.</param>
/// <param name="End">Now, or the last thing recorded of a pod that has ended.</param>
/// <param name="Lanes">The sandbox first, then containers in the order in which they came up.</param>
internal sealed record PodTimeline(string Namespace, string Name, DateTimeOffset Start, DateTimeOffset End, IReadOnlyList<Lane> Lanes)
{
    public TimeSpan Duration => End - Start;

    public int Restarts => Lanes.Skip(1).Sum(l => l.Marks.Count(m => m.Kind == MarkKind.Restarted));

    /// <summary>Entries of earlier times that were not kept.</summary>
    public long Dropped { get; init; }

    /// <param name="history">With at least one entry.</param>
    /// <param name="ended">The pod has ended: nothing comes after the last entry.</param>
    /// <param name="last">Only so much of the end; null for all.</param>
    public static PodTimeline Of(PodHistory history, bool ended, TimeSpan? last)
    {
        var entries = history.Entries;
        var start = entries.Min(e => e.Kind == HistoryKind.SandboxCreated ? e.Began : e.Time);
        var final = entries.Max(e => e.Kind == HistoryKind.ProbeTick ? e.Until : e.Time);
        var end = ended || history.Now < final ? final : history.Now;
        var lanes = new List<Lane> { LaneBuilder.Sandbox(entries.Where(e => e.Container is null), start, end) };
        foreach (var ofContainer in entries.Where(e => e.Container is not null).GroupBy(e => e.Container!, StringComparer.Ordinal))
        {
            lanes.Add(LaneBuilder.Container(ofContainer.Key, [.. ofContainer], start, end));
        }

        var whole = new PodTimeline(history.Namespace, history.Name, start, end, lanes) { Dropped = history.Dropped };
        return last is { } span && end - span > start ? whole.From(end - span) : whole;
    }

    private PodTimeline From(DateTimeOffset start) => this with
    {
        Start = start,
        Lanes = [.. Lanes.Select(lane => lane with
        {
            Segments = [.. lane.Segments.Where(s => s.End > start).Select(s => s.Start < start ? s with { Start = start } : s)],
            Marks = [.. lane.Marks.Where(m => m.Time >= start)],
            Probes = [.. lane.Probes.Select(p => p with { Ticks = [.. p.Ticks.Where(t => t.Time >= start)] }).Where(p => p.Ticks.Count > 0)],
        })],
    };
}
