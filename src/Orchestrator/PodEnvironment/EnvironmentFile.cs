using LocalPods.Api.Core;

namespace LocalPods.Orchestrator.PodEnvironment;

/// <summary>Files of variables that a container wrote for others of its pod: lines of <c>NAME='value'</c>, of which a POSIX shell makes the same.</summary>
internal static class EnvironmentFile
{
    /// <summary>Bytes of the largest file that is read.</summary>
    public const int MostBytes = 1 << 20;

    private const string Blanks = " \t\r";

    /// <summary>The value that a variable gets.</summary>
    /// <returns>Null leaves it out.</returns>
    /// <exception cref="ContainerConfigException">It is not there and must be, or the file cannot be read.</exception>
    public static string? One(PodSetting setting, FileKeySelector selector)
    {
        var optional = selector.Optional == true;
        if (setting.ReadFile(selector.VolumeName, selector.Path) is not { } text)
        {
            return optional ? null : throw Unreadable($"there is no file \"{selector.Path}\" in volume \"{selector.VolumeName}\"");
        }

        return Read(text).TryGetValue(selector.Key, out var value) ? value
            : optional ? null
            : throw new ContainerConfigException($"environment variable key \"{selector.Key}\" not found in file \"{selector.Path}\"");
    }

    /// <summary>All variables of a file; of two with one name the last counts, as in a shell.</summary>
    /// <exception cref="ContainerConfigException">The file is not of this form. The message tells nothing of the values.</exception>
    public static IReadOnlyDictionary<string, string> Read(string text)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var (at, line) = (0, 1);
        while (true)
        {
            at = Skip(text, at, Blanks);
            if (at == text.Length)
            {
                return values;
            }

            if (text[at] == '\n')
            {
                (at, line) = (at + 1, line + 1);
            }
            else if (text[at] == '#')
            {
                at = text.IndexOf('\n', at) is var end and >= 0 ? end : text.Length;
            }
            else
            {
                var (name, open) = Name(text, at, line);
                var close = text.IndexOf('\'', open);
                if (close < 0)
                {
                    throw Unreadable($"line {line}: the quote is never closed");
                }

                values[name] = text[open..close];
                line += text.AsSpan(open, close - open).Count('\n');
                at = Skip(text, close + 1, Blanks);
                if (at < text.Length && text[at] != '\n')
                {
                    throw Unreadable($"line {line}: nothing may follow the closing quote");
                }
            }
        }
    }

    /// <summary>The file cannot be used.</summary>
    public static ContainerConfigException Unreadable(string because) => new($"couldn't parse env file: {because}");

    /// <summary>There is no such volume.</summary>
    public static ContainerConfigException NoVolume(string volume) => new($"cannot find the volume \"{volume}\" referenced by FileKeyRef");

    // The name, and where its value begins.
    private static (string Name, int Value) Name(string text, int at, int line)
    {
        var length = text.AsSpan(at).IndexOfAny('=', '\n');
        var name = length > 0 && text[at + length] == '=' ? text.AsSpan(at, length).TrimEnd(Blanks) : [];
        if (name.IsEmpty || name.ContainsAny(" \t'\""))
        {
            throw Unreadable($"line {line}: NAME='value' is expected");
        }

        var open = Skip(text, at + length + 1, Blanks);
        return open < text.Length && text[open] == '\'' ? (name.ToString(), open + 1) : throw Unreadable($"line {line}: the value must be in single quotes");
    }

    private static int Skip(string text, int at, string any)
    {
        while (at < text.Length && any.Contains(text[at], StringComparison.Ordinal))
        {
            at++;
        }

        return at;
    }
}
