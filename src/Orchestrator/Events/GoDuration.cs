using System.Globalization;

namespace LocalPods.Orchestrator.Events;

/// <summary>Durations as messages have them: <c>850ms</c>, <c>10s</c>, <c>1m20s</c>, <c>1h0m5s</c>; cut to milliseconds.</summary>
internal static class GoDuration
{
    public static string Format(TimeSpan duration)
    {
        var milliseconds = (long)duration.TotalMilliseconds;
        if (milliseconds is > 0 and < 1000)
        {
            return $"{milliseconds}ms";
        }

        var seconds = ((milliseconds % 60_000) / 1000m).ToString("0.###", CultureInfo.InvariantCulture) + "s";
        var minutes = milliseconds / 60_000;
        return minutes switch
        {
            0 => seconds,
            < 60 => $"{minutes}m{seconds}",
            _ => $"{minutes / 60}h{minutes % 60}m{seconds}",
        };
    }
}
