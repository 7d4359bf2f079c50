namespace LocalPods.Cli.Terminal;

/// <summary>Colours text for a terminal, or leaves it as it is.</summary>
/// <param name="On">Whether to colour.</param>
internal readonly record struct Paint(bool On)
{
    /// <summary>Colours only on a terminal, and never when <c>NO_COLOR</c> is set to anything or the terminal is <c>dumb</c>.</summary>
    public static Paint For(bool isTerminal, Func<string, string?> variable) =>
        new(isTerminal && string.IsNullOrEmpty(variable("NO_COLOR")) && variable("TERM") is not "dumb");

    public string Bold(string text) => Wrap("1", text);

    /// <summary>For what may be skipped.</summary>
    public string Dim(string text) => Wrap("2", text);

    public string Red(string text) => Wrap("1;31", text);

    public string Green(string text) => Wrap("32", text);

    private string Wrap(string code, string text) => On ? $"\u001b[{code}m{text}\u001b[0m" : text;
}
