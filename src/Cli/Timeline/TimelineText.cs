using System.Text;
using LocalPods.Cli.Terminal;

namespace LocalPods.Cli.Timeline;

/// <summary>Draws a timeline with letters: a lane for each container, a line for each of its probes, and what each instance did in figures.</summary>
/// <param name="timeline">What to draw.</param>
/// <param name="width">Columns there are.</param>
/// <param name="palette">Colours, or none.</param>
internal sealed class TimelineText(PodTimeline timeline, int width, Palette palette)
{
    private const int LeastWidth = 20;
    private const int LongestName = 24;
    private const int AxisLabel = 10;

    private static readonly (char Letter, Tone? Tone) s_passed = ('✓', Tone.Good);
    private static readonly (char Letter, Tone? Tone) s_failed = ('✗', Tone.Bad);

    private readonly StringBuilder _text = new();
    private readonly HashSet<char> _drawn = [];
    private readonly int _names = Math.Min(LongestName, timeline.Lanes.Max(l => Math.Max(l.Name.Length, l.Probes.Count == 0 ? 0 : l.Probes.Max(p => p.Type.Length) + 2))) + 2;

    private int Columns => Math.Max(LeastWidth, width - _names - 1);

    public string Draw()
    {
        Title();
        Axis();
        foreach (var lane in timeline.Lanes)
        {
            DrawLane(lane);
        }

        Legend();
        Instances();
        return _text.ToString();
    }

    private void Title()
    {
        var restarts = timeline.Restarts switch { 0 => "", 1 => ", 1 restart", var n => $", {n} restarts" };
        _text.Append(palette.Paint(Tone.Strong, $"{timeline.Namespace}/{timeline.Name}"));
        _text.Append($"  {TimeText.Of(timeline.Duration)} from {timeline.Start.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z{restarts}\n");
        if (timeline.Dropped > 0)
        {
            _text.Append($"{timeline.Dropped} earlier entries are no longer kept\n");
        }

        _text.Append('\n');
    }

    private void Axis()
    {
        var labels = Line(' ');
        var line = Line('─');
        var free = 0;
        foreach (var mark in TimeAxis.Marks(timeline.Duration, Columns / AxisLabel))
        {
            var (column, label) = (Math.Min(Columns - 1, Column(timeline.Start + mark)), TimeText.OnAxis(mark));
            line[column] = mark == TimeSpan.Zero ? '├' : '┼';
            if (column >= free && column + label.Length <= Columns)
            {
                label.CopyTo(0, labels, column, label.Length);
                free = column + label.Length + 1;
            }
        }

        Row("", palette.Paint(Tone.Faint, new string(labels).TrimEnd()));
        Row("", palette.Paint(Tone.Faint, new string(line)));
    }

    private void DrawLane(Lane lane)
    {
        var cells = new (char Letter, Tone? Tone)[Columns];
        for (var i = 0; i < Columns; i++)
        {
            cells[i] = Look(Longest(lane, Time(i), Time(i + 1)));
        }

        // A kill says more than the exit that it brings about.
        foreach (var mark in lane.Marks.OrderBy(m => m.Kind switch { MarkKind.Killed => 2, MarkKind.Failed => 1, _ => 0 }))
        {
            cells[Math.Min(Columns - 1, Column(mark.Time))] = Look(mark.Kind);
        }

        Note(cells);
        Row(lane.Name, Painted(cells));
        foreach (var probe in lane.Probes)
        {
            var ticks = new (char Letter, Tone? Tone)[Columns];
            Array.Fill(ticks, (' ', null));
            foreach (var tick in probe.Ticks)
            {
                ref var cell = ref ticks[Math.Min(Columns - 1, Column(tick.Time))];
                cell = !ProbeRow.IsGood(tick) ? s_failed : cell.Letter == ' ' ? s_passed : cell;
            }

            Note(ticks);
            Row("  " + probe.Type.ToLowerInvariant(), Painted(ticks));
        }
    }

    // The segment that takes most of the column.
    private static SegmentKind Longest(Lane lane, DateTimeOffset from, DateTimeOffset to)
    {
        var (best, most) = (SegmentKind.Waiting, TimeSpan.MinValue);
        foreach (var segment in lane.Segments)
        {
            var part = (segment.End < to ? segment.End : to) - (segment.Start > from ? segment.Start : from);
            if (part > most)
            {
                (best, most) = (segment.Kind, part);
            }
        }

        return best;
    }

    private static (char Letter, Tone? Tone) Look(SegmentKind kind) => kind switch
    {
        SegmentKind.Waiting => ('·', Tone.Faint),
        SegmentKind.Pulling => ('↓', Tone.Accent),
        SegmentKind.Creating => ('+', Tone.Accent),
        SegmentKind.PostStart => ('>', Tone.Accent),
        SegmentKind.Running => ('▒', Tone.Good),
        SegmentKind.Ready => ('█', Tone.Good),
        SegmentKind.PreStop => ('<', Tone.Accent),
        SegmentKind.Stopping => ('▼', Tone.Caution),
        SegmentKind.BackingOff => ('~', Tone.Caution),
        SegmentKind.Ended => (' ', null),
    };

