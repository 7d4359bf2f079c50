namespace LocalPods.Cli.Commands;

/// <summary>Finds what a mistyped word was likely meant to be.</summary>
internal static class Suggestion
{
    /// <summary>The known words near enough to be offered, nearest first.</summary>
    public static IEnumerable<string> Near(string word, IEnumerable<string> known) => known
        .Select(k => (Word: k, Distance: Distance(word, k)))
        .Where(k => k.Distance <= 2 && k.Distance < k.Word.Length || (word.Length > 1 && k.Word.StartsWith(word, StringComparison.Ordinal)))
        .OrderBy(k => k.Distance)
        .Select(k => k.Word);

    public static string? Nearest(string word, IEnumerable<string> known) => Near(word, known).FirstOrDefault();

    /// <summary>Edits between two words; swapping two neighbours is one edit.</summary>
    private static int Distance(string a, string b)
    {
        var previous = new int[b.Length + 1];
        var beforePrevious = previous;
        for (var j = 0; j <= b.Length; j++)
        {
            previous[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            var row = new int[b.Length + 1];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                row[j] = Math.Min(Math.Min(row[j - 1], previous[j]) + 1, previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    row[j] = Math.Min(row[j], beforePrevious[j - 2] + 1);
                }
            }

            (beforePrevious, previous) = (previous, row);
        }

        return previous[b.Length];
    }
}
