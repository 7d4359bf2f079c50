using LocalPods.Cli.Client;
using LocalPods.Cli.Output;

namespace LocalPods.Cli.Commands;

/// <summary><c>localpods api-resources</c>.</summary>
internal static class ApiResourcesCommand
{
    public static Command Definition { get; } = new("api-resources", "Print the supported API resources on the server")
    {
        Usage = "api-resources [flags]",
        Examples = """
              # All types
              localpods api-resources

              # The names of those that live in namespaces
              localpods api-resources --namespaced=true -o name
            """,
        Flags =
        [
            Flag.Text("api-group", "Only the types of this group"),
            Flag.Switch("namespaced", "Only types that live in namespaces, or with =false only those that do not", on: true),
            Flag.Switch("no-headers", "Print no heading"),
            Flag.Text("output", "Output format: name", 'o') with { Values = ["name"] },
        ],
        Run = Run,
    };

    private static int Run(Invocation invocation)
    {
        var flags = invocation.Flags;
        if (flags.Text("output") is not ("" or "name"))
        {
            throw CommandException.Error($"--output {flags.Text("output")} is not available");
        }

        var types = ResourceCatalog.All(invocation.Api)
            .Where(t => !flags.Given("api-group") || t.Group == flags.Text("api-group"))
            .Where(t => !flags.Given("namespaced") || t.Namespaced == flags.On("namespaced"))
            .OrderBy(t => t.Group, StringComparer.Ordinal).ThenBy(t => t.Plural, StringComparer.Ordinal).ToList();
        if (flags.Text("output") == "name")
        {
            invocation.Out.Write(string.Concat(types.OrderBy(t => t.PrintedPlural, StringComparer.Ordinal).Select(t => t.PrintedPlural + "\n")));
            return ExitCode.Success;
        }

        TableColumn[] columns = [new("Name", 0), new("ShortNames", 0), new("ApiVersion", 0), new("Namespaced", 0), new("Kind", 0)];
        var rows = types.Select(t => new TableRow([t.Plural, string.Join(',', t.ShortNames), t.ApiVersion, t.Namespaced ? "true" : "false", t.Kind], default));
        new TablePrinter(invocation.Out, new TableOptions { NoHeaders = flags.On("no-headers") }).Print(new TableAnswer(columns, [.. rows], ""));
        return ExitCode.Success;
    }
}
