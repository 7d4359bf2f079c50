using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace LocalPods.Api.Schemas;

/// <summary>The patterns of schemas: regular expressions in linear time, as those of Kubernetes are.</summary>
public static class SchemaPattern
{
    /// <summary>Patterns that are kept compiled; when there are more, all are made again.</summary>
    private const int MostKept = 1024;

    private static readonly ConcurrentDictionary<string, Regex> s_kept = new(StringComparer.Ordinal);

    /// <summary>Why a pattern is none; null when it is one.</summary>
    public static string? Fault(string pattern)
    {
        try
        {
            Of(pattern);
            return null;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return e.Message;
        }
    }

    internal static bool IsMatch(string pattern, string text) => Of(pattern).IsMatch(text);

    private static Regex Of(string pattern)
    {
        if (s_kept.Count > MostKept)
        {
            s_kept.Clear();
        }

        return s_kept.GetOrAdd(pattern, p => new Regex(p, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant));
    }
}
