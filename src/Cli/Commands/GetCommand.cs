using LocalPods.Cli.Apply;
using LocalPods.Cli.Commands.Completion;
using LocalPods.Cli.Output;

namespace LocalPods.Cli.Commands;

/// <summary><c>localpods get</c>.</summary>
internal static class GetCommand
{
    public static Command Definition { get; } = new("get", "Display one or many resources")
    {
        Usage = "get (TYPE[,TYPE] [NAME...] | TYPE/NAME ... | -f FILENAME) [flags]",
        Description = """
            Display one or many resources.

             Prints a table of the most important information. You can filter the list with a label selector (-l) and field
             selectors, and watch it change with -w. Types: pods (po), nodes (no), namespaces (ns), events (ev), and whatever
             else the daemon serves. Events are listed oldest first.
            """,
        Examples = """
              # List all pods of the namespace
              localpods get pods

              # List them with more columns, in all namespaces
              localpods get pods -A -o wide

              # Watch one pod
              localpods get pod web -w

              # Show a pod as YAML
              localpods get pod web -o yaml

              # Print one field
              localpods get pod web -o jsonpath='{.status.podIP}'

              # List pods by the time they were made, with columns of your own
              localpods get pods --sort-by=.metadata.creationTimestamp -o custom-columns=NAME:.metadata.name,IP:.status.podIP
            """,
        Flags =
        [
            .. FileFlags.All,
            Flag.Switch("all-namespaces", "List the objects of all namespaces", 'A'),
            Flag.Text("field-selector", "Fields to filter on, such as status.phase=Running"),
            Flag.Switch("ignore-not-found", "Exit with 0 and print nothing when a named object does not exist"),
            Flag.Texts("label-columns", "Labels to show as columns", 'L'),
            Flag.Switch("no-headers", "Print no heading"),
            Flag.Text("output", "One of: (json, yaml, name, wide, jsonpath=..., jsonpath-as-json=..., jsonpath-file=..., custom-columns=..., custom-columns-file=...)", 'o') with
            {
                Values = ["json", "yaml", "name", "wide", "jsonpath=", "jsonpath-as-json=", "jsonpath-file=", "custom-columns=", "custom-columns-file="],
            },
            Flag.Text("selector", "Labels to filter on, such as app=web,tier!=db", 'l'),
            Flag.Switch("show-kind", "Print the type before each name"),
            Flag.Switch("show-labels", "Show all labels in the last column"),
            Flag.Switch("show-managed-fields", "Keep metadata.managedFields in JSON and YAML"),
            Flag.Text("sort-by", "Sort the list by a field, given as a JSONPath such as .metadata.name"),
            Flag.Switch("watch", "After listing the objects, watch for changes", 'w'),
            Flag.Switch("watch-only", "Watch for changes without listing first"),
        ],
        Completes = CompletedArguments.Objects,
        Run = Run,
    };

    private static int Run(Invocation invocation)
    {
        var format = ObjectFormat.Read(invocation.Flags.Text("output")) with { ManagedFields = invocation.Flags.On("show-managed-fields") };
        if (format is not ObjectFormat.Table && invocation.Flags.On("show-labels"))
        {
            throw CommandException.Error("--show-labels option cannot be used with " + invocation.Flags.Text("output") + " printer");
        }

        var selections = invocation.Flags.Given("filename")
            ? ManifestObjects.Selections(invocation)
            : ResourceSelection.Read(invocation.Arguments, () => invocation.Api);
        if (selections.Count == 0)
        {
            invocation.Error.WriteLine("You must specify the type of resource to get: pods, nodes, namespaces, events, ...\n");
            throw new UsageException("Required resource not specified.") { Understood = true };
        }

        var request = new GetRequest(invocation, format);
        if (invocation.Flags.On("watch") || invocation.Flags.On("watch-only"))
        {
            return selections.Count == 1 && selections[0].Names.Count <= 1
                ? new GetWatch(request).Run(selections[0])
                : throw CommandException.Error("you may only specify a single resource type");
        }

        return format is ObjectFormat.Table table ? new GetTables(request, table).Run(selections) : new GetObjects(request, format).Run(selections);
    }
}
