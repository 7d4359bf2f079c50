namespace LocalPods.Cli.Commands;

/// <summary>The command line itself is wrong; followed by where to find help.</summary>
/// <param name="message">What is wrong, without <c>error: </c>.</param>
internal sealed class UsageException(string message) : CommandException("error: " + message)
{
    /// <summary>Whether the words were understood and do not fit together; otherwise they could not be read.</summary>
    public bool Understood { get; init; }

    /// <summary>The line about help.</summary>
    /// <param name="verb">The verb; null when there was none.</param>
    public string Pointer(string? verb)
    {
        var command = verb is null ? "localpods" : $"localpods {verb}";
        return Understood ? $"See '{command} -h' for help and examples" : $"See '{command} --help' for usage.";
    }
}
