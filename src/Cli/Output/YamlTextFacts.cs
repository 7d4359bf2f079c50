namespace LocalPods.Cli.Output;

/// <summary>What about a text decides how YAML may write it, as libyaml's emitter looks at it.</summary>
/// <param name="PlainAllowed">Without quotes, outside flow collections.</param>
/// <param name="SingleQuotedAllowed">In single quotes.</param>
/// <param name="LiteralAllowed">As a block of lines.</param>
internal readonly record struct YamlTextFacts(bool PlainAllowed, bool SingleQuotedAllowed, bool LiteralAllowed)
{
    public static YamlTextFacts Of(string text)
    {
        if (text.Length == 0)
        {
            return new(PlainAllowed: true, SingleQuotedAllowed: true, LiteralAllowed: false);
        }

        var (indicators, special, breaks) = (text.StartsWith("---", StringComparison.Ordinal) || text.StartsWith("...", StringComparison.Ordinal), false, false);
        var (blankAfterBreak, breakAfterBlank) = (false, false);
        var at = 0;
        foreach (var letter in text.EnumerateRunes())
        {
            var end = at + letter.Utf16SequenceLength;
            var before = at == 0 ? '\n' : text[at - 1];
            indicators |= IsIndicator(letter.Value, first: at == 0, afterBlank: IsBlankOrBreak(before), beforeBlank: end == text.Length || IsBlankOrBreak(text[end]));
            special |= !IsPrintable(letter.Value);
            breaks |= IsBreak(letter.Value);
            blankAfterBreak |= at > 0 && letter.Value == ' ' && IsBreak(before);
            breakAfterBlank |= at > 0 && IsBreak(letter.Value) && before == ' ';
            at = end;
        }

        var (first, last) = (text[0], text[^1]);
        var edges = IsBlankOrBreak(first) || IsBlankOrBreak(last);
        var onlyEscaped = breakAfterBlank || special;
        return new(
            PlainAllowed: !edges && !blankAfterBreak && !onlyEscaped && !breaks && !indicators,
            SingleQuotedAllowed: !blankAfterBreak && !onlyEscaped,
            LiteralAllowed: last != ' ' && !onlyEscaped);
    }

    /// <summary>Whether a code point may stand in YAML unescaped; nothing beyond the basic plane does here.</summary>
    public static bool IsPrintable(int value) =>
        value is '\n' or (>= 0x20 and <= 0x7E) or (>= 0xA0 and <= 0xD7FF) or (>= 0xE000 and <= 0xFFFD and not 0xFEFF);

    private static bool IsBreak(int value) => value is '\n' or '\r' or 0x85 or 0x2028 or 0x2029;

    private static bool IsBlankOrBreak(int value) => value is ' ' or '\t' || IsBreak(value);

    private static bool IsIndicator(int value, bool first, bool afterBlank, bool beforeBlank) => value switch
    {
        '#' => first || afterBlank,
        ':' => beforeBlank,
        '?' or '-' => first && beforeBlank,
        ',' or '[' or ']' or '{' or '}' or '&' or '*' or '!' or '|' or '>' or '\'' or '"' or '%' or '@' or '`' => first,
        _ => false,
    };
}
