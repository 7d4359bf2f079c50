namespace LocalPods.Cli.Terminal;

/// <summary>What a piece of text means, which decides its colour.</summary>
internal enum Tone
{
    Strong,
    Good,
    Caution,
    Bad,
    Accent,
    Faint,
}
