using System.Text;

namespace LocalPods.Orchestrator.Pods.Status;

/// <summary>Cuts text by the bytes it takes on the wire, never through a character.</summary>
internal static class Utf8Text
{
    /// <summary>As much of the beginning as fits.</summary>
    public static string Front(string text, int bytes)
    {
        if (Encoding.UTF8.GetByteCount(text) <= bytes)
        {
            return text;
        }

        var (length, used) = (0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            used += rune.Utf8SequenceLength;
            if (used > bytes)
            {
                break;
            }

            length += rune.Utf16SequenceLength;
        }

        return text[..length];
    }
}
