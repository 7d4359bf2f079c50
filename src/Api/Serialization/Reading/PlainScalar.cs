using System.Globalization;

namespace LocalPods.Api.Serialization;

/// <summary>
/// What an unquoted YAML scalar means to Kubernetes, whose tools read YAML with the rules of Go's yaml.v2: the booleans of YAML 1.1
/// (<c>y</c>, <c>yes</c>, <c>on</c> and their opposites in three spellings), octal with a leading 0, digits grouped with underscores,
/// no base 60. Timestamps stay strings.
/// </summary>
internal static class PlainScalar
{
    /// <summary>Decides what kind of value a text is.</summary>
    /// <returns>The kind, and the text as <see cref="SourceNode.Scalar.Text"/> keeps it: null for an infinity or NaN, which JSON has no word for.</returns>
    public static (ScalarKind Kind, string? Text) Resolve(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => (ScalarKind.Null, "null"),
        "y" or "Y" or "yes" or "Yes" or "YES" or "true" or "True" or "TRUE" or "on" or "On" or "ON" => (ScalarKind.Boolean, "true"),
        "n" or "N" or "no" or "No" or "NO" or "false" or "False" or "FALSE" or "off" or "Off" or "OFF" => (ScalarKind.Boolean, "false"),
        ".nan" or ".NaN" or ".NAN" or ".inf" or ".Inf" or ".INF" or "+.inf" or "+.Inf" or "+.INF" or "-.inf" or "-.Inf" or "-.INF" =>
            (ScalarKind.Number, null),
        _ when text[0] == '.' => Float(text) is { } number ? (ScalarKind.Number, number) : (ScalarKind.String, text),
        _ when char.IsAsciiDigit(text[0]) || text[0] is '+' or '-' => Number(text),
        _ => (ScalarKind.String, text),
    };

    private static (ScalarKind Kind, string? Text) Number(string text)
    {
        var plain = text.Replace("_", "", StringComparison.Ordinal);
        return (Integer(plain) ?? Float(plain)) is { } number ? (ScalarKind.Number, number) : (ScalarKind.String, text);
    }

    /// <summary>A whole number that fits 64 bits, in decimal; null for anything else.</summary>
    private static string? Integer(ReadOnlySpan<char> text)
    {
        var negative = text is ['-', ..];
        var digits = text is ['-' or '+', ..] ? text[1..] : text;
        var (radix, prefix) = digits switch
        {
            ['0', 'x' or 'X', ..] => (16u, 2),
            ['0', 'o' or 'O', ..] => (8u, 2),
            ['0', 'b' or 'B', ..] => (2u, 2),
            ['0', _, ..] => (8u, 1),
            _ => (10u, 0),
        };
        digits = digits[prefix..];
        if (digits.IsEmpty)
        {
            return null;
        }

        UInt128 value = 0;
        foreach (var c in digits)
        {
            var digit = char.IsAsciiHexDigit(c) ? (uint)Convert.ToInt32(c.ToString(), 16) : uint.MaxValue;
            if (digit >= radix)
            {
                return null;
            }

            value = (value * radix) + digit;
            if (value > ulong.MaxValue)
            {
                return null;
            }
        }

        return negative
            ? value > (UInt128)long.MaxValue + 1 ? null : value == 0 ? "0" : "-" + value.ToString(CultureInfo.InvariantCulture)
            : value.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>A finite number in floating point, in the shortest form that reads back the same; null for anything else.</summary>
    private static string? Float(ReadOnlySpan<char> text)
    {
        var rest = text is ['-' or '+', ..] ? text[1..] : text;
        var whole = CountDigits(rest);
        rest = rest[whole..];
        var fraction = 0;
        if (rest is ['.', ..])
        {
            fraction = CountDigits(rest[1..]);
            rest = rest[(fraction + 1)..];
        }

        if (whole + fraction == 0)
        {
            return null;
        }

        if (rest is ['e' or 'E', ..])
        {
            rest = rest is [_, '-' or '+', ..] ? rest[2..] : rest[1..];
            var exponent = CountDigits(rest);
            if (exponent == 0)
            {
                return null;
            }

            rest = rest[exponent..];
        }

        return rest.IsEmpty && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? Write(value == 0 ? 0 : value)
            : null;
    }

    private static int CountDigits(ReadOnlySpan<char> text)
    {
        var count = text.IndexOfAnyExceptInRange('0', '9');
        return count < 0 ? text.Length : count;
    }

    /// <summary>Digits without an exponent between 1e-6 and 1e21, as Go's JSON writes them: a quantity keeps the text it is given.</summary>
    private static string Write(double value)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        var e = text.IndexOf('E', StringComparison.Ordinal);
        if (e < 0 || Math.Abs(value) >= 1e21 || Math.Abs(value) < 1e-6)
        {
            return text.Replace("E", "e", StringComparison.Ordinal).Replace("e-0", "e-", StringComparison.Ordinal);
        }

        var sign = text[0] == '-' ? "-" : "";
        var mantissa = text[sign.Length..e];
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var digits = mantissa.Replace(".", "", StringComparison.Ordinal);
        var shift = (point < 0 ? mantissa.Length : point) + int.Parse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return shift <= 0
            ? sign + "0." + new string('0', -shift) + digits
            : shift >= digits.Length ? sign + digits.PadRight(shift, '0') : sign + digits[..shift] + "." + digits[shift..];
    }
}
