namespace LocalPods.Cli.Commands;

/// <summary>One flag of a command. Written and read as kubectl's flags are.</summary>
/// <param name="Name">Long name without dashes.</param>
/// <param name="Kind">What it takes.</param>
/// <param name="Help">One sentence for the help text.</param>
internal sealed record Flag(string Name, FlagKind Kind, string Help)
{
    /// <summary>The one-letter form, or NUL when it has none.</summary>
    public char Letter { get; init; }

    /// <summary>What the flag reads as when it is not given.</summary>
    public string Default { get; init; } = "";

    /// <summary>What the flag means when given without a value (<c>--dry-run</c>); null when it must have one.</summary>
    public string? Bare { get; init; }

    /// <summary>Whether a comma is part of a value of <see cref="FlagKind.Texts"/>, and does not end it.</summary>
    public bool KeepsCommas { get; init; }

    /// <summary>Values that shell completion offers, whole or as beginnings; flags of a name with the same meaning everywhere need none.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>Left out of the help text.</summary>
    public bool Hidden { get; init; }

    /// <summary>Whether the word after the flag belongs to it.</summary>
    public bool TakesNextWord => Kind != FlagKind.Switch && Bare is null;

    public static Flag Switch(string name, string help, char letter = '\0', bool on = false) =>
        new(name, FlagKind.Switch, help) { Letter = letter, Default = on ? "true" : "false" };

    public static Flag Text(string name, string help, char letter = '\0', string otherwise = "") =>
        new(name, FlagKind.Text, help) { Letter = letter, Default = otherwise };

    public static Flag Texts(string name, string help, char letter = '\0') =>
        new(name, FlagKind.Texts, help) { Letter = letter, Default = "[]" };

    public static Flag Number(string name, string help, int otherwise) =>
        new(name, FlagKind.Number, help) { Default = otherwise.ToString(System.Globalization.CultureInfo.InvariantCulture) };

    public static Flag Duration(string name, string help) => new(name, FlagKind.Duration, help) { Default = "0s" };
}
