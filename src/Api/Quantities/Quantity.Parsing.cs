using System.Globalization;
using System.Numerics;

namespace LocalPods.Api.Quantities;

public readonly partial struct Quantity
{
    private static readonly string[] DecimalSuffixes = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
    private static readonly string[] BinarySuffixes = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

    /// <summary>Reads a sign, a decimal number and a suffix or exponent.</summary>
    /// <returns>False when the text is not of that form.</returns>
    public static bool TryParse(string? text, out Quantity quantity)
    {
        quantity = default;
        if (string.IsNullOrEmpty(text))
        {
            return false;
        }

        var at = text[0] is '+' or '-' ? 1 : 0;
        var whole = Digits(text, ref at);
        var fraction = "";
        if (at < text.Length && text[at] == '.')
        {
            at++;
            fraction = Digits(text, ref at);
        }

        if (whole.Length + fraction.Length == 0 || !TryScale(text[at..], out var scale))
        {
            return false;
        }

        // Zeros at either end carry nothing; without them a long text costs no more than a short one.
        fraction = fraction.TrimEnd('0');
        var digits = (whole + fraction).TrimStart('0');
        if (digits.Length == 0)
        {
            quantity = new Quantity(0, scale.Format);
            return true;
        }

        var power = scale.Exponent - fraction.Length + 9; // of ten, in nanos
        var magnitude = digits.Length + (long)power;
        var nanos = magnitude > 40 ? Largest
            : magnitude < -20 ? Int128.One // below a nano even with the suffix Ei
            : Nanos(BigInteger.Parse(digits, CultureInfo.InvariantCulture) * scale.Multiplier, power);
        quantity = new Quantity(text[0] == '-' ? -nanos : nanos, scale.Format);
        return true;
    }

    private static Int128 Nanos(BigInteger digits, int power)
    {
        if (power >= 0)
        {
            return (Int128)BigInteger.Min(digits * BigInteger.Pow(10, power), (BigInteger)Largest);
        }

        var (quotient, remainder) = BigInteger.DivRem(digits, BigInteger.Pow(10, -power));
        return (Int128)BigInteger.Min(remainder.IsZero ? quotient : quotient + 1, (BigInteger)Largest);
    }

    private static string Digits(string text, ref int at)
    {
        var start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        return text[start..at];
    }

    private static bool TryScale(string suffix, out (QuantityFormat Format, int Exponent, BigInteger Multiplier) scale)
    {
        var decimals = Array.IndexOf(DecimalSuffixes, suffix);
        if (decimals >= 0)
        {
            scale = (QuantityFormat.DecimalSI, (decimals - 3) * 3, BigInteger.One);
            return true;
        }

        var binary = Array.IndexOf(BinarySuffixes, suffix);
        if (binary > 0)
        {
            scale = (QuantityFormat.BinarySI, 0, BigInteger.Pow(1024, binary));
            return true;
        }

        scale = (QuantityFormat.DecimalExponent, 0, BigInteger.One);
        if (suffix.Length < 2
            || suffix[0] is not ('e' or 'E')
            || !int.TryParse(suffix.AsSpan(1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exponent)
            || Math.Abs((long)exponent) > 1_000_000)
        {
            return false;
        }

        scale.Exponent = exponent;
        return true;
    }
}
