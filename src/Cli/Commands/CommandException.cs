namespace LocalPods.Cli.Commands;

/// <summary>The command cannot go on; what to tell the user and how to exit.</summary>
/// <param name="message">Printed as it stands on stderr, unless empty.</param>
/// <param name="exitCode">What the process returns.</param>
internal class CommandException(string message, int exitCode = ExitCode.Failure) : Exception(message)
{
    /// <summary>What kubectl puts before a failure.</summary>
    public const string ErrorPrefix = "error: ";

    public int ExitCode { get; } = exitCode;

    /// <summary>A failure told in one line, with kubectl's <c>error: </c> before it.</summary>
    public static CommandException Error(string message) => new(ErrorPrefix + message);
}
