using LocalPods.Cli.Commands.Completion;

namespace LocalPods.Cli.Commands.Edit;

/// <summary><c>localpods edit</c>.</summary>
internal static class EditCommand
{
    public static Command Definition { get; } = new("edit", "Edit a resource on the server")
    {
        Usage = "edit (RESOURCE/NAME | -f FILENAME)",
        Description = """
            Edit objects in the editor that $KUBE_EDITOR or $EDITOR names, or vi.

             What you change is sent when you leave the editor; what you changed to something the server refuses comes back to you with the
             reasons above it. An empty file, or one without changes, changes nothing.
            """,
        Examples = """
              # A pod
              localpods edit pod web

              # In another editor, as JSON
              KUBE_EDITOR="code --wait" localpods edit configmap/settings -o json

              # The size of an object that has one
              localpods edit deployment/web --subresource=scale
            """,
        Flags =
        [
            .. FileFlags.All,
            Flag.Text("field-manager", "Name by which the server remembers who set the fields", otherwise: "kubectl-edit"),
            Flag.Text("output", "Format to edit in: yaml or json", 'o', otherwise: "yaml") with { Values = ["yaml", "json"] },
            Flag.Switch("output-patch", "Print the patch that is sent"),
            Flag.Switch("save-config", "Remember the object as you left it, for a later apply"),
            Flag.Text("selector", "Labels to filter on, such as app=web,tier!=db", 'l'),
            Flag.Switch("show-managed-fields", "Show who set which fields, too"),
            Flag.Text("subresource", "The part of the object to edit, such as status or scale") with { Values = ["status", "scale", "resize"] },
            FileFlags.Validate,
        ],
        Completes = CompletedArguments.Objects,
        Run = Run,
    };

    private static int Run(Invocation invocation)
    {
        var flags = invocation.Flags;
        if (flags.Text("output") is not ("yaml" or "json"))
        {
            throw CommandException.Error($"unable to match a printer suitable for the output format \"{flags.Text("output")}\", allowed formats are: json,yaml");
        }

        if (invocation.Arguments.Count == 0 && !flags.Given("filename"))
        {
            throw CommandException.Error(TargetObjects.NothingNamed);
        }

        var subresource = flags.Text("subresource");
        var targets = new List<TargetObject>();
        var fine = new TargetObjects(invocation, invocation.Arguments, allAlways: true).Visit(target =>
            targets.Add(subresource.Length > 0 ? target with { Live = invocation.Api.GetObject($"{target.Path}/{subresource}") } : target));
        if (!fine)
        {
            return ExitCode.Failure;
        }

        return targets.Count > 0 ? new EditSession(invocation, targets).Run() : throw CommandException.Error("edit cancelled, no objects found");
    }
}
