using LocalPods.Cli.Commands.Completion;

namespace LocalPods.Cli.Commands.Config;

/// <summary><c>config set-context</c>.</summary>
internal static class SetContextCommand
{
    private static readonly string[] s_fields = ["cluster", "namespace", "user"];

    public static Command Definition { get; } = new("config set-context", "Set a context entry in kubeconfig")
    {
        Usage = "config set-context [NAME | --current] [--cluster=cluster_nickname] [--user=user_nickname] [--namespace=namespace]",
        Description = "Set a context entry in kubeconfig. What the flags do not say stays as it is.",
        Examples = """
              # Another namespace for the current context
              localpods config set-context --current --namespace=shop

              # A context of a cluster and a user that are there
              localpods config set-context work --cluster=work --user=me
            """,
        Flags =
        [
            ConfigCommand.File,
            Flag.Text("cluster", "The context's cluster"),
            Flag.Switch("current", "Change the current context"),
            Flag.Text("namespace", "The context's namespace", 'n'),
            Flag.Text("user", "The context's user"),
        ],
        Completes = CompletedArguments.Contexts,
        Run = Run,
    };

    private static int Run(Invocation invocation)
    {
        var (flags, edits) = (invocation.Flags, ConfigCommand.Edits(invocation));
        var name = invocation.Arguments switch
        {
            [] when !flags.On("current") => throw CommandException.Error("you must specify a non-empty context name or --current"),
            [] => edits.Read().CurrentContext is { Length: > 0 } current ? current : throw CommandException.Error("no current context is set"),
            [_] when flags.On("current") => throw CommandException.Error("you cannot specify both a context name and --current"),
            [var one] => one,
            var more => throw ConfigCommand.Unexpected(more),
        };
        var existed = edits.Put("contexts", name, context =>
        {
            foreach (var field in s_fields)
            {
                if (flags.Given(field) || !context.ContainsKey(field))
                {
                    context[field] = flags.Text(field);
                }
            }

            if (context["namespace"]?.ToString().Length == 0)
            {
                context.Remove("namespace");
            }
        });
        invocation.Out.Write($"Context \"{name}\" {(existed ? "modified" : "created")}.\n");
        return ExitCode.Success;
    }
}
