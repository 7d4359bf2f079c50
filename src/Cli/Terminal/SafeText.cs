using System.Buffers;

namespace LocalPods.Cli.Terminal;

/// <summary>Text of objects on its way to a terminal.</summary>
internal static class SafeText
{
    private static readonly SearchValues<char> s_steering = SearchValues.Create("\u001b\r");

    /// <summary>Writes escape characters as <c>^[</c> and returns as <c>\r</c>: nobody's annotation shall steer the reader's terminal.</summary>
    public static string Escape(string text) =>
        text.AsSpan().ContainsAny(s_steering)
            ? text.Replace("\u001b", "^[", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal)
            : text;
}
