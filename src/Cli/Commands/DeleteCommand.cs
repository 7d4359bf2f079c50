using LocalPods.Cli.Apply;
using LocalPods.Cli.Commands.Completion;

namespace LocalPods.Cli.Commands;

/// <summary><c>localpods delete</c>.</summary>
internal static class DeleteCommand
{
    public static Command Definition { get; } = new("delete", "Delete objects by file, by name, or by label")
    {
        Usage = "delete (-f FILENAME | TYPE [NAME... | -l LABEL | --all] | TYPE/NAME ...) [flags]",
        Description = """
            Delete objects by file, by name, or by label.

             Pods end gracefully: preStop hooks run, TERM is sent, and what still runs after the grace period is killed. The command
             returns when the objects are gone. With --force and a grace period of 0 a pod's name is free at once, and its
             containers are killed right after.
            """,
        Examples = """
              # Delete what a manifest describes
              localpods delete -f pod.yml

              # Delete one pod, giving it 5 seconds
              localpods delete pod web --grace-period=5

              # Delete at once
              localpods delete -f pod.yml --grace-period=0 --force

              # Delete by label, or everything of a type
              localpods delete pods -l app=web
              localpods delete pods --all
            """,
        Flags =
        [
            .. FileFlags.All,
            FileFlags.DryRun,
            Flag.Switch("all", "Delete all objects of the types named, in the namespace"),
            Flag.Switch("all-namespaces", "Delete in all namespaces", 'A'),
            new("cascade", FlagKind.Text, "What becomes of dependents: \"background\", \"orphan\" or \"foreground\"") { Default = "background", Bare = "background" },
            Flag.Text("field-selector", "Fields to filter on, such as status.phase=Failed"),
            Flag.Switch("force", "Remove from the server at once, without waiting for what runs; needs a grace period of 0"),
            Flag.Number("grace-period", "Seconds given to the object to end by itself; negative leaves it to the object; 0 only together with --force", -1),
            Flag.Switch("ignore-not-found", "Exit with 0 when an object does not exist; on with --all, -l and --field-selector"),
            Flag.Switch("now", "Give one second to end (the same as --grace-period=1)"),
            Flag.Text("output", "\"name\" prints only the names", 'o') with { Values = ["name"] },
            Flag.Text("selector", "Labels to filter on, such as app=web,tier!=db", 'l'),
            Flag.Duration("timeout", "How long to wait for an object to be gone; 0 means a week"),
            Flag.Switch("wait", "Wait until the objects are gone", on: true),
        ],
        Completes = CompletedArguments.Objects,
        Run = Run,
    };

    private static int Run(Invocation invocation)
    {
        var options = DeleteOptions.Read(invocation.Flags);
        var deletion = new Deletion(invocation, options);
        if (options.ForceZero && options.DryRun == DryRun.None)
        {
            invocation.Error.WriteLine(
                "Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. " +
                "The resource may continue to run on the cluster indefinitely.");
        }

        return invocation.Flags.Given("filename") ? deletion.Run(FromFiles(invocation)) : deletion.Run(FromArguments(invocation, options));
    }

    private static List<DeleteTarget> FromFiles(Invocation invocation)
    {
        if (invocation.Arguments.Count > 0)
        {
            throw CommandException.Error("when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well");
        }

        var objects = ManifestObjects.ForNaming(invocation);
        return objects.Count > 0
            ? objects.ConvertAll(o => new DeleteTarget(o.Type, o.Namespace, o.Name))
            : throw CommandException.Error("no objects passed to delete");
    }

    private static List<DeleteTarget> FromArguments(Invocation invocation, DeleteOptions options)
    {
        if (invocation.Arguments.Count == 0)
        {
            throw CommandException.Error("""
                You must provide one or more resources by argument or filename.
                Example resource specifications include:
                   '-f rsrc.yaml'
                   '--filename=rsrc.json'
                   '<resource> <name>'
                   '<resource>'
                """);
        }

        var targets = new List<DeleteTarget>();
        foreach (var selection in ResourceSelection.Read(invocation.Arguments, () => invocation.Api))
        {
            if (selection.Names.Count > 0)
            {
                targets.AddRange(selection.Names.Select(n => new DeleteTarget(selection.Type, selection.NamespaceFor(invocation.Namespace), n)));
                if (options.Selects || options.AllNamespaces)
                {
                    throw CommandException.Error(options.AllNamespaces ? "a resource cannot be retrieved by name across all namespaces" : "name cannot be provided when a selector is specified");
                }
            }
            else if (options.Selects)
            {
                targets.AddRange(DeleteTarget.List(invocation, selection.Type, options));
            }
            else
            {
                throw CommandException.Error("resource(s) were provided, but no name was specified");
            }
        }

        return targets;
    }
}
