namespace LocalPods.Api.Selectors;

/// <summary>What a piece of a label selector is.</summary>
internal enum LabelToken
{
    End,
    Identifier,
    In,
    NotIn,
    Equal,
    DoubleEqual,
    NotEqual,
    Greater,
    Less,
    Not,
    Comma,
    Open,
    Close,
}

/// <summary>Cuts the text of a label selector into tokens. Blanks only separate; anything but <c>= ! ( ) &gt; &lt; ,</c> is part of a word.</summary>
internal static class LabelSelectorLexer
{
    private const string Special = "=!(),><";
    private const string Blank = " \t\r\n";

    public static List<(LabelToken Token, string Text)> Scan(string text)
    {
        var tokens = new List<(LabelToken, string)>();
        var at = 0;
        while (at < text.Length)
        {
            if (Blank.Contains(text[at], StringComparison.Ordinal))
            {
                at++;
                continue;
            }

            var length = Special.Contains(text[at], StringComparison.Ordinal) ? SymbolLength(text, at) : WordLength(text, at);
            var piece = text.Substring(at, length);
            tokens.Add((Kind(piece), piece));
            at += length;
        }

        tokens.Add((LabelToken.End, ""));
        return tokens;
    }

    private static int SymbolLength(string text, int at) =>
        at + 1 < text.Length && text.AsSpan(at, 2) is "==" or "!=" ? 2 : 1;

    private static int WordLength(string text, int at)
    {
        var end = text.AsSpan(at).IndexOfAny(Special + Blank);
        return end < 0 ? text.Length - at : end;
    }

    private static LabelToken Kind(string piece) => piece switch
    {
        "in" => LabelToken.In,
        "notin" => LabelToken.NotIn,
        "=" => LabelToken.Equal,
        "==" => LabelToken.DoubleEqual,
        "!=" => LabelToken.NotEqual,
        ">" => LabelToken.Greater,
        "<" => LabelToken.Less,
        "!" => LabelToken.Not,
        "," => LabelToken.Comma,
        "(" => LabelToken.Open,
        ")" => LabelToken.Close,
        _ => LabelToken.Identifier,
    };
}
