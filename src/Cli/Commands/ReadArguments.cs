namespace LocalPods.Cli.Commands;

/// <summary>A command line taken apart.</summary>
/// <param name="Flags">The flags, wherever they stood before <c>--</c>.</param>
/// <param name="Arguments">The other words.</param>
/// <param name="Dash">How many arguments stood before <c>--</c>; negative when there was none.</param>
internal sealed record ReadArguments(ParsedFlags Flags, List<string> Arguments, int Dash);
