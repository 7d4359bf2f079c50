using YamlDotNet.Core;

namespace LocalPods.Api.Serialization;

/// <summary>Puts the parser's complaints into words about the file in front of the user.</summary>
internal static class YamlSyntax
{
    public const string TabWords = "a tab is used for indentation; YAML allows only spaces there";

    /// <summary>Makes a fault of a complaint.</summary>
    /// <param name="e">What the parser said; some of its complaints carry no position.</param>
    /// <param name="source">The file.</param>
    /// <param name="start">Where in the file the parser began.</param>
    /// <param name="lastOffset">The end of what it understood last.</param>
    public static Fault Explain(YamlException e, SourceText source, int start, int lastOffset)
    {
        var placed = e.End.Index > 0 || e.Start.Index > 0;
        var from = placed ? Math.Min(start + (int)e.Start.Index, source.Text.Length) : lastOffset;
        var at = placed ? Math.Min(start + (int)e.End.Index, source.Text.Length) : lastOffset;
        return TabIn(source, Math.Min(from, lastOffset), at) is { } tab
            ? new Fault(FaultKind.Syntax, new SourcePosition(source, tab), TabWords)
            : new Fault(FaultKind.Syntax, new SourcePosition(source, PointsAtEnd(e.Message) ? at : from), Words(e.Message));
    }

    /// <summary>The first tab when nothing but blanks stands before an offset on its line, and a tab is among them.</summary>
    public static int? TabBefore(string text, int offset)
    {
        int? tab = null;
        for (var at = offset - 1; at >= 0 && text[at] is not ('\n' or '\r'); at--)
        {
            if (text[at] is not (' ' or '\t'))
            {
                return null;
            }

            tab = text[at] == '\t' ? at : tab;
        }

        return tab;
    }

    /// <summary>The first tab among the leading blanks of the lines from one offset up to the line after another.</summary>
    private static int? TabIn(SourceText source, int from, int to)
    {
        var text = source.Text;
        var first = source.Locate(from).Line;
        var last = Math.Min(source.Locate(to).Line + 1, source.LineCount);
        var at = text.LastIndexOf('\n', Math.Max(0, Math.Min(from, text.Length) - 1)) + 1;
        for (var line = first; line <= last && at < text.Length; line++)
        {
            var content = source.Line(line);
            var blanks = content.Length - content.TrimStart(' ', '\t').Length;
            var tab = content.AsSpan(0, blanks).IndexOf('\t');
            if (tab >= 0 && blanks < content.Length)
            {
                return at + tab;
            }

            var next = text.IndexOf('\n', at);
            if (next < 0)
            {
                break;
            }

            at = next + 1;
        }

        return null;
    }

    private static bool PointsAtEnd(string message) =>
        Has(message, "escape character") || Has(message, "hexadecimal number") || Has(message, "wrong indentation");

    private static string Words(string message) => message switch
    {
        _ when Has(message, "could not find expected ':'") => "this line is neither \"key: value\" nor a list item; is a colon missing, or the indentation off?",
        _ when Has(message, "did not find expected key") => "this line is neither \"key: value\" nor a list item, or its indentation fits nothing above it",
        _ when Has(message, "did not find expected '-' indicator") => "a list item or a less indented key was expected here; the indentation fits nothing above it",
        _ when Has(message, "Mapping values are not allowed") || Has(message, "found invalid mapping") => "a second \": \" on one line; quote the value if the colon belongs to it",
        _ when Has(message, "character that cannot start any token") => "no value can start with this character; quote it if it is text",
        _ when Has(message, "quoted scalar") && Has(message, "end of stream") || Has(message, "unexpected document indicator") => "the quote opened here is never closed",
        _ when Has(message, "found wrong indentation") => "the next line of a quoted string must be indented deeper than its key",
        _ when Has(message, "unknown escape character") => "unknown escape after \\ in a double-quoted string; use single quotes to keep the backslash",
        _ when Has(message, "expected ',' or ']'") => "a \",\" or the closing \"]\" is missing",
        _ when Has(message, "expected ',' or '}'") => "a \",\" or the closing \"}\" is missing",
        "" => "not valid YAML",
        _ => "not valid YAML: " + char.ToLowerInvariant(message[0]) + message[1..].TrimEnd('.'),
    };

    private static bool Has(string message, string part) => message.Contains(part, StringComparison.OrdinalIgnoreCase);
}
