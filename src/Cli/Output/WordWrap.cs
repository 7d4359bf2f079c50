using System.Text;

namespace LocalPods.Cli.Output;

/// <summary>Breaks lines between words; what stands on a line of its own stays so, and blanks between words stay as they are.</summary>
internal static class WordWrap
{
    /// <param name="text">With lines of any length.</param>
    /// <param name="width">The longest a line is to be; a word that is longer has a line of its own.</param>
    public static string Wrap(string text, int width) => string.Join('\n', text.Split('\n').Select(line => WrapLine(line, width)));

    /// <summary>Puts blanks before every line, empty ones too.</summary>
    public static string Indent(string text, int blanks)
    {
        var pad = new string(' ', blanks);
        return pad + text.Replace("\n", "\n" + pad, StringComparison.Ordinal);
    }

    private static string WrapLine(string line, int width)
    {
        var (wrapped, used, at) = (new StringBuilder(), 0, 0);
        while (at < line.Length)
        {
            var word = at;
            while (word < line.Length && line[word] == ' ')
            {
                word++;
            }

            var end = word;
            while (end < line.Length && line[end] != ' ')
            {
                end++;
            }

            if (used > 0 && used + end - at > width)
            {
                wrapped.Append(end > word ? "\n" : "").Append(line, word, end - word);
                used = end - word;
            }
            else
            {
                wrapped.Append(line, at, end - at);
                used += end - at;
            }

            at = end;
        }

        return wrapped.ToString();
    }
}
