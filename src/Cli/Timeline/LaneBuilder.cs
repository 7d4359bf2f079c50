using LocalPods.Api.History;

namespace LocalPods.Cli.Timeline;

/// <summary>
/// Lays the entries of one container end to end: each begins a segment where the one before ends, so that the segments
/// add up to the time from start to end whatever the entries are.
/// </summary>
internal sealed class LaneBuilder(DateTimeOffset start, DateTimeOffset end)
{
    private readonly List<Segment> _segments = [];
    private readonly List<Mark> _marks = [];
    private SegmentKind _kind = SegmentKind.Waiting;
    private DateTimeOffset _since = start;
    private DateTimeOffset _backoffUntil;
    private int? _attempt;

    /// <summary>The sandbox: it has no processes to speak of.</summary>
    public static Lane Sandbox(IEnumerable<HistoryEntry> entries, DateTimeOffset start, DateTimeOffset end)
    {
        var lane = new LaneBuilder(start, end);
        foreach (var entry in entries)
        {
            switch (entry.Kind)
            {
                case HistoryKind.SandboxCreated:
                    lane.Enter(SegmentKind.Creating, entry.Began, entry.Attempt);
                    lane.Enter(SegmentKind.Ready, entry.Time, entry.Attempt);
                    if (entry.Attempt > 0)
                    {
                        lane._marks.Add(new Mark(entry.Time, MarkKind.Restarted, $"sandbox {entry.Attempt}"));
                    }

                    break;
                case HistoryKind.SandboxRemoved:
                    lane.Enter(SegmentKind.Ended, entry.Time, lane._attempt);
                    break;
                case HistoryKind.DaemonStarted:
                    lane._marks.Add(new Mark(entry.Time, MarkKind.DaemonStarted, "the daemon was started again"));
                    break;
            }
        }

        return lane.Finish("sandbox", []);
    }

    /// <param name="name">Of the container.</param>
    /// <param name="entries">Its own, in the order of time.</param>
    /// <param name="start">Of the timeline.</param>
    /// <param name="end">Of the timeline.</param>
    public static Lane Container(string name, IReadOnlyList<HistoryEntry> entries, DateTimeOffset start, DateTimeOffset end)
    {
        var lane = new LaneBuilder(start, end);
        foreach (var entry in entries)
        {
            lane.Take(entry);
        }

        var probes = entries.Where(e => e.Kind == HistoryKind.ProbeTick).GroupBy(e => e.Probe ?? "").OrderBy(g => Rank(g.Key));
        return lane.Finish(name, [.. probes.Select(g => new ProbeRow(g.Key, [.. g]))]);
    }

    private bool IsAlive => _kind is SegmentKind.PostStart or SegmentKind.Running or SegmentKind.Ready or SegmentKind.PreStop or SegmentKind.Stopping;

    private static int Rank(string probe) => probe switch { "Startup" => 0, "Readiness" => 1, _ => 2 };

    private void Take(HistoryEntry entry)
    {
        switch (entry.Kind)
        {
            case HistoryKind.PullStarted when !IsAlive:
                Enter(SegmentKind.Pulling, entry.Time, _attempt);
                break;
            case HistoryKind.PullEnded when _kind == SegmentKind.Pulling:
                Enter(SegmentKind.Waiting, entry.Time, _attempt);
                break;
            case HistoryKind.ContainerCreated:
                Enter(SegmentKind.Creating, entry.Time, entry.Attempt);
                break;
            case HistoryKind.ContainerStarted:
                Enter(SegmentKind.Running, entry.Time, entry.Attempt);
                if (entry.Attempt > 0)
                {
                    _marks.Add(new Mark(entry.Time, MarkKind.Restarted, $"restart {entry.Attempt}"));
                }

                break;
            case HistoryKind.PostStartStarted when IsAlive:
                Enter(SegmentKind.PostStart, entry.Time, _attempt);
                break;
            case HistoryKind.PostStartEnded when _kind == SegmentKind.PostStart:
                Enter(SegmentKind.Running, entry.Time, _attempt);
                break;
            case HistoryKind.Ready when _kind == SegmentKind.Running:
                Enter(SegmentKind.Ready, entry.Time, _attempt);
                break;
            case HistoryKind.NotReady when _kind == SegmentKind.Ready:
                Enter(SegmentKind.Running, entry.Time, _attempt);
                break;
            case HistoryKind.PreStopStarted when IsAlive:
                Enter(SegmentKind.PreStop, entry.Time, _attempt);
                break;
            case HistoryKind.PreStopEnded when _kind == SegmentKind.PreStop:
                Enter(SegmentKind.Running, entry.Time, _attempt);
                break;
            case HistoryKind.TermSent when IsAlive:
                Enter(SegmentKind.Stopping, entry.Time, _attempt);
                break;
            case HistoryKind.KillSent:
                _marks.Add(new Mark(entry.Time, MarkKind.Killed, "KILL"));
                break;
            case HistoryKind.Exited:
                Enter(SegmentKind.Ended, entry.Time, entry.Attempt);
                _marks.Add(new Mark(entry.Time, entry.ExitCode == 0 ? MarkKind.Completed : MarkKind.Failed, Exit(entry)));
                break;
            case HistoryKind.BackoffStarted when _kind == SegmentKind.Ended:
                Enter(SegmentKind.BackingOff, entry.Time, _attempt);
                _backoffUntil = entry.Until;
                break;
            case HistoryKind.StartFailed:
                _marks.Add(new Mark(entry.Time, MarkKind.StartFailed, entry.Detail ?? "it could not be started"));
                break;
        }
    }

    private static string Exit(HistoryEntry entry) => $"exit {entry.ExitCode}{(entry.Detail is { } why ? $" ({why})" : "")}";

    private void Enter(SegmentKind next, DateTimeOffset at, int? attempt)
    {
        if (_kind == SegmentKind.BackingOff && _backoffUntil < at)
        {
            Close(_backoffUntil, SegmentKind.Waiting);
        }

        Close(at, next);
        _attempt = attempt;
    }

    private void Close(DateTimeOffset at, SegmentKind next)
    {
        at = at < _since ? _since : at > end ? end : at;
        if (at > _since)
        {
            _segments.Add(new Segment(_kind, _since, at, _attempt));
        }

        (_kind, _since) = (next, at);
    }

    private Lane Finish(string name, IReadOnlyList<ProbeRow> probes)
    {
        Enter(_kind, end, _attempt);
        return new Lane(name, _segments, [.. _marks.Where(m => m.Time <= end)], probes);
    }
}
