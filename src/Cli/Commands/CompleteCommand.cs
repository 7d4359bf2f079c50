using System.Text.Json;
using LocalPods.Api.Durations;
using LocalPods.Cli.Client;
using LocalPods.Cli.Commands.Completion;

namespace LocalPods.Cli.Commands;

/// <summary>
/// The hidden verb behind shell completion: prints what could stand in place of the last word, one a line, what it is after a tab;
/// the line <c>:files</c> stands for the names of files. It never starts a daemon, never fails, and never keeps the user waiting.
/// </summary>
internal static class CompleteCommand
{
    public const string Verb = "__complete";

    /// <summary>The variable with which a user waits longer, or less long: a duration such as <c>5s</c>.</summary>
    private const string TimeoutVariable = "LOCALPODS_COMPLETION_TIMEOUT";

    /// <summary>A server that takes longer to answer is not worth waiting for with a finger on the tab key.</summary>
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(1.5);

    private static readonly TimeSpan s_longest = TimeSpan.FromHours(1);

    public static Command Definition { get; } = new(Verb, "Completes command lines for shells")
    {
        Usage = Verb + " WORD...",
        Run = _ => ExitCode.Success,
    };

    /// <param name="environment">The process.</param>
    /// <param name="words">The command line after <c>localpods</c>; the last word is the one to complete and may be empty.</param>
    public static int Complete(CliEnvironment environment, ReadOnlySpan<string> words)
    {
        var typed = TypedWords.Read(words);
        IReadOnlyList<Candidate> found = [];
        var search = new Thread(() => Volatile.Write(ref found, Find(environment, typed))) { IsBackground = true, Name = "completion" };
        search.Start();
        search.Join(Timeout(environment));
        foreach (var (text, about) in Volatile.Read(ref found))
        {
            environment.Out.Write(about.Length > 0 ? $"{text}\t{about}\n" : text + "\n");
        }

        return ExitCode.Success;
    }

    // What cannot be understood is not told of: there is nowhere to tell it.
    private static TimeSpan Timeout(CliEnvironment environment) =>
        GoDuration.TryParse(environment.Variable(TimeoutVariable), out var given) && given >= TimeSpan.Zero && given <= s_longest ? given : s_timeout;

    private static IReadOnlyList<Candidate> Find(CliEnvironment environment, TypedWords typed)
    {
        try
        {
            using var source = new CompletionSource(environment, typed.Text("instance"), typed.Text);
            return new Completer(typed, source).Complete();
        }
        catch (Exception failure) when (failure is CommandException or ApiFailure or IOException or UnauthorizedAccessException or JsonException)
        {
            return []; // a shell asks while the user types: it has no use for an explanation
        }
    }
}
