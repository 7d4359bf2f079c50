using System.Globalization;
using System.Text;

namespace LocalPods.Api.Serialization;

/// <summary>Writes faults as compilers do: place and message, field path, the line, and a caret under what is wrong.</summary>
public static class FaultPrinter
{
    /// <summary>Characters of a source line that are shown at most.</summary>
    private const int MaxWidth = 120;

    /// <summary>Every fault in the order of its place, with a line break after each.</summary>
    /// <param name="faults">What was found.</param>
    /// <param name="paint">Colours the words that tell an error from a warning, and the carets; null for plain text.</param>
    public static string Print(IEnumerable<Fault> faults, Func<FaultSeverity, string, string>? paint = null)
    {
        var text = new StringBuilder();
        foreach (var fault in faults)
        {
            Append(text, fault, paint is null ? words => words : words => paint(fault.Severity, words));
        }

        return text.ToString();
    }

    /// <summary>The first line alone: <c>x.yml:14:5: error: message</c>.</summary>
    public static string Headline(Fault fault) => Headline(fault, words => words);

    private static string Headline(Fault fault, Func<string, string> paint) =>
        Printable($"{fault.Position}: ") + paint(fault.Severity == FaultSeverity.Error ? "error:" : "warning:") + Printable($" {fault.Message}");

    private static void Append(StringBuilder text, Fault fault, Func<string, string> paint)
    {
        text.Append(Headline(fault, paint)).Append('\n');
        if (fault.FieldPath.Length > 0)
        {
            text.Append("  in ").Append(Printable(fault.FieldPath)).Append('\n');
        }

        if (fault.Secret)
        {
            return;
        }

        var (number, column, width) = (fault.Position.Line, fault.Position.Column, fault.Position.Width);
        var runes = fault.Position.Source.Line(number).EnumerateRunes().Select(Show).ToList();
        var at = Math.Min(column - 1, runes.Count);
        var from = at + width <= MaxWidth ? 0 : Math.Max(0, at - (MaxWidth / 3));
        var shown = runes.Skip(from).Take(MaxWidth).ToList();
        if (shown.TrueForAll(string.IsNullOrWhiteSpace))
        {
            return;
        }

        var lead = from > 0 ? "…" : "";
        var gutter = number.ToString(CultureInfo.InvariantCulture);
        var blank = new string(' ', gutter.Length);
        text.Append(CultureInfo.InvariantCulture, $" {blank} |\n");
        text.Append(CultureInfo.InvariantCulture, $" {gutter} | {lead}{string.Concat(shown)}{(runes.Count > from + MaxWidth ? "…" : "")}\n");
        var carets = new string('^', Math.Clamp(width, 1, Math.Max(1, from + shown.Count - at)));
        text.Append(CultureInfo.InvariantCulture, $" {blank} | {new string(' ', at - from + lead.Length)}{paint(carets)}\n");
    }

    /// <summary>A file must not be able to write to the terminal through a message that quotes it.</summary>
    private static string Printable(string text) => text.Any(char.IsControl) ? string.Concat(text.EnumerateRunes().Select(Show)) : text;

    /// <summary>One column a character: a tab is made visible, and what would move the cursor or colour the terminal is not passed on.</summary>
    private static string Show(Rune rune) => rune.Value switch
    {
        '\t' => "→",
        _ when Rune.IsControl(rune) => "?",
        _ => rune.ToString(),
    };
}
