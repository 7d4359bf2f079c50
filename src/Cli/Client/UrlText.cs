using System.Text;

namespace LocalPods.Cli.Client;

/// <summary>Escapes parts of request targets.</summary>
internal static class UrlText
{
    /// <summary>The text as a path segment or query value; names of objects come back as they are.</summary>
    public static string Escape(string text)
    {
        foreach (var letter in text)
        {
            if (!char.IsAsciiLetterOrDigit(letter) && letter is not ('-' or '.' or '_' or '~'))
            {
                return Uri.EscapeDataString(text); // loads a whole assembly: only when there is something to escape
            }
        }

        return text;
    }

    /// <summary>Path and query; parameters without a value are left out, but words of a command may be empty.</summary>
    public static string WithQuery(string path, params (string Name, string? Value)[] parameters)
    {
        var target = new StringBuilder(path);
        var separator = '?';
        foreach (var (name, value) in parameters)
        {
            if (value is not null && (value.Length > 0 || name == "command"))
            {
                target.Append(separator).Append(name).Append('=').Append(Escape(value));
                separator = '&';
            }
        }

        return target.ToString();
    }
}