    private static (char Letter, Tone? Tone) Look(MarkKind kind) => kind switch
    {
        MarkKind.Restarted => ('R', Tone.Strong),
        MarkKind.Completed => ('0', Tone.Good),
        MarkKind.Failed => ('X', Tone.Bad),
        MarkKind.Killed => ('K', Tone.Bad),
        MarkKind.StartFailed => ('!', Tone.Bad),
        MarkKind.DaemonStarted => ('D', Tone.Strong),
    };

    private static string Meaning(SegmentKind kind) => kind switch
    {
        SegmentKind.Waiting => "waiting",
        SegmentKind.Pulling => "pull",
        SegmentKind.Creating => "create",
        SegmentKind.PostStart => "postStart",
        SegmentKind.Running => "running",
        SegmentKind.Ready => "ready",
        SegmentKind.PreStop => "preStop",
        SegmentKind.Stopping => "after TERM",
        SegmentKind.BackingOff => "back-off",
        SegmentKind.Ended => "",
    };

    private static string Meaning(MarkKind kind) => kind switch
    {
        MarkKind.Restarted => "restart",
        MarkKind.Completed => "exit 0",
        MarkKind.Failed => "exit",
        MarkKind.Killed => "KILL",
        MarkKind.StartFailed => "start failed",
        MarkKind.DaemonStarted => "daemon started",
    };

    private void Note((char Letter, Tone? Tone)[] cells) => _drawn.UnionWith(cells.Select(c => c.Letter));

    // Of every letter that was drawn.
    private void Legend()
    {
        IEnumerable<((char Letter, Tone? Tone) Sign, string Meaning)> all =
        [
            .. Enum.GetValues<SegmentKind>().Where(k => k != SegmentKind.Ended).Select(k => (Look(k), Meaning(k))),
            .. Enum.GetValues<MarkKind>().Select(k => (Look(k), Meaning(k))),
            (s_passed, "probe passed"),
            (s_failed, "probe failed"),
        ];
        var used = 0;
        _text.Append('\n');
        foreach (var ((letter, tone), meaning) in all.Where(a => _drawn.Contains(a.Sign.Letter)))
        {
            var length = meaning.Length + 4;
            if (used + length > width && used > 0)
            {
                TrimEnd();
                _text.Append('\n');
                used = 0;
            }

            _text.Append(tone is { } t ? palette.Paint(t, letter.ToString()) : letter.ToString()).Append(' ').Append(meaning).Append("  ");
            used += length;
        }

        TrimEnd();
        _text.Append('\n');
    }

    private void Instances()
    {
        foreach (var lane in timeline.Lanes.Skip(1))
        {
            _text.Append('\n').Append(palette.Paint(Tone.Strong, SafeText.Escape(lane.Name))).Append('\n');
            foreach (var run in lane.Segments.GroupBy(s => s.Attempt))
            {
                var did = run.Where(s => s.Kind != SegmentKind.Ended).Select(s => (At: s.End, Text: $"{Meaning(s.Kind)} {TimeText.Of(s.Duration)}")).ToList();
                if (did.Count == 0)
                {
                    continue;
                }

                // What happened within a segment, or ended it, is told after it.
                var happened = lane.Marks
                    .Where(m => m.Kind is not (MarkKind.Restarted or MarkKind.DaemonStarted) && m.Time > run.First().Start && m.Time <= run.Last().End)
                    .Select(m => (At: run.First(s => m.Time <= s.End).End, Text: SafeText.Escape(m.Text.ReplaceLineEndings(" "))));
                var parts = did.Concat(happened).OrderBy(p => p.At).Select(p => p.Text);
                var instance = run.Key is { } attempt ? $"#{attempt}" : "  ";
                _text.Append($"  {instance,-3} {"+" + TimeText.Of(run.First().Start - timeline.Start),-9} {string.Join(", ", parts)}\n");
            }
        }
    }

    private string Painted((char Letter, Tone? Tone)[] cells)
    {
        var text = new StringBuilder();
        for (int i = 0, next; i < cells.Length; i = next)
        {
            for (next = i + 1; next < cells.Length && cells[next].Tone == cells[i].Tone; next++)
            {
            }

            var run = string.Concat(cells[i..next].Select(c => c.Letter));
            text.Append(cells[i].Tone is { } tone ? palette.Paint(tone, run) : run);
        }

        return text.ToString().TrimEnd();
    }

    private void Row(string name, string drawing)
    {
        var shown = SafeText.Escape(name.Length > LongestName ? name[..(LongestName - 1)] + "…" : name);
        _text.Append(drawing.Length == 0 ? shown : shown.PadRight(_names) + drawing).Append('\n');
    }

    private void TrimEnd()
    {
        while (_text.Length > 0 && _text[^1] == ' ')
        {
            _text.Length--;
        }
    }

    private char[] Line(char letter) => [.. Enumerable.Repeat(letter, Columns)];

    private int Column(DateTimeOffset time) =>
        timeline.Duration <= TimeSpan.Zero ? 0 : (int)Math.Clamp((time - timeline.Start) / timeline.Duration * Columns, 0, Columns);

    private DateTimeOffset Time(int column) => timeline.Start + (timeline.Duration * column / Columns);
}
