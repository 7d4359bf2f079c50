using LocalPods.Cli.Commands.Completion;
using LocalPods.Cli.Kubeconfig;

namespace LocalPods.Cli.Commands.Config;

/// <summary><c>localpods config</c>: reads and changes the kubeconfigs that kubectl uses; no server is asked.</summary>
internal static class ConfigCommand
{
    /// <summary>The flag that all of its verbs have.</summary>
    public static Flag File { get; } = Flag.Text("kubeconfig", "The file to use, instead of those of $KUBECONFIG or ~/.kube/config");

    public static Command Definition { get; } = CommandGroup.Of(
        "config",
        "Modify kubeconfig files",
        """
          # The contexts that there are
          localpods config get-contexts

          # Have kubectl speak to this instance, and look at what it has
          localpods kubeconfig --merge
          localpods config use-context localpods
        """,
        [
            CurrentContextCommand(),
            DeleteCommand("cluster", CompletedArguments.Clusters),
            DeleteCommand("context", CompletedArguments.Contexts),
            DeleteCommand("user", CompletedArguments.Users),
            NamesCommand("clusters"),
            GetContextsCommand.Definition,
            NamesCommand("users"),
            RenameContextCommand(),
            PropertyCommands.Set,
            SetClusterCommand.Definition,
            SetContextCommand.Definition,
            SetCredentialsCommand.Definition,
            PropertyCommands.Unset,
            UseContextCommand(),
            ViewCommand.Definition,
        ]);

    /// <summary>The files that a verb is about.</summary>
    public static KubeconfigEdits Edits(Invocation invocation) => new(invocation.Flags.Text("kubeconfig"), invocation.Environment.Variable);

    /// <summary>The arguments, of which there must be so many.</summary>
    public static IReadOnlyList<string> Arguments(Invocation invocation, int count) =>
        invocation.Arguments.Count == count ? invocation.Arguments : throw Unexpected(invocation.Arguments);

    public static UsageException Unexpected(IReadOnlyList<string> arguments) => new($"Unexpected args: [{string.Join(' ', arguments)}]") { Understood = true };

    private static Command CurrentContextCommand() => new("config current-context", "Display the current-context")
    {
        Usage = "config current-context [flags]",
        Examples = """
              # Which context is current
              localpods config current-context
            """,
        Flags = [File],
        Run = invocation =>
        {
            var current = Edits(invocation).Read().CurrentContext;
            invocation.Out.Write(current.Length > 0 ? current + "\n" : throw CommandException.Error("current-context is not set"));
            return ExitCode.Success;
        },
    };

    private static Command UseContextCommand() => new("config use-context", "Set the current-context in a kubeconfig file")
    {
        Usage = "config use-context CONTEXT_NAME",
        Examples = """
              # Use the context of another server
              localpods config use-context work
            """,
        Flags = [File],
        OtherNames = ["use"],
        Completes = CompletedArguments.Contexts,
        Run = invocation =>
        {
            var (name, edits) = (Arguments(invocation, 1)[0], Edits(invocation));
            _ = edits.Read().Find("contexts", "context", name) ?? throw CommandException.Error($"no context exists with the name: \"{name}\"");
            edits.Use(name);
            invocation.Out.Write($"Switched to context \"{name}\".\n");
            return ExitCode.Success;
        },
    };

    private static Command RenameContextCommand() => new("config rename-context", "Rename a context from the kubeconfig file")
    {
        Usage = "config rename-context CONTEXT_NAME NEW_NAME",
        Examples = """
              # Another name for a context
              localpods config rename-context old-name new-name
            """,
        Flags = [File],
        Completes = CompletedArguments.Contexts,
        Run = Rename,
    };

    private static int Rename(Invocation invocation)
    {
        var edits = Edits(invocation);
        var config = edits.Read();
        var (name, next) = (Arguments(invocation, 2)[0], invocation.Arguments[1]);
        _ = config.Find("contexts", "context", name) ?? throw CommandException.Error($"cannot rename the context \"{name}\", it's not in {edits.File}");
        if (config.Find("contexts", "context", next) is not null)
        {
            throw CommandException.Error($"cannot rename the context \"{name}\", the context \"{next}\" already exists in {edits.File}");
        }

        KubeconfigFile.Change(edits.FileOf("contexts", name), one =>
        {
            KubeconfigSet.Entries(one!, "contexts").First(e => e["name"]?.ToString() == name)["name"] = next;
            return one!;
        });
        if (config.CurrentContext == name)
        {
            edits.Use(next);
        }

        invocation.Out.Write($"Context \"{name}\" renamed to \"{next}\".\n");
        return ExitCode.Success;
    }

    private static Command DeleteCommand(string what, CompletedArguments names) => new("config delete-" + what, $"Delete the specified {what} from the kubeconfig")
    {
        Usage = $"config delete-{what} NAME",
        Examples = $"""
              # One that is not needed any more
              localpods config delete-{what} old
            """,
        Flags = [File],
        Completes = names,
        Run = invocation =>
        {
            var (name, edits) = (Arguments(invocation, 1)[0], Edits(invocation));
            var file = edits.FileOf(what + "s", name);
            if (!edits.Remove(what + "s", name))
            {
                throw CommandException.Error($"cannot delete {what} {name}, not in {file}");
            }

            if (what == "context" && edits.Read().CurrentContext == name)
            {
                invocation.Error.WriteLine("warning: this removed your active context, use \"localpods config use-context\" to select a different one");
            }

            invocation.Out.Write($"deleted {what} {name} from {file}\n");
            return ExitCode.Success;
        },
    };

    private static Command NamesCommand(string list) => new("config get-" + list, $"Display {list} defined in the kubeconfig")
    {
        Usage = $"config get-{list}",
        Examples = $"""
              # Their names
              localpods config get-{list}
            """,
        Flags = [File],
        Run = invocation =>
        {
            var names = KubeconfigSet.Entries(Edits(invocation).Read().Merged, list).Select(e => e["name"]?.ToString() ?? "");
            invocation.Out.Write(string.Concat(names.Order(StringComparer.Ordinal).Prepend("NAME").Select(n => n + "\n")));
            return ExitCode.Success;
        },
    };
}
