using LocalPods.Cli.Apply;

namespace LocalPods.Cli.Commands.Create;

/// <summary><c>localpods create</c>: from files, or from flags by one of its own verbs.</summary>
internal static class CreateCommand
{
    public static Command Definition { get; } = new("create", "Create a resource from a file or from stdin")
    {
        Usage = "create -f FILENAME [flags]",
        Description = "Create objects from manifests, or one object from flags. An object that is there already is an error; apply changes it instead.",
        Examples = """
              # What a file says
              localpods create -f pod.yml

              # What another program prints
              cat pod.yml | localpods create -f -

              # An object from flags, shown instead of created
              localpods create namespace shop --dry-run=client -o yaml
            """,
        Flags =
        [
            .. FileFlags.All,
            FileFlags.DryRun,
            ChangePrinter.Output,
            Flag.Switch("save-config", "Remember the manifest in the object, for a later apply"),
            FileFlags.Validate,
        ],
        Children = Generators.All,
        Run = Run,
    };

    private static int Run(Invocation invocation)
    {
        if (!invocation.Flags.Given("filename"))
        {
            throw CommandException.Error("must specify one of -f and -k");
        }

        var (dryRun, validation) = (DryRuns.Read(invocation.Flags), ValidationFlag.Read(invocation.Flags));
        var printer = new ChangePrinter(invocation, dryRun);
        var files = new FileObjects(invocation, validation, dryRun, "kubectl-create");
        return files.Run("creating", item =>
        {
            var json = item.ToJson();
            var now = files.Create(item, invocation.Flags.On("save-config") ? LastApplied.With(json) : json);
            printer.Print($"{item.Type.PrintedName}/{now["metadata"]?["name"]}", "created", now);
        });
    }
}
