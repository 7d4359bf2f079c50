using System.Globalization;
using System.Text.Json.Serialization;
using LocalPods.Api.Serialization;

namespace LocalPods.Api.Quantities;

/// <summary>
/// An amount of a resource, such as <c>500m</c> of CPU or <c>1536Mi</c> of memory. Exact to a billionth; finer fractions are
/// rounded away from zero and amounts beyond 2^63-1 are cut to it, as Kubernetes does. The default is 0.
/// </summary>
/// <remarks>Equality and order look at the amount only: <c>1</c> equals <c>1000m</c>.</remarks>
[JsonConverter(typeof(QuantityConverter))]
public readonly partial struct Quantity : IEquatable<Quantity>, IComparable<Quantity>
{
    /// <summary>What is said about a text that is no quantity.</summary>
    public const string Malformed = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

    private static readonly Int128 NanosOfOne = 1_000_000_000;
    private static readonly Int128 Largest = long.MaxValue * NanosOfOne;

    private readonly Int128 _nanos;

    private Quantity(Int128 nanos, QuantityFormat format) => (_nanos, Format) = (Int128.Clamp(nanos, -Largest, Largest), format);

    /// <summary>The family of suffixes the amount is written with.</summary>
    public QuantityFormat Format { get; }

    /// <summary>The amount in whole units, rounded away from zero.</summary>
    public long Value => (long)DivideAwayFromZero(_nanos, NanosOfOne);

    /// <summary>The amount in thousandths, rounded away from zero; cut to the range of a long.</summary>
    public long MilliValue => (long)Int128.Clamp(DivideAwayFromZero(_nanos, 1_000_000), long.MinValue, long.MaxValue);

    /// <summary>-1, 0 or 1.</summary>
    public int Sign => Int128.Sign(_nanos);

    /// <summary>Whether the amount is 0.</summary>
    public bool IsZero => _nanos == 0;

    /// <summary>A whole number of units.</summary>
    public static Quantity FromValue(long value, QuantityFormat format) => new(value * NanosOfOne, format);

    /// <summary>A whole number of thousandths.</summary>
    public static Quantity FromMilliValue(long milliValue, QuantityFormat format) => new(milliValue * (Int128)1_000_000, format);

    /// <summary>A whole number of billionths.</summary>
    public static Quantity FromNanoValue(long nanoValue, QuantityFormat format) => new(nanoValue, format);

    /// <summary>Reads a quantity.</summary>
    /// <exception cref="FormatException">The text is no quantity.</exception>
    public static Quantity Parse(string text) => TryParse(text, out var quantity) ? quantity : throw new FormatException(Malformed);

    /// <summary>Sum of two amounts, written as this one is unless this one is 0.</summary>
    public Quantity Add(Quantity other) => new(_nanos + other._nanos, IsZero ? other.Format : Format);

    /// <summary>Difference of two amounts, written as this one is unless this one is 0.</summary>
    public Quantity Subtract(Quantity other) => new(_nanos - other._nanos, IsZero ? other.Format : Format);

    /// <summary>The amount rounded away from zero to whole thousandths.</summary>
    public Quantity RoundedUpToMilli() => new(DivideAwayFromZero(_nanos, 1_000_000) * 1_000_000, Format);

    public int CompareTo(Quantity other) => _nanos.CompareTo(other._nanos);

    public bool Equals(Quantity other) => _nanos == other._nanos;

    public override bool Equals(object? obj) => obj is Quantity other && Equals(other);

    public override int GetHashCode() => _nanos.GetHashCode();

    public static Quantity operator +(Quantity left, Quantity right) => left.Add(right);

    public static Quantity operator -(Quantity left, Quantity right) => left.Subtract(right);

    public static bool operator ==(Quantity left, Quantity right) => left.Equals(right);

    public static bool operator !=(Quantity left, Quantity right) => !left.Equals(right);

    public static bool operator <(Quantity left, Quantity right) => left.CompareTo(right) < 0;

    public static bool operator >(Quantity left, Quantity right) => left.CompareTo(right) > 0;

    public static bool operator <=(Quantity left, Quantity right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Quantity left, Quantity right) => left.CompareTo(right) >= 0;

    /// <summary>The canonical text: no fraction, and the greatest suffix that allows it.</summary>
    public override string ToString()
    {
        if (_nanos == 0)
        {
            return "0";
        }

        var fitsBinary = Format == QuantityFormat.BinarySI
            && Int128.Abs(_nanos) >= 1024 * NanosOfOne
            && _nanos % NanosOfOne == 0;
        return fitsBinary ? BinaryText(_nanos / NanosOfOne) : DecimalText();
    }

    private static string BinaryText(Int128 value)
    {
        var power = 0;
        while (value % 1024 == 0 && power < BinarySuffixes.Length - 1)
        {
            value /= 1024;
            power++;
        }

        return value.ToString(CultureInfo.InvariantCulture) + BinarySuffixes[power];
    }

    private string DecimalText()
    {
        var mantissa = _nanos;
        var power = 0;
        while (mantissa % 1000 == 0 && power < DecimalSuffixes.Length - 1)
        {
            mantissa /= 1000;
            power++;
        }

        var exponent = (power - 3) * 3;
        var suffix = Format != QuantityFormat.DecimalExponent ? DecimalSuffixes[power]
            : exponent == 0 ? ""
            : "e" + exponent.ToString(CultureInfo.InvariantCulture);
        return mantissa.ToString(CultureInfo.InvariantCulture) + suffix;
    }

    private static Int128 DivideAwayFromZero(Int128 value, Int128 divisor)
    {
        var (quotient, remainder) = Int128.DivRem(value, divisor);
        return remainder == 0 ? quotient : quotient + Int128.Sign(value);
    }
}
