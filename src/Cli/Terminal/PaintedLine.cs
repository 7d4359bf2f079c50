namespace LocalPods.Cli.Terminal;

/// <summary>A line that is cut to a screen's width before it is coloured.</summary>
/// <param name="Text">Without colour.</param>
/// <param name="Paint">Colours what is left of it.</param>
internal sealed record PaintedLine(string Text, Func<string, string> Paint);
