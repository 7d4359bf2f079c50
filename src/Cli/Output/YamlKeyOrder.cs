namespace LocalPods.Cli.Output;

/// <summary>The order of keys in kubectl's YAML: letters after other characters, runs of digits by their number.</summary>
internal sealed class YamlKeyOrder : IComparer<string>
{
    public static YamlKeyOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        var (a, b) = (x ?? "", y ?? "");
        var at = 0;
        while (at < a.Length && at < b.Length && a[at] == b[at])
        {
            at++;
        }

        if (at == a.Length || at == b.Length)
        {
            return a.Length.CompareTo(b.Length);
        }

        var (letterA, letterB) = (char.IsLetter(a[at]), char.IsLetter(b[at]));
        if (letterA != letterB)
        {
            // Inside a number its digits go on: the shorter number, the one followed by a letter, is first.
            var inNumber = at > 0 && char.IsDigit(a[at - 1]);
            return letterA == inNumber ? -1 : 1;
        }

        return letterA ? a[at].CompareTo(b[at]) : CompareNumbers(a, b, at);
    }

    private static int CompareNumbers(string a, string b, int at)
    {
        var start = at;
        while (start > 0 && char.IsDigit(a[start - 1]))
        {
            start--;
        }

        // A leading zero does not make a number that has begun before any smaller.
        var significant = (a[at] == '0' || b[at] == '0') && a.AsSpan(start, at - start).IndexOfAnyExcept('0') >= 0;
        var (numberA, lengthA) = Number(a, at, significant);
        var (numberB, lengthB) = Number(b, at, significant);
        return numberA != numberB ? numberA.CompareTo(numberB)
            : lengthA != lengthB ? lengthA.CompareTo(lengthB)
            : a[at].CompareTo(b[at]);
    }

    private static (long Number, int End) Number(string text, int at, bool significant)
    {
        var number = significant ? 1L : 0L;
        for (; at < text.Length && char.IsDigit(text[at]); at++)
        {
            number = unchecked(number * 10 + text[at] - '0');
        }

        return (number, at);
    }
}
