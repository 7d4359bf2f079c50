using System.Globalization;
using System.Text;

namespace LocalPods.Cli.Output;

/// <summary>Writes texts as Go's YAML writer does: its choice of quotes, and its folding after column 80.</summary>
internal static class YamlScalar
{
    private const int BestWidth = 80;
    private const int LongestSimpleKey = 128;

    /// <summary>Whether the text can be a key on the line of its value.</summary>
    public static bool IsSimpleKey(string text) => text.Length <= LongestSimpleKey && !text.Contains('\n', StringComparison.Ordinal);

    /// <param name="text">What to write.</param>
    /// <param name="isKey">Whether it stands before a colon on one line.</param>
    public static YamlScalarStyle StyleOf(string text, bool isKey)
    {
        var wanted = text.Contains('\n', StringComparison.Ordinal) ? YamlScalarStyle.Literal
            : YamlPlain.IsText(text) ? YamlScalarStyle.Plain
            : YamlScalarStyle.DoubleQuoted;
        var facts = YamlTextFacts.Of(text);
        return wanted switch
        {
            YamlScalarStyle.Plain when facts.PlainAllowed => YamlScalarStyle.Plain,
            YamlScalarStyle.Plain when facts.SingleQuotedAllowed => YamlScalarStyle.SingleQuoted,
            YamlScalarStyle.Literal when facts.LiteralAllowed && !isKey => YamlScalarStyle.Literal,
            _ => YamlScalarStyle.DoubleQuoted,
        };
    }

    /// <summary>Writes the text where the output stands.</summary>
    /// <param name="output">Ends in the middle of a line.</param>
    /// <param name="text">What to write.</param>
    /// <param name="indent">Where further lines of the text begin.</param>
    /// <param name="isKey">Whether it stands before a colon, where nothing is folded.</param>
    public static void Write(StringBuilder output, string text, int indent, bool isKey)
    {
        switch (StyleOf(text, isKey))
        {
            case YamlScalarStyle.Literal:
                WriteLiteral(output, text, indent);
                break;
            case YamlScalarStyle.Plain:
                WriteFolded(output, text, indent, mayFold: !isKey, (_, next) => next != ' ', Raw);
                break;
            case YamlScalarStyle.SingleQuoted:
                output.Append('\'');
                WriteFolded(output, text, indent, !isKey, (at, next) => at > 0 && at < text.Length - 1 && next != ' ', (o, c) => o.Append(c.Value == '\'' ? "''" : c.ToString()));
                output.Append('\'');
                break;
            case YamlScalarStyle.DoubleQuoted:
                output.Append('"');
                WriteFolded(output, text, indent, !isKey, (at, _) => at > 0 && at < text.Length - 1, Escape, escapeAfterFold: true);
                output.Append('"');
                break;
        }
    }

    private static void Raw(StringBuilder output, Rune letter) => output.Append(letter.ToString());

    private static void WriteFolded(
        StringBuilder output, string text, int indent, bool mayFold, Func<int, int, bool> foldsAt, Action<StringBuilder, Rune> write, bool escapeAfterFold = false)
    {
        var column = Column(output);
        var afterBlank = false;
        var at = 0;
        foreach (var letter in text.EnumerateRunes())
        {
            var next = at + letter.Utf16SequenceLength < text.Length ? text[at + letter.Utf16SequenceLength] : '\0';
            var isBlank = letter.Value == ' ';
            if (isBlank && mayFold && !afterBlank && column > BestWidth && foldsAt(at, next))
            {
                output.Append('\n').Append(' ', indent);
                column = indent;
                if (escapeAfterFold && next == ' ')
                {
                    output.Append('\\');
                    column++;
                }
            }
            else
            {
                var before = output.Length;
                write(output, letter);
                column += escapeAfterFold ? output.Length - before : 1;
            }

            afterBlank = isBlank;
            at += letter.Utf16SequenceLength;
        }
    }

    private static void WriteLiteral(StringBuilder output, string text, int indent)
    {
        output.Append('|');
        if (text[0] is ' ' or '\n')
        {
            output.Append('2');
        }

        output.Append(text[^1] != '\n' ? "-" : text.Length == 1 || text[^2] == '\n' ? "+" : "");
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (i == lines.Length - 1 && lines[i].Length == 0)
            {
                break; // the text's last line end; the writer's caller ends the line
            }

            output.Append('\n');
            if (lines[i].Length > 0)
            {
                output.Append(' ', indent).Append(lines[i]);
            }
        }
    }

    private static void Escape(StringBuilder output, Rune letter)
    {
        var value = letter.Value;
        _ = value switch
        {
            0 => output.Append("\\0"),
            7 => output.Append("\\a"),
            8 => output.Append("\\b"),
            9 => output.Append("\\t"),
            10 => output.Append("\\n"),
            11 => output.Append("\\v"),
            12 => output.Append("\\f"),
            13 => output.Append("\\r"),
            27 => output.Append("\\e"),
            '"' => output.Append("\\\""),
            '\\' => output.Append("\\\\"),
            0x85 => output.Append("\\N"),
            0x2028 => output.Append("\\L"),
            0x2029 => output.Append("\\P"),
            _ when YamlTextFacts.IsPrintable(value) => output.Append(letter.ToString()),
            <= 0xFF => output.Append(CultureInfo.InvariantCulture, $"\\x{value:X2}"),
            <= 0xFFFF => output.Append(CultureInfo.InvariantCulture, $"\\u{value:X4}"),
            _ => output.Append(CultureInfo.InvariantCulture, $"\\U{value:X8}"),
        };
    }

    private static int Column(StringBuilder output)
    {
        var column = 0;
        while (column < output.Length && output[output.Length - 1 - column] != '\n')
        {
            column++;
        }

        return column;
    }
}
