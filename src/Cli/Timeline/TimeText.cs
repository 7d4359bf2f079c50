using System.Globalization;

namespace LocalPods.Cli.Timeline;

/// <summary>Spans of time in few letters.</summary>
internal static class TimeText
{
    /// <summary><c>35 ms</c>, <c>2.1 s</c>, <c>1m 40s</c>, <c>2h 5m</c>.</summary>
    public static string Of(TimeSpan span) => span switch
    {
        _ when span < TimeSpan.FromSeconds(1) => string.Create(CultureInfo.InvariantCulture, $"{span.TotalMilliseconds:0} ms"),
        _ when span < TimeSpan.FromSeconds(99.95) => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.0} s"),
        _ when span < TimeSpan.FromHours(1) => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalMinutes}m {span.Seconds}s"),
        _ when span < TimeSpan.FromDays(2) => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalHours}h {span.Minutes}m"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalDays}d {span.Hours}h"),
    };

    /// <summary>A place on an axis, of which the marks are all multiples of one step: <c>0</c>, <c>500ms</c>, <c>20s</c>, <c>1m20s</c>, <c>3h</c>.</summary>
    public static string OnAxis(TimeSpan span)
    {
        if (span == TimeSpan.Zero)
        {
            return "0";
        }

        if (span < TimeSpan.FromMinutes(1))
        {
            return span.Milliseconds == 0
                ? string.Create(CultureInfo.InvariantCulture, $"{span.Seconds}s")
                : string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.###}s");
        }

        var parts = new (int Count, string Unit)[] { (span.Days, "d"), (span.Hours, "h"), (span.Minutes, "m"), (span.Seconds, "s") };
        return string.Concat(parts.Where(p => p.Count > 0).Select(p => p.Count.ToString(CultureInfo.InvariantCulture) + p.Unit));
    }
}
