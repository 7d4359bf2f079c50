using System.Globalization;
using System.Text;

namespace LocalPods.Runtime.Docker.Streams;

/// <summary>Reads times as the engine writes them: RFC 3339 in UTC with up to nine fractional digits, of which seven fit.</summary>
internal static class LogTime
{
    private const string Seconds = "yyyy-MM-ddTHH:mm:ss";
    private const int SecondsLength = 19;
    private const int TickDigits = 7;

    public static bool TryParse(ReadOnlySpan<byte> text, out DateTimeOffset time)
    {
        time = default;
        if (text.Length <= SecondsLength || text[^1] != 'Z')
        {
            return false;
        }

        Span<char> chars = stackalloc char[SecondsLength];
        Encoding.ASCII.GetChars(text[..SecondsLength], chars);
        if (!DateTimeOffset.TryParseExact(chars, Seconds, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var whole))
        {
            return false;
        }

        long ticks = 0;
        var digits = text[SecondsLength] == '.' ? text[(SecondsLength + 1)..^1] : [];
        for (var i = 0; i < TickDigits; i++)
        {
            ticks = (ticks * 10) + (i < digits.Length ? digits[i] - '0' : 0);
        }

        time = whole.AddTicks(ticks);
        return true;
    }
}
