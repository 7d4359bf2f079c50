using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LocalPods.Api.Schemas;

/// <summary>Numbers as schemas see them: whole ones by value, whatever they are written like.</summary>
internal static class SchemaNumber
{
    /// <summary>From here on Go writes numbers with an exponent.</summary>
    private const double LongestPlain = 1e21;

    /// <summary>Whether a number is whole: 3, 3.0 and 3e2 are.</summary>
    public static bool IsWhole(JsonValue number) =>
        number.TryGetValue(out long _) || (number.GetValueKind() == JsonValueKind.Number && Math.Floor(Value(number)) == Value(number));

    /// <summary>Whether it was written as a whole number.</summary>
    public static bool IsWrittenWhole(JsonValue number) => number.ToJsonString().AsSpan().IndexOfAny('.', 'e', 'E') < 0;

    public static double Value(JsonValue number) => double.Parse(number.ToJsonString(), CultureInfo.InvariantCulture);

    /// <summary>As messages show it.</summary>
    public static string Text(double number)
    {
        if (Math.Abs(number) < LongestPlain && Math.Floor(number) == number)
        {
            return number.ToString("F0", CultureInfo.InvariantCulture);
        }

        return number.ToString("R", CultureInfo.InvariantCulture).Replace('E', 'e');
    }

    /// <summary>Whether one is a multiple of the other, but for what doubles lose.</summary>
    public static bool IsMultiple(double number, double of)
    {
        var times = of == 0 ? 0 : number / of;
        return Math.Abs(times - Math.Round(times)) < 1e-9;
    }
}
