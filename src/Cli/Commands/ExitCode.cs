namespace LocalPods.Cli.Commands;

/// <summary>What <c>localpods</c> returns; <c>exec</c> passes on what the program in the container returned.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>Anything that went wrong and has no number of its own, bad command lines included.</summary>
    public const int Failure = 1;

    /// <summary><c>why</c> explains a pod that is not Ready.</summary>
    public const int NotReady = 2;

    /// <summary><c>diff</c> could not compare; 1 says that there are differences.</summary>
    public const int DiffFailed = 2;

    /// <summary><c>status --no-start</c> found no daemon; as of service managers.</summary>
    public const int NotRunning = 3;

    /// <summary>Whoever read the output went away; what a shell reports for a program that SIGPIPE ended, as it does kubectl.</summary>
    public const int BrokenPipe = 128 + 13;
}
