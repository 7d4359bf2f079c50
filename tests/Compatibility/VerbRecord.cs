namespace LocalPods.Compatibility;

/// <summary>
/// Notes which verbs of which kubectl did what they were asked, for the table in the README: <c>tests/TestReport</c> compares both. Written where
/// LOCALPODS_VERB_RECORD says, if it says so.
/// </summary>
internal static class VerbRecord
{
    private static readonly string? s_path = Environment.GetEnvironmentVariable("LOCALPODS_VERB_RECORD");
    private static readonly Lock s_lock = new();
    private static readonly HashSet<string> s_noted = new(StringComparer.Ordinal);
    private static readonly string[] s_withParts = ["auth", "cluster-info", "create", "rollout"];

    /// <summary>Notes a command line that did its work.</summary>
    public static void Note(string version, IReadOnlyList<string> arguments)
    {
        if (string.IsNullOrEmpty(s_path) || VerbOf(arguments) is not { Length: > 0 } verb)
        {
            return;
        }

        lock (s_lock)
        {
            if (s_noted.Add($"{verb}\t{version}"))
            {
                File.AppendAllText(s_path, $"{verb}\t{version}\n");
            }
        }
    }

    /// <summary>The verb of a command line whose flags before it are written with <c>=</c>: <c>get</c>, <c>auth can-i</c>.</summary>
    private static string VerbOf(IReadOnlyList<string> arguments)
    {
        var words = arguments.SkipWhile(a => a.StartsWith('-')).ToList();
        return words switch
        {
            [] => "",
            [var verb, var part, ..] when s_withParts.Contains(verb) && !part.StartsWith('-') => $"{verb} {part}",
            [var verb, ..] => verb,
        };
    }
}
