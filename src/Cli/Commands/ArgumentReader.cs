namespace LocalPods.Cli.Commands;

/// <summary>
/// Splits a command line into flags and arguments the way kubectl's parser does: <c>--name=value</c>, <c>--name value</c>,
/// <c>-n value</c>, <c>-nvalue</c>, <c>-it</c>, flags anywhere before <c>--</c>.
/// </summary>
internal static class ArgumentReader
{
    /// <exception cref="UsageException">An unknown flag, or one without or with an unfit value.</exception>
    public static ReadArguments Read(IReadOnlyList<Flag> known, ReadOnlySpan<string> words)
    {
        var flags = new ParsedFlags(known);
        var arguments = new List<string>();
        for (var i = 0; i < words.Length; i++)
        {
            var word = words[i];
            if (word == "--")
            {
                var dash = arguments.Count;
                foreach (var rest in words[(i + 1)..])
                {
                    arguments.Add(rest);
                }

                return new ReadArguments(flags, arguments, dash);
            }

            if (word.Length < 2 || word[0] != '-')
            {
                arguments.Add(word);
            }
            else if (word[1] == '-')
            {
                i += ReadLong(known, flags, word, i + 1 < words.Length ? words[i + 1] : null);
            }
            else
            {
                i += ReadLetters(known, flags, word, i + 1 < words.Length ? words[i + 1] : null);
            }
        }

        return new ReadArguments(flags, arguments, -1);
    }

    /// <summary>Reads <c>--name</c>; returns how many further words it took.</summary>
    private static int ReadLong(IReadOnlyList<Flag> known, ParsedFlags flags, string word, string? next)
    {
        var equals = word.IndexOf('=', StringComparison.Ordinal);
        var name = equals < 0 ? word[2..] : word[2..equals];
        var flag = Find(known, name) ?? throw new UsageException($"unknown flag: --{name}{Hint(known, name)}");
        if (equals >= 0)
        {
            flags.Set(flag, word[(equals + 1)..]);
            return 0;
        }

        if (!flag.TakesNextWord)
        {
            flags.Set(flag, flag.Bare ?? "true");
            return 0;
        }

        flags.Set(flag, next ?? throw new UsageException($"flag needs an argument: --{name}"));
        return 1;
    }

    /// <summary>Reads <c>-abc</c>; returns how many further words it took.</summary>
    private static int ReadLetters(IReadOnlyList<Flag> known, ParsedFlags flags, string word, string? next)
    {
        for (var i = 1; i < word.Length; i++)
        {
            var flag = Find(known, word[i]) ?? throw new UsageException($"unknown shorthand flag: '{word[i]}' in {word}");
            var rest = word[(i + 1)..];
            if (rest.StartsWith('='))
            {
                flags.Set(flag, rest[1..]);
                return 0;
            }

            if (flag.TakesNextWord)
            {
                flags.Set(flag, rest.Length > 0 ? rest : next ?? throw new UsageException($"flag needs an argument: '{word[i]}' in {word}"));
                return rest.Length > 0 ? 0 : 1;
            }

            flags.Set(flag, flag.Bare ?? "true");
        }

        return 0;
    }

    private static Flag? Find(IReadOnlyList<Flag> known, string name)
    {
        foreach (var flag in known)
        {
            if (flag.Name == name)
            {
                return flag;
            }
        }

        return null;
    }

    private static Flag? Find(IReadOnlyList<Flag> known, char letter)
    {
        foreach (var flag in known)
        {
            if (flag.Letter == letter)
            {
                return flag;
            }
        }

        return null;
    }

    private static string Hint(IReadOnlyList<Flag> known, string name) =>
        Suggestion.Nearest(name, known.Where(f => !f.Hidden).Select(f => f.Name)) is { } near ? $" (did you mean --{near}?)" : "";
}
