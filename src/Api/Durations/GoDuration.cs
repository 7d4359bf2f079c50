using System.Buffers;
using System.Globalization;
using System.Text;

namespace LocalPods.Api.Durations;

/// <summary>Durations as Go and kubectl write them: <c>1h2m3.5s</c>, <c>850ms</c>, <c>-1.5h</c>, <c>0s</c>.</summary>
public static class GoDuration
{
    private const decimal TicksOfANanosecond = 0.01m;

    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    private static readonly (string Name, decimal Ticks)[] Units =
    [
        ("ns", TicksOfANanosecond), ("us", 10m), ("µs", 10m), ("μs", 10m), ("ms", TimeSpan.TicksPerMillisecond),
        ("s", TimeSpan.TicksPerSecond), ("m", TimeSpan.TicksPerMinute), ("h", TimeSpan.TicksPerHour),
    ];

    /// <summary>Reads a duration; parts finer than 100 ns are cut.</summary>
    /// <exception cref="FormatException">The text is no duration.</exception>
    public static TimeSpan Parse(string text) =>
        TryParse(text, out var duration) ? duration : throw new FormatException($"time: invalid duration \"{text}\"");

    /// <summary>Reads a duration: an optional sign, then numbers each with its unit; a bare <c>0</c> needs none.</summary>
    /// <returns>False when the text is no duration, or longer than about 29,000 years.</returns>
    public static bool TryParse(string? text, out TimeSpan duration)
    {
        duration = default;
        var rest = text.AsSpan();
        var negative = rest.StartsWith("-");
        rest = negative || rest.StartsWith("+") ? rest[1..] : rest;
        if (rest is "0")
        {
            return true;
        }

        if (rest.IsEmpty)
        {
            return false;
        }

        var ticks = 0m;
        while (!rest.IsEmpty)
        {
            var length = rest.IndexOfAnyExcept(NumberCharacters);
            if (length <= 0
                || !decimal.TryParse(rest[..length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                || number > long.MaxValue)
            {
                return false;
            }

            rest = rest[length..];
            var unitLength = rest.IndexOfAny(NumberCharacters);
            var unit = unitLength < 0 ? rest : rest[..unitLength];
            rest = rest[unit.Length..];
            if (!TryUnit(unit, out var ticksOfUnit))
            {
                return false;
            }

            ticks += number * ticksOfUnit;
            if (ticks > long.MaxValue)
            {
                return false;
            }
        }

        duration = new TimeSpan((long)(negative ? -ticks : ticks));
        return true;
    }

    /// <summary>Writes a duration with the greatest unit below one second, or as hours, minutes and seconds.</summary>
    public static string Format(TimeSpan duration)
    {
        if (duration == TimeSpan.Zero)
        {
            return "0s";
        }

        var text = new StringBuilder(duration < TimeSpan.Zero ? "-" : "");
        var ticks = Math.Abs((decimal)duration.Ticks);
        if (ticks < TimeSpan.TicksPerSecond)
        {
            return ticks switch
            {
                < 10m => Number(text, ticks * 100m, "ns"),
                < TimeSpan.TicksPerMillisecond => Number(text, ticks / 10m, "µs"),
                _ => Number(text, ticks / TimeSpan.TicksPerMillisecond, "ms"),
            };
        }

        var hours = decimal.Truncate(ticks / TimeSpan.TicksPerHour);
        var minutes = decimal.Truncate(ticks % TimeSpan.TicksPerHour / TimeSpan.TicksPerMinute);
        if (hours > 0)
        {
            Number(text, hours, "h");
        }

        if (hours > 0 || minutes > 0)
        {
            Number(text, minutes, "m");
        }

        return Number(text, ticks % TimeSpan.TicksPerMinute / TimeSpan.TicksPerSecond, "s");
    }

    private static bool TryUnit(ReadOnlySpan<char> name, out decimal ticks)
    {
        foreach (var unit in Units)
        {
            if (name.SequenceEqual(unit.Name))
            {
                ticks = unit.Ticks;
                return true;
            }
        }

        ticks = 0;
        return false;
    }

    private static string Number(StringBuilder text, decimal number, string unit) =>
        text.Append(number.ToString("0.#########", CultureInfo.InvariantCulture)).Append(unit).ToString();
}
