namespace LocalPods.Cli.Commands;

/// <summary>What <c>localpods</c> returns; <c>exec</c> passes on what the program in the container returned.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>Anything that went wrong and has no number of its own, bad command lines included.</summary>
    public const int Failure = 1;

    /// <summary>The daemon does not run, and the command does not start it.</summary>
    public const int NotRunning = 3;
}
