namespace LocalPods.Cli.Terminal;

/// <summary>Colours text for a stream, and leaves it as it is where the stream wants no colour.</summary>
/// <param name="screen">The terminal behind the stream; null when it is none.</param>
internal sealed class Palette(Screen? screen)
{
    /// <summary>The text in the colour of its meaning. What is painted must not hold escape sequences of its own (<see cref="SafeText"/>).</summary>
    public string Paint(Tone tone, string text) => screen is { Coloured: true } ? $"\u001b[{Code(tone)}m{text}\u001b[0m" : text;

    // The sixteen colours that every terminal has, so that the user's own theme decides how they look.
    private static string Code(Tone tone) => tone switch
    {
        Tone.Good => "32",
        Tone.Caution => "33",
        Tone.Bad => "1;31",
        Tone.Accent => "36",
        Tone.Faint => "2",
        _ => "1",
    };
}
