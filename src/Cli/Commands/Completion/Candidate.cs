namespace LocalPods.Cli.Commands.Completion;

/// <summary>One thing that could be typed.</summary>
/// <param name="Text">The whole word.</param>
/// <param name="About">What it is, for shells that show it; empty when the word says it all.</param>
internal readonly record struct Candidate(string Text, string About = "");
