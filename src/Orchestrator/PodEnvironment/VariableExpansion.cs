using System.Text;

namespace LocalPods.Orchestrator.PodEnvironment;

/// <summary>
/// <c>$(NAME)</c> in values, commands and arguments (spec 2.4): known names are replaced, unknown ones stay, <c>$$</c> is
/// a plain dollar. One pass: what was put in is not looked at again.
/// </summary>
internal static class VariableExpansion
{
    /// <summary>Replaces the references in a text.</summary>
    /// <param name="text">To expand.</param>
    /// <param name="find">The value of a name; null when it is not known.</param>
    public static string Expand(string text, Func<string, string?> find)
    {
        if (!text.Contains('$', StringComparison.Ordinal))
        {
            return text;
        }

        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '$' || i + 1 == text.Length)
            {
                result.Append(text[i]);
                continue;
            }

            i++;
            if (text[i] == '(' && text.IndexOf(')', i) is var end and > 0)
            {
                var name = text[(i + 1)..end];
                result.Append(find(name) ?? $"$({name})");
                i = end;
            }
            else
            {
                result.Append(text[i] == '$' ? "$" : $"${text[i]}");
            }
        }

        return result.ToString();
    }
}
