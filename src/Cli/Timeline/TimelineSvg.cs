using System.Globalization;
using System.Text;
using LocalPods.Api.History;

namespace LocalPods.Cli.Timeline;

/// <summary>
/// Draws a timeline as one SVG document that needs nothing else: an axis, a lane for each container with its probes below,
/// and a legend of what occurs in it. It takes on the reader's light or dark scheme, and every part tells its times when pointed at.
/// </summary>
internal sealed class TimelineSvg(PodTimeline timeline)
{
    private const double Width = 1200;
    private const double Gutter = 170;
    private const double RightMargin = 30;
    private const double Plot = Width - Gutter - RightMargin;
    private const double Top = 96;
    private const double BarHeight = 22;
    private const double NoteHeight = 15;
    private const double ProbeHeight = 17;
    private const double LaneGap = 16;
    private const double LetterWidth = 6.4;
    private const double NarrowestMark = 1.5;

    /// <summary>Marks this close share their words.</summary>
    private const double NearBy = 70;

    private readonly StringBuilder _svg = new();

    public string Draw()
    {
        var bottom = Top + timeline.Lanes.Sum(HeightOf);
        var legend = LegendRows();
        var height = bottom + 26 + (legend.Max(l => l.Row) + 1) * 22;
        _svg.Append(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width:0} {height:0}" width="{Width:0}" height="{height:0}" role="img" aria-label="{Escape(Summary())}">
            <style>{SvgStyle.Text}</style>
            <defs><pattern id="wait" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="7" height="7" class="hatch-ground"/><rect width="3" height="7" class="hatch-line"/></pattern></defs>
            <rect class="ground" width="{Width:0}" height="{height:0}"/>
            <text class="title" x="20" y="32">{Escape($"{timeline.Namespace}/{timeline.Name}")}</text>
            <text class="note" x="20" y="52">{Escape(Summary())}</text>

            """);
        Axis(bottom);
        var y = Top;
        foreach (var lane in timeline.Lanes)
        {
            DrawLane(lane, y);
            y += HeightOf(lane);
        }

        Legend(legend, bottom + 26);
        _svg.Append("</svg>\n");
        return _svg.ToString();
    }

    private static double HeightOf(Lane lane) => Above(lane) + BarHeight + Below(lane) + (lane.Probes.Count * ProbeHeight) + LaneGap;

    private static double Above(Lane lane) => lane.Marks.Any(Begins) ? NoteHeight : 0;

    private static double Below(Lane lane) => lane.Marks.All(Begins) ? 2 : NoteHeight;

    private string Summary()
    {
        var restarts = timeline.Restarts switch { 0 => "no restarts", 1 => "1 restart", var n => $"{n} restarts" };
        var dropped = timeline.Dropped > 0 ? $"; {timeline.Dropped} earlier entries are no longer kept" : "";
        return $"{TimeText.Of(timeline.Duration)} from {timeline.Start.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC, {restarts}{dropped}";
    }

    private void Axis(double bottom)
    {
        foreach (var mark in TimeAxis.Marks(timeline.Duration, 12))
        {
            var x = X(timeline.Start + mark);
            _svg.Append(CultureInfo.InvariantCulture, $"""
                <line class="grid" x1="{x:0.##}" x2="{x:0.##}" y1="{Top - 12:0}" y2="{bottom:0}"/><text class="axis" x="{x:0.##}" y="{Top - 18:0}">{TimeText.OnAxis(mark)}</text>

                """);
        }

        _svg.Append(CultureInfo.InvariantCulture, $"""<text class="note" x="20" y="{Top - 18:0}">time since the start</text>{"\n"}""");
    }

    private void DrawLane(Lane lane, double y)
    {
        var bar = y + Above(lane);
        _svg.Append(CultureInfo.InvariantCulture, $"""<text class="name" x="20" y="{bar + 15:0.#}">{Escape(Cut(lane.Name))}<title>{Escape(lane.Name)}</title></text><line class="base" x1="{Gutter:0}" x2="{Width - RightMargin:0}" y1="{bar + (BarHeight / 2):0.#}" y2="{bar + (BarHeight / 2):0.#}"/>{"\n"}""");
        foreach (var segment in lane.Segments.Where(s => s.Kind is not (SegmentKind.Ended or SegmentKind.Waiting)))
        {
            DrawSegment(segment, bar);
        }

        Marks(lane, y, bar);
        var row = bar + BarHeight + Below(lane);
        foreach (var probe in lane.Probes)
        {
            DrawProbe(probe, row);
            row += ProbeHeight;
        }
    }

    private void DrawSegment(Segment segment, double y)
    {
        var (x, width) = (X(segment.Start), Math.Max(NarrowestMark, X(segment.End) - X(segment.Start)));
        var (name, label) = (SvgStyle.NameOf(segment.Kind), $"{SvgStyle.NameOf(segment.Kind)} {TimeText.Of(segment.Duration)}");
        _svg.Append(CultureInfo.InvariantCulture, $"""<g class="{SvgStyle.ClassOf(segment.Kind)}"><rect x="{x:0.##}" y="{y:0.#}" width="{width:0.##}" height="{BarHeight:0}" rx="2"/>""");
        foreach (var text in new[] { label, TimeText.Of(segment.Duration) }.Where(t => (t.Length * LetterWidth) + 8 <= width).Take(1))
        {
            _svg.Append(CultureInfo.InvariantCulture, $"""<text class="in" x="{x + (width / 2):0.##}" y="{y + 15:0.#}">{text}</text>""");
        }

        var instance = segment.Attempt is { } attempt ? $" (instance {attempt})" : "";
        _svg.Append(CultureInfo.InvariantCulture, $"<title>{name}{instance}\n{Clock(segment.Start)} to {Clock(segment.End)}\n{TimeText.Of(segment.Duration)}</title></g>\n");
    }

    // Beginnings are written above the bar, ends below it.
    private void Marks(Lane lane, double above, double bar)
    {
        foreach (var begins in new[] { true, false })
        {
            var marks = lane.Marks.Where(m => Begins(m) == begins).OrderBy(m => m.Time).ToList();
            var (from, to) = begins ? (bar - 4, bar + BarHeight) : (bar, bar + BarHeight + 4);
            foreach (var mark in marks)
            {
                var x = X(mark.Time);
                _svg.Append(CultureInfo.InvariantCulture, $"""<g class="{StyleOf(mark)}"><line x1="{x:0.##}" x2="{x:0.##}" y1="{from:0.#}" y2="{to:0.#}"/><title>{Escape($"{mark.Text}\n{Clock(mark.Time)}")}</title></g>{"\n"}""");
            }

            Words(marks, begins ? above + NoteHeight - 5 : bar + BarHeight + 13);
        }
    }

    // Where words would stand in each other's way the first take in what comes right after, and what still does not fit is left to the mark's tip.
    private void Words(List<Mark> marks, double y)
    {
        var free = 0.0;
        for (var i = 0; i < marks.Count;)
        {
            var x = X(marks[i].Time);
            var near = marks.Skip(i).TakeWhile(m => X(m.Time) - x < NearBy).ToList();
            var words = string.Join(", ", near.Select(ShortText).Distinct().Take(2));
            var width = words.Length * LetterWidth;
            var left = Math.Min(x - 2, Width - 4 - width);
            if (left >= free)
            {
                free = left + width + 8;
                _svg.Append(CultureInfo.InvariantCulture, $"""<g class="{StyleOf(near[0])}"><text x="{left:0.##}" y="{y:0.#}">{Escape(words)}</text></g>{"\n"}""");
            }

            i += near.Count;
        }
    }

    private static bool Begins(Mark mark) => mark.Kind is MarkKind.Restarted or MarkKind.DaemonStarted;

    private static string StyleOf(Mark mark) => mark.Kind is MarkKind.Killed or MarkKind.Failed or MarkKind.StartFailed ? "mark bad" : "mark";

    private static string ShortText(Mark mark) => mark.Kind switch
    {
        MarkKind.StartFailed => "start failed",
        MarkKind.DaemonStarted => "daemon started",
        _ => mark.Text,
    };

    private void DrawProbe(ProbeRow probe, double y)
    {
        var middle = y + (ProbeHeight / 2);
        _svg.Append(CultureInfo.InvariantCulture, $"""<text class="probe" x="32" y="{middle + 4:0.#}">{probe.Type.ToLowerInvariant()}</text>{"\n"}""");
        foreach (var tick in probe.Ticks.OrderByDescending(ProbeRow.IsGood))
        {
            DrawTick(tick, X(tick.Time), middle);
        }
    }

    private void DrawTick(HistoryEntry tick, double x, double y)
    {
        var good = ProbeRow.IsGood(tick);
        var shape = good
            ? string.Create(CultureInfo.InvariantCulture, $"M{x - 3:0.##} {y:0.##}l2 2.5 4-5")
            : string.Create(CultureInfo.InvariantCulture, $"M{x - 3:0.##} {y - 3:0.##}l6 6m0-6l-6 6");
        var detail = tick.Detail is { Length: > 0 } text ? "\n" + text : "";
        var tip = $"{tick.Probe} probe: {tick.Outcome} in {TimeText.Of(tick.Duration ?? TimeSpan.Zero)}\n{Clock(tick.Time)}{detail}";
        _svg.Append(CultureInfo.InvariantCulture, $"""<path class="{(good ? "pass" : "fail")}" d="{shape}"><title>{Escape(tip)}</title></path>{"\n"}""");
    }

    // Every sign that occurs, with its word, and where it stands.
    private List<(string Sign, string Word, double X, int Row)> LegendRows()
    {
        var signs = timeline.Lanes.SelectMany(l => l.Segments).Select(s => s.Kind).Where(k => k is not (SegmentKind.Ended or SegmentKind.Waiting)).Distinct().Order()
            .Select(k => (Sign: $"""<g class="{SvgStyle.ClassOf(k)}"><rect width="22" height="12" y="-10"/></g>""", Word: SvgStyle.NameOf(k)))
            .ToList();
        var ticks = timeline.Lanes.SelectMany(l => l.Probes).SelectMany(p => p.Ticks).ToList();
        if (ticks.Exists(t => ProbeRow.IsGood(t)))
        {
            signs.Add(("""<path class="pass" d="M7 -4l2 2.5 4-5"/>""", "probe passed"));
        }

        if (ticks.Exists(t => !ProbeRow.IsGood(t)))
        {
            signs.Add(("""<path class="fail" d="M7 -7l6 6m0-6l-6 6"/>""", "probe failed"));
        }

        var placed = new List<(string, string, double, int)>();
        var (x, row) = (Gutter, 0);
        foreach (var (sign, word) in signs)
        {
            var width = 30 + (word.Length * LetterWidth) + 18;
            if (x + width > Width && x > Gutter)
            {
                (x, row) = (Gutter, row + 1);
            }

            placed.Add((sign, word, x, row));
            x += width;
        }

        return placed.Count > 0 ? placed : [("", "", Gutter, 0)];
    }

    private void Legend(List<(string Sign, string Word, double X, int Row)> legend, double top)
    {
        foreach (var (sign, word, x, row) in legend)
        {
            _svg.Append(CultureInfo.InvariantCulture, $"""<g transform="translate({x:0.##} {top + (row * 22):0.#})">{sign}<text class="note" x="28" y="0">{word}</text></g>{"\n"}""");
        }
    }

    private static string Cut(string name) => name.Length > 22 ? name[..21] + "…" : name;

    private static string Clock(DateTimeOffset time) => time.UtcDateTime.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);

    // What XML cannot hold at all is left out.
    private static string Escape(string text) => System.Security.SecurityElement.Escape(string.Concat(text.Where(c => c >= ' ' || c is '\n' or '\t')))!;

    private double X(DateTimeOffset time) =>
        timeline.Duration <= TimeSpan.Zero ? Gutter : Gutter + (Math.Clamp((time - timeline.Start) / timeline.Duration, 0, 1) * Plot);
}
