namespace LocalPods.Cli.Commands.Completion;

/// <summary>
/// A command line that is still being typed, read as far as it can be understood: unlike <see cref="ArgumentReader"/> this refuses
/// nothing.
/// </summary>
internal sealed class TypedWords
{
    private readonly List<string> _arguments = [];
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private Flag? _waiting;

    private TypedWords(string current) => Current = current;

    /// <summary>The word to complete, from its beginning to the cursor.</summary>
    public string Current { get; }

    /// <summary>The verb as typed; null before there is one.</summary>
    public string? Verb { get; private set; }

    /// <summary>Null before there is one, and when it is unknown.</summary>
    public Command? Command { get; private set; }

    /// <summary>The arguments before the current word.</summary>
    public IReadOnlyList<string> Arguments => _arguments;

    /// <summary>Whether <c>--</c> stands before the current word.</summary>
    public bool AfterDash { get; private set; }

    /// <summary>The flags that may be typed here.</summary>
    public IEnumerable<Flag> Flags => (Command?.Flags ?? []).Concat(GlobalFlags.All);

    /// <summary>The flag whose value the current word holds, and the part of the word before that value; null when it holds none.</summary>
    public (Flag Flag, string Before)? Value => _waiting is not null ? (_waiting, "") : AfterDash ? null : ValueInCurrent();

    /// <param name="words">The words after <c>localpods</c>; the last one is to be completed and may be empty.</param>
    public static TypedWords Read(ReadOnlySpan<string> words)
    {
        var typed = new TypedWords(words.IsEmpty ? "" : words[^1]);
        foreach (var word in words.IsEmpty ? [] : words[..^1])
        {
            typed.Take(word);
        }

        return typed;
    }

    /// <summary>The flag's value; empty when it was not given.</summary>
    public string Text(string flag) => _values.GetValueOrDefault(flag, "");

    public bool Given(Flag flag) => _values.ContainsKey(flag.Name);

    /// <summary>Whether the flag is the verb's own, not one of every verb.</summary>
    public bool HasOwn(Flag flag) => Command?.Has(flag.Name) == true;

    private void Take(string word)
    {
        if (_waiting is { } waiting)
        {
            _values[waiting.Name] = word;
            _waiting = null;
        }
        else if (AfterDash)
        {
            _arguments.Add(word);
        }
        else if (word == "--")
        {
            AfterDash = true;
        }
        else if (word.StartsWith("--", StringComparison.Ordinal))
        {
            TakeLong(word[2..]);
        }
        else if (word.Length > 1 && word[0] == '-')
        {
            TakeLetters(word);
        }
        else if (Verb is null)
        {
            Verb = word;
            Command = CommandTree.Find(word);
        }
        else if (_arguments.Count == 0 && Command?.Child(word) is { } child)
        {
            Command = child;
        }
        else
        {
            _arguments.Add(word);
        }
    }

    private void TakeLong(string word)
    {
        var equals = word.IndexOf('=', StringComparison.Ordinal);
        var name = equals < 0 ? word : word[..equals];
        if (Flags.FirstOrDefault(f => f.Name == name) is not { } flag)
        {
            return;
        }

        _values[name] = equals < 0 ? "true" : word[(equals + 1)..];
        _waiting = equals < 0 && flag.TakesNextWord ? flag : null;
    }

    private void TakeLetters(string word)
    {
        for (var i = 1; i < word.Length && Flags.FirstOrDefault(f => f.Letter == word[i]) is { } flag; i++)
        {
            _values[flag.Name] = "true";
            if (flag.TakesNextWord)
            {
                var rest = word[(i + 1)..];
                _values[flag.Name] = rest.StartsWith('=') ? rest[1..] : rest;
                _waiting = rest.Length == 0 ? flag : null;
                return;
            }
        }
    }

    private (Flag Flag, string Before)? ValueInCurrent()
    {
        if (Current.StartsWith("--", StringComparison.Ordinal))
        {
            var equals = Current.IndexOf('=', StringComparison.Ordinal);
            return equals > 0 && Flags.FirstOrDefault(f => f.Name == Current[2..equals]) is { } named ? (named, Current[..(equals + 1)]) : null;
        }

        return Current.Length > 2 && Current[0] == '-' && Flags.FirstOrDefault(f => f.Letter == Current[1] && f.TakesNextWord) is { } flag
            ? (flag, Current[2] == '=' ? Current[..3] : Current[..2])
            : null;
    }
}
