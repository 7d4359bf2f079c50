using System.Globalization;
using System.Text;

namespace LocalPods.Orchestrator.Explaining;

/// <summary>Writes commands so that they can be pasted into a shell: each word arrives as it is, and nothing of it is run there. Pure.</summary>
internal static class ShellWords
{
    /// <summary>Besides letters and digits, what means nothing to a shell.</summary>
    private const string Plain = "-_./:@%+,=";

    public static string Join(IEnumerable<string> words) => string.Join(' ', words.Select(Quote));

    private static string Quote(string word) =>
        word.Any(char.IsControl) ? Escaped(word)
        : word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || Plain.Contains(c, StringComparison.Ordinal)) ? word
        : $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    // As one line without a control character in it, which a terminal would take for itself.
    private static string Escaped(string word)
    {
        var escaped = new StringBuilder("$'");
        foreach (var c in word)
        {
            escaped = c switch
            {
                '\n' => escaped.Append(@"\n"),
                '\t' => escaped.Append(@"\t"),
                '\r' => escaped.Append(@"\r"),
                '\'' or '\\' => escaped.Append('\\').Append(c),
                < ' ' or '\x7f' => escaped.Append(CultureInfo.InvariantCulture, $@"\x{(int)c:x2}"),
                _ when char.IsControl(c) => escaped.Append(CultureInfo.InvariantCulture, $@"\u{(int)c:x4}"),
                _ => escaped.Append(c),
            };
        }

        return escaped.Append('\'').ToString();
    }
}
