namespace LocalPods.Cli.Terminal;

/// <summary>Text of objects on its way to a terminal.</summary>
internal static class SafeText
{
    /// <summary>Writes escape characters as <c>^[</c>: nobody's annotation shall steer the reader's terminal.</summary>
    public static string Escape(string text) =>
        text.Contains('\u001b', StringComparison.Ordinal) ? text.Replace("\u001b", "^[", StringComparison.Ordinal) : text;
}
