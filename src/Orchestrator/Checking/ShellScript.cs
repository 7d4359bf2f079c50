using System.Text.RegularExpressions;
using LocalPods.Api.Core;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Checking;

/// <summary>A script that a container gives to a shell as its first process: <c>sh -c "…"</c>. Pure, and only as good as a look at the text can be.</summary>
/// <param name="Shell">The shell's name, without its folder.</param>
/// <param name="Text">The script.</param>
internal sealed partial record ShellScript(string Shell, string Text)
{
    private const string Busybox = "/bin/busybox";
    private const string Dash = "/bin/dash";
    private const string Bash = "bash";

    private static readonly ImmutableHashSet<string> s_shells = ["sh", "ash", "dash", Bash];

    // What a shell does itself, so that it is there until it is done.
    private static readonly ImmutableHashSet<string> s_ofTheShell = ["wait", "read", "done", "echo", "printf", "exit", "true", ":"];

    // Whether what ends there is the last thing that is done depends on the shell.
    private static readonly ImmutableHashSet<string> s_ends = ["fi", "esac", "}", ")"];

    /// <summary>Programs of an image by which its kind of shell is known.</summary>
    public static ImmutableArray<string> Kinds { get; } = [Busybox, Dash];

    /// <summary>Null when the first process is no shell with a script.</summary>
    public static ShellScript? Of(Container container, ImageStatus? image)
    {
        var words = WordsOf(container, image);
        if (words.IsEmpty || words[0][(words[0].LastIndexOf('/') + 1)..] is not { } shell || !s_shells.Contains(shell))
        {
            return null;
        }

        var script = words.Skip(1).SkipWhile(w => !WithScript().IsMatch(w)).Skip(1).FirstOrDefault();
        return script is null ? null : new ShellScript(shell, script);
    }

    /// <summary>Program and arguments of a container; empty when they are the image's and that is not known.</summary>
    public static ImmutableArray<string> WordsOf(Container container, ImageStatus? image) =>
        !container.Command.IsEmpty ? [.. container.Command, .. container.Args]
        : image is null ? []
        : [.. image.Entrypoint, .. container.Args.IsEmpty ? image.Arguments : container.Args];

    /// <summary>It says itself what becomes of signals.</summary>
    public bool TakesSignals => Says("trap");

    /// <summary>The program that the last command runs, or the word of the shell.</summary>
    public string LastProgram => Last() is { Length: > 0 } last && Words().Matches(last).Select(w => w.Value).SkipWhile(w => w == "exec" || w.Contains('=', StringComparison.Ordinal)).FirstOrDefault() is { } word
        ? word[(word.LastIndexOf('/') + 1)..]
        : "";

    /// <summary>
    /// Whether the shell is still the first process when the last command runs. Most replace themselves by it when it is a plain one; that of
    /// Debian never does, and busybox's does not when the text ends with a line's end (tried with dash 0.5.12, busybox 1.31 and 1.32, bash 5.2).
    /// </summary>
    /// <param name="programs">Of the image; null when not known.</param>
    public bool Remains(ImmutableHashSet<string>? programs)
    {
        var last = Last();
        if (Says("exec") || s_ends.Contains(LastProgram) || last.EndsWith(')'))
        {
            return false;
        }

        return s_ofTheShell.Contains(LastProgram) || last.AsSpan().ContainsAny('&', '|')
            || (Shell != Bash && (programs?.Contains(Dash) == true || (programs?.Contains(Busybox) == true && Text.EndsWith('\n'))));
    }

    // Without what is quoted, and without the & of redirections.
    private string Bare => Redirections().Replace(Quoted().Replace(Text, "q"), ">");

    private bool Says(string word) => Words().Matches(Bare).Any(w => w.Value == word);

    private string Last() => Ends().Split(Bare).Select(c => c.Trim()).LastOrDefault(c => c.Length > 0) ?? "";

    [GeneratedRegex("^-[a-z]*c$")]
    private static partial Regex WithScript();

    [GeneratedRegex(@"'[^']*'|""(\\.|[^""\\])*""", RegexOptions.ExplicitCapture | RegexOptions.Singleline)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\d*[<>]+&\d*|&>+")]
    private static partial Regex Redirections();

    [GeneratedRegex(@";|&&|\n")]
    private static partial Regex Ends();

    [GeneratedRegex(@"[^\s;&|]+")]
    private static partial Regex Words();
}
