using System.Text.Json;
using LocalPods.Cli.Client;

namespace LocalPods.Cli.Commands;

/// <summary>
/// The hidden verb behind shell completion: prints what could stand in place of the last word, one a line; the line
/// <c>:files</c> stands for file names. It never starts a daemon and never fails.
/// </summary>
internal static class CompleteCommand
{
    public const string Verb = "__complete";
    private const string Files = ":files";

    public static Command Definition { get; } = new(Verb, "Completes command lines for shells")
    {
        Usage = Verb + " WORD...",
        Run = _ => ExitCode.Success,
    };

    /// <param name="environment">The process.</param>
    /// <param name="words">The command line after <c>localpods</c>; the last word is the one to complete and may be empty.</param>
    public static int Complete(CliEnvironment environment, ReadOnlySpan<string> words)
    {
        var before = words.IsEmpty ? [] : words[..^1].ToArray();
        var current = words.IsEmpty ? "" : words[^1];
        try
        {
            foreach (var candidate in Candidates(environment, before, current).Where(c => c == Files || c.StartsWith(current, StringComparison.Ordinal)))
            {
                environment.Out.Write(candidate + "\n");
            }
        }
        catch (Exception failure) when (failure is CommandException or ApiFailure or IOException or JsonException)
        {
            // A shell asks while the user types: no candidates is the only answer it can use.
        }

        return ExitCode.Success;
    }

    private static IEnumerable<string> Candidates(CliEnvironment environment, string[] before, string current)
    {
        var command = before.Select(CommandTree.Find).FirstOrDefault(c => c is not null && c.Name != Verb);
        var known = (command?.Flags ?? []).Concat(GlobalFlags.All).Where(f => !f.Hidden).ToList();
        if (before.Length > 0 && known.Find(f => f.TakesNextWord && (before[^1] == "--" + f.Name || before[^1] == $"-{f.Letter}")) is { } flag)
        {
            return ValuesOf(environment, flag, before);
        }

        if (current.StartsWith('-'))
        {
            return known.Select(f => f.TakesNextWord ? $"--{f.Name}=" : $"--{f.Name}").Order(StringComparer.Ordinal);
        }

        if (command is null)
        {
            return CommandTree.Verbs.Append("help");
        }

        var at = Array.IndexOf(before, command.Name);
        string[] words = [.. before[..at], .. before[(at + 1)..]];
        var (flags, arguments, dash) = ArgumentReader.Read([.. command.Flags, .. GlobalFlags.All], words);
        return dash >= 0 ? [] : Arguments(environment, command.Name, flags, arguments, current);
    }

    private static List<string> ValuesOf(CliEnvironment environment, Flag flag, string[] before) => flag.Name switch
    {
        "filename" => [Files],
        "output" => ["json", "yaml", "name", "wide", "jsonpath=", "custom-columns="],
        "namespace" => Names(environment, before, ResourceCatalog.Namespaces, null),
        "dry-run" => ["none", "client", "server"],
        _ => [],
    };

    private static IEnumerable<string> Arguments(CliEnvironment environment, string verb, ParsedFlags flags, List<string> arguments, string current)
    {
        var ns = flags.Text("namespace") is { Length: > 0 } given ? given : Invocation.DefaultNamespace;
        switch (verb)
        {
            case "get" or "describe" or "delete" when arguments.Count == 0 && current.Contains('/', StringComparison.Ordinal):
                var typed = current[..current.IndexOf('/', StringComparison.Ordinal)];
                return ResourceCatalog.BuiltIn.FirstOrDefault(t => t.Answers(typed)) is { } type
                    ? Names(environment, flags.Text("instance"), type, ns).Select(n => $"{typed}/{n}")
                    : [];
            case "get" or "describe" or "delete" when arguments.Count == 0:
                return ResourceCatalog.BuiltIn.Select(t => t.Plural);
            case "get" or "describe" or "delete":
                return ResourceCatalog.BuiltIn.FirstOrDefault(t => t.Answers(arguments[0])) is { } listed
                    ? Names(environment, flags.Text("instance"), listed, ns).Except(arguments)
                    : [];
            case "logs" or "exec" when arguments.Count == 0:
                return Names(environment, flags.Text("instance"), ResourceCatalog.Pods, ns);
            case "completion":
                return CompletionCommand.Shells;
            case "help":
                return CommandTree.Verbs;
            default:
                return [];
        }
    }

    private static List<string> Names(CliEnvironment environment, string[] before, ResourceType type, string? ns)
    {
        var at = Array.IndexOf(before, "--instance");
        return Names(environment, at >= 0 && at + 1 < before.Length ? before[at + 1] : "", type, ns);
    }

    private static List<string> Names(CliEnvironment environment, string instance, ResourceType type, string? ns)
    {
        var paths = InstancePaths.Resolve(instance, stateDirectory: null, environment.Variable, environment.Privileged);
        using var api = ApiClient.TryConnect(paths, _ => { }, _ => { });
        if (api is null)
        {
            return [];
        }

        using var list = JsonDocument.Parse(api.Get(type.Collection(type.Namespaced ? ns : null)));
        return [.. list.RootElement.Field("items").Items().Select(i => i.Field("metadata").Text("name"))];
    }
}
