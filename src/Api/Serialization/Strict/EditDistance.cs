namespace LocalPods.Api.Serialization;

/// <summary>How far two words are apart: letters put in, left out, changed, or two neighbours swapped.</summary>
public static class EditDistance
{
    /// <summary>The longest word that is compared at all.</summary>
    private const int MaxLength = 64;

    public static int Between(string a, string b)
    {
        if (a.Length > MaxLength || b.Length > MaxLength)
        {
            return int.MaxValue;
        }

        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            rows[i, 0] = i;
        }

        for (var j = 0; j <= b.Length; j++)
        {
            rows[0, j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var change = rows[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                rows[i, j] = Math.Min(change, Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
                }
            }
        }

        return rows[a.Length, b.Length];
    }

    /// <summary>The candidate closest to a word when it is close enough to be a slip: a third of the word, at most 3 letters.</summary>
    public static string? Closest(string word, IEnumerable<string> candidates, int? within = null)
    {
        var limit = within ?? Math.Clamp(word.Length / 3, 1, 3);
        return candidates
            .Select(candidate => (candidate, distance: DistanceIgnoringCase(word, candidate)))
            .Where(pair => pair.distance <= limit && pair.distance < pair.candidate.Length)
            .OrderBy(pair => pair.distance)
            .ThenBy(pair => pair.candidate, StringComparer.Ordinal)
            .Select(pair => pair.candidate)
            .FirstOrDefault();
    }

    private static int DistanceIgnoringCase(string a, string b) =>
        Math.Abs(a.Length - b.Length) > 3 ? int.MaxValue : Between(a.ToLowerInvariant(), b.ToLowerInvariant());
}
