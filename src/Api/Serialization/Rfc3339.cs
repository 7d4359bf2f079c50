using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace LocalPods.Api.Serialization;

/// <summary>Times as RFC 3339 writes them: date, <c>T</c>, time, optional fraction, and <c>Z</c> or an offset.</summary>
internal static partial class Rfc3339
{
    /// <summary>Reads a time, cutting fractions beyond 100 ns.</summary>
    /// <exception cref="JsonException">The value is not a text in RFC 3339 form.</exception>
    public static DateTimeOffset Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            throw new JsonException($"a time must be a string, not {reader.TokenType}");
        }

        // As we write times ourselves: nearly all.
        if (!reader.HasValueSequence
            && reader.ValueSpan is [_, _, _, _, (byte)'-', _, _, (byte)'-', _, _, (byte)'T', _, _, (byte)':', _, _, (byte)':', _, _, (byte)'Z']
            && reader.TryGetDateTimeOffset(out var usual))
        {
            return usual;
        }

        var text = reader.GetString()!;
        return TryParse(text, out var time)
            ? time
            : throw new JsonException($"parsing time {JsonEncodedText.Encode(text)}: not in the form 2006-01-02T15:04:05Z");
    }

    /// <summary>Parses a time without a JSON document around it.</summary>
    public static bool TryParse(string text, out DateTimeOffset time)
    {
        time = default;
        var match = Shape().Match(text);
        if (!match.Success)
        {
            return false;
        }

        var fraction = match.Groups["fraction"].Value;
        fraction = fraction.Length > 7 ? fraction[..7] : fraction.PadRight(7, '0');
        return DateTimeOffset.TryParseExact(
            $"{match.Groups["seconds"].Value}.{fraction}{(match.Groups["zone"].Value is "Z" ? "+00:00" : match.Groups["zone"].Value)}",
            "yyyy-MM-dd'T'HH:mm:ss.fffffffzzz",
            CultureInfo.InvariantCulture,
            DateTimeStyles.AdjustToUniversal,
            out time);
    }

    [GeneratedRegex(@"^(?<seconds>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})([.,](?<fraction>[0-9]+))?(?<zone>Z|[+-][0-9]{2}:[0-9]{2})\z")]
    private static partial Regex Shape();
}
