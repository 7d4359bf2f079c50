using System.Globalization;
using System.Text.Json;

namespace LocalPods.Api.JsonPaths;

/// <summary>How values of objects compare in filters and in <c>--sort-by</c>.</summary>
public static class JsonOrder
{
    public static bool AreEqual(JsonElement a, JsonElement b) =>
        a.ValueKind == b.ValueKind && (a.ValueKind is JsonValueKind.Number ? Compare(a, b) == 0 : JsonElement.DeepEquals(a, b));

    /// <summary>Numbers by value, texts by their runs of digits and letters, absent before everything.</summary>
    public static int Compare(JsonElement a, JsonElement b)
    {
        if (a.ValueKind == JsonValueKind.Number && b.ValueKind == JsonValueKind.Number)
        {
            return a.GetDouble().CompareTo(b.GetDouble());
        }

        var (rankA, rankB) = (Rank(a), Rank(b));
        return rankA != rankB ? rankA.CompareTo(rankB)
            : a.ValueKind == JsonValueKind.String ? CompareText(a.GetString()!, b.GetString()!)
            : 0;
    }

    /// <summary>Runs of digits by number, the rest by code point: <c>web-2</c> before <c>web-10</c>.</summary>
    public static int CompareText(string a, string b)
    {
        var (i, j) = (0, 0);
        while (i < a.Length && j < b.Length)
        {
            if (char.IsAsciiDigit(a[i]) && char.IsAsciiDigit(b[j]))
            {
                var numberA = Digits(a, ref i);
                var numberB = Digits(b, ref j);
                var byNumber = numberA.Length != numberB.Length ? numberA.Length.CompareTo(numberB.Length) : numberA.SequenceCompareTo(numberB);
                if (byNumber != 0)
                {
                    return byNumber;
                }
            }
            else if (a[i] != b[j])
            {
                return a[i].CompareTo(b[j]);
            }
            else
            {
                i++;
                j++;
            }
        }

        return (a.Length - i).CompareTo(b.Length - j);
    }

    /// <summary>The scalar as plain text: what a table cell or a JSONPath result shows.</summary>
    public static string ScalarText(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number => NumberText(value),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.Object or JsonValueKind.Array => "",
    };

    /// <summary>Whole numbers as they came, others in their shortest form.</summary>
    public static string NumberText(JsonElement value)
    {
        if (value.TryGetInt64(out _))
        {
            return value.GetRawText();
        }

        var text = value.GetDouble().ToString("R", CultureInfo.InvariantCulture);
        return text.Replace('E', 'e');
    }

    private static int Rank(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => 0,
        JsonValueKind.False => 1,
        JsonValueKind.True => 2,
        JsonValueKind.Number => 3,
        JsonValueKind.String => 4,
        JsonValueKind.Array or JsonValueKind.Object => 5,
    };

    /// <summary>A run of digits without its leading zeros.</summary>
    private static ReadOnlySpan<char> Digits(string text, ref int at)
    {
        var start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        return text.AsSpan(start, at - start).TrimStart('0');
    }
}
