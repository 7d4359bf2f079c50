namespace LocalPods.Cli.Terminal;

/// <summary>The terminal that a stream writes to.</summary>
/// <param name="Width">Columns; 0 when the terminal does not say.</param>
/// <param name="Coloured">Whether it wants colour: not with <c>NO_COLOR</c> or <c>TERM=dumb</c>.</param>
internal sealed record Screen(int Width, bool Coloured)
{
    /// <summary>The terminal behind a descriptor; null when it is none.</summary>
    public static Screen? Of(int descriptor, Func<string, string?> variable) => TerminalCalls.IsTerminal(descriptor)
        ? new Screen(TerminalCalls.WindowSize(descriptor)?.Width ?? 0, variable("NO_COLOR") is not { Length: > 0 } && variable("TERM") != "dumb")
        : null;
}
