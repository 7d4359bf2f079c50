namespace LocalPods.Cli.Timeline;

/// <summary>Where on an axis its marks stand: at multiples of a round step.</summary>
internal static class TimeAxis
{
    private static readonly double[] Steps =
    [
        0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 4 * 3600, 6 * 3600, 12 * 3600,
        86400, 2 * 86400, 7 * 86400, 14 * 86400, 30 * 86400,
    ];

    /// <summary>Counted from the beginning of the axis.</summary>
    /// <param name="length">Of the axis.</param>
    /// <param name="most">As many marks at most, beside that of the beginning.</param>
    public static IEnumerable<TimeSpan> Marks(TimeSpan length, int most)
    {
        var step = TimeSpan.FromSeconds(Steps.FirstOrDefault(s => length.TotalSeconds / s <= Math.Max(1, most), Steps[^1]));
        for (var at = TimeSpan.Zero; at <= length; at += step)
        {
            yield return at;
        }
    }
}
