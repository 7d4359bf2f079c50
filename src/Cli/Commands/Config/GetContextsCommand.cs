using LocalPods.Cli.Commands.Completion;
using LocalPods.Cli.Kubeconfig;
using LocalPods.Cli.Output;

namespace LocalPods.Cli.Commands.Config;

/// <summary><c>config get-contexts</c>.</summary>
internal static class GetContextsCommand
{
    public static Command Definition { get; } = new("config get-contexts", "Describe one or many contexts")
    {
        Usage = "config get-contexts [(-o|--output=)name)]",
        Examples = """
              # All contexts; a star marks the current one
              localpods config get-contexts

              # One of them
              localpods config get-contexts work
            """,
        Flags =
        [
            ConfigCommand.File,
            Flag.Switch("no-headers", "Print no heading"),
            Flag.Text("output", "Output format: name", 'o') with { Values = ["name"] },
        ],
        Completes = CompletedArguments.Contexts,
        Run = Run,
    };

    private static int Run(Invocation invocation)
    {
        var names = invocation.Flags.Text("output") switch
        {
            "" => false,
            "name" => true,
            var other => throw CommandException.Error($"output must be one of '' or 'name': {other}"),
        };
        var config = ConfigCommand.Edits(invocation).Read();
        var asked = invocation.Arguments;
        var there = KubeconfigSet.Entries(config.Merged, "contexts").Select(e => e["name"]?.ToString() ?? "").Order(StringComparer.Ordinal).ToList();
        var columns = new ColumnWriter(minimum: 6, padding: 3);
        if (!names && !invocation.Flags.On("no-headers"))
        {
            columns.Write("CURRENT\tNAME\tCLUSTER\tAUTHINFO\tNAMESPACE\n");
        }

        foreach (var name in there.Where(n => asked.Count == 0 || asked.Contains(n)))
        {
            var context = config.Find("contexts", "context", name)!;
            columns.Write(names ? name + "\n"
                : $"{(name == config.CurrentContext ? "*" : "")}\t{name}\t{context["cluster"]}\t{context["user"]}\t{context["namespace"]}\n");
        }

        invocation.Out.Write(columns.ToString());
        invocation.Out.Flush();
        var missing = asked.Except(there).ToList();
        return missing.Count == 0 ? ExitCode.Success
            : throw CommandException.Error(missing is [var one] ? $"context {one} not found" : $"[{string.Join(", ", missing.Select(m => $"context {m} not found"))}]");
    }
}
