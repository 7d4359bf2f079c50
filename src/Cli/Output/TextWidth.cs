namespace LocalPods.Cli.Output;

/// <summary>How wide text is in a table: one per code point, as in kubectl.</summary>
internal static class TextWidth
{
    public static int Of(string text)
    {
        var width = 0;
        foreach (var letter in text)
        {
            width += char.IsLowSurrogate(letter) ? 0 : 1;
        }

        return width;
    }
}
