using LocalPods.Cli.Client;

namespace LocalPods.Cli.Commands.Completion;

/// <summary>Decides what could stand in place of the word being typed.</summary>
internal sealed class Completer(TypedWords typed, CompletionSource source)
{
    /// <summary>Stands for the names of files, which the shell knows best.</summary>
    public static readonly Candidate Files = new(":files");

    /// <summary>The candidates that begin with what is typed, in order; or <see cref="Files"/> alone.</summary>
    public IReadOnlyList<Candidate> Complete()
    {
        Candidate[] all = [.. All()];
        return all.Contains(Files)
            ? [Files]
            : [.. all.Where(c => c.Text.StartsWith(typed.Current, StringComparison.Ordinal)).OrderBy(c => c.Text, StringComparer.Ordinal)];
    }

    private static IEnumerable<Candidate> Plain(IEnumerable<string> words, string before = "") => words.Select(w => new Candidate(before + w));

    private static IEnumerable<Candidate> Verbs() =>
        CommandTree.Verbs.Select(v => new Candidate(v, CommandTree.Find(v)?.Summary ?? "")).Append(new Candidate("help", "Show help for a command"));

    private IEnumerable<Candidate> All()
    {
        if (typed.Value is var (flag, before))
        {
            return flag.Name is "filename" or "state-dir" or "kubeconfig" or "certificate-authority" or "client-certificate" or "client-key" or "patch-file" ? [Files] : Plain(ValuesOf(flag), before);
        }

        if (typed.AfterDash)
        {
            return [];
        }

        return typed.Current.StartsWith('-') ? Flags()
            : typed.Verb is null ? Verbs()
            : typed.Verb == "help" ? typed.Arguments.Count == 0 ? Verbs() : []
            : typed.Command is { Children.Count: > 0 } parent && typed.Arguments.Count == 0 ? parent.Children.Select(c => new Candidate(c.LastWord, c.Summary))
            : typed.Command is { } command ? Arguments(command.Completes)
            : [];
    }

    private IEnumerable<string> ValuesOf(Flag flag) => flag.Name switch
    {
        "namespace" => source.Names(ResourceCatalog.Namespaces),
        "instance" => source.Instances(),
        "context" or "cluster" or "user" when !typed.HasOwn(flag) => source.Entries(flag.Name + "s"),
        "container" or "target" => typed.Arguments.Count > 0 ? source.Containers(typed.Arguments[0]) : [],
        "for" => source.Names(ResourceCatalog.Pods).Select(n => "pod/" + n),
        _ => flag.Kind == FlagKind.Switch ? ["true", "false"] : flag.Values,
    };

    private IEnumerable<Candidate> Flags()
    {
        foreach (var flag in typed.Flags)
        {
            if (flag.Hidden || (typed.Given(flag) && flag.Kind != FlagKind.Texts))
            {
                continue;
            }

            if (!flag.TakesNextWord)
            {
                yield return new Candidate("--" + flag.Name, flag.Help);
            }

            if (flag.Kind != FlagKind.Switch)
            {
                yield return new Candidate($"--{flag.Name}=", flag.Help);
            }
        }
    }

    private IEnumerable<Candidate> Arguments(CompletedArguments arguments) => arguments switch
    {
        CompletedArguments.None => [],
        CompletedArguments.Verb => Verbs(),
        CompletedArguments.Shell => typed.Arguments.Count == 0 ? Plain(CompletionCommand.Shells) : [],
        CompletedArguments.Pod => typed.Arguments.Count == 0 ? PodWords() : [],
        CompletedArguments.PodAndContainer => typed.Arguments.Count switch
        {
            0 => PodWords(),
            1 => Plain(source.Containers(typed.Arguments[0])),
            _ => [],
        },
        CompletedArguments.ServiceAccounts => typed.Arguments.Count == 0 ? Plain(source.Names(ResourceCatalog.ServiceAccounts)) : [],
        CompletedArguments.Type => typed.Arguments.Count == 0 ? Types() : [],
        CompletedArguments.Access => typed.Arguments.Count switch
        {
            0 => Plain(Auth.CanICommand.Verbs),
            1 => Types(),
            _ => [],
        },
        CompletedArguments.Contexts => Plain(source.Entries("contexts")),
        CompletedArguments.Clusters => Plain(source.Entries("clusters")),
        CompletedArguments.Users => Plain(source.Entries("users")),
        CompletedArguments.Objects => typed.Text("filename").Length > 0 ? [] : Objects(),
    };

    private IEnumerable<Candidate> PodWords() => NamesAfterSlash() ?? Plain(source.Names(ResourceCatalog.Pods));

    private IEnumerable<Candidate> Objects()
    {
        if (NamesAfterSlash() is { } names)
        {
            return names;
        }

        if (typed.Arguments.Count == 0)
        {
            return Types();
        }

        var types = typed.Arguments[0];
        return types.Contains('/', StringComparison.Ordinal)
            ? Plain(source.Types().Select(t => t.Plural + "/"))
            : Plain(types.Split(',').Select(source.Type).OfType<ResourceType>().SelectMany(source.Names).Except(typed.Arguments).Distinct());
    }

    /// <summary><c>pod/web</c> for <c>pod/w</c>; null when no slash was typed.</summary>
    private IEnumerable<Candidate>? NamesAfterSlash()
    {
        var slash = typed.Current.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? null
            : source.Type(typed.Current[..slash]) is { } type ? Plain(source.Names(type), typed.Current[..(slash + 1)]).ExceptBy(typed.Arguments, c => c.Text)
            : [];
    }

    /// <summary>Types, after the last comma if some stand there already.</summary>
    private IEnumerable<Candidate> Types()
    {
        var before = typed.Current[..(typed.Current.LastIndexOf(',') + 1)];
        return source.Types()
            .Where(t => !before.Split(',').Any(t.Answers))
            .Select(t => new Candidate(before + t.PrintedPlural, t.ShortNames.Count > 0 ? $"{t.Kind} ({string.Join(", ", t.ShortNames)})" : t.Kind));
    }
}
