using System.Globalization;

namespace LocalPods.Api.Durations;

/// <summary>Elapsed times in the short form of kubectl's AGE column.</summary>
public static class ResourceAge
{
    /// <summary>What stands in place of the age of something that has no time.</summary>
    public const string Unknown = "<unknown>";

    private const long HoursOfAYear = 365 * 24;

    /// <summary>Age of something made at a time; <see cref="Unknown"/> without one.</summary>
    public static string Since(DateTimeOffset? then, DateTimeOffset now) => then is { } time ? Format(now - time) : Unknown;

    /// <summary>Writes an elapsed time with one or two units; every part is cut, never rounded.</summary>
    public static string Format(TimeSpan elapsed)
    {
        var seconds = elapsed.Ticks / TimeSpan.TicksPerSecond;
        var minutes = seconds / 60;
        var hours = minutes / 60;
        return (seconds, minutes, hours) switch
        {
            ( < -1, _, _) => "<invalid>",
            ( < 0, _, _) => "0s",
            ( < 120, _, _) => One(seconds, 's'),
            (_, < 10, _) => Two(minutes, 'm', seconds % 60, 's'),
            (_, < 180, _) => One(minutes, 'm'),
            (_, _, < 8) => Two(hours, 'h', minutes % 60, 'm'),
            (_, _, < 48) => One(hours, 'h'),
            (_, _, < 8 * 24) => Two(hours / 24, 'd', hours % 24, 'h'),
            (_, _, < 2 * HoursOfAYear) => One(hours / 24, 'd'),
            (_, _, < 8 * HoursOfAYear) => Two(hours / HoursOfAYear, 'y', hours / 24 % 365, 'd'),
            _ => One(hours / HoursOfAYear, 'y'),
        };
    }

    private static string One(long count, char unit) => string.Create(CultureInfo.InvariantCulture, $"{count}{unit}");

    private static string Two(long count, char unit, long rest, char restUnit) =>
        rest == 0 ? One(count, unit) : One(count, unit) + One(rest, restUnit);
}
