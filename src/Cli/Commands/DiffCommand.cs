using System.Text.Json.Nodes;
using LocalPods.Cli.Apply;
using LocalPods.Cli.Client;

namespace LocalPods.Cli.Commands;

/// <summary><c>localpods diff</c>.</summary>
internal static class DiffCommand
{
    public static Command Definition { get; } = new("diff", "Diff the live version against a would-be applied version")
    {
        Usage = "diff -f FILENAME",
        Description = """
            Show what apply would change: each object as it is, against what the server says it would be.

             The program of $KUBECTL_EXTERNAL_DIFF compares; without it 'diff -u -N'. Values of secrets are not shown.

             Exit status: 0 when there is no difference, 1 when there is one, greater than 1 when something went wrong.
            """,
        Examples = """
              # What a manifest would change
              localpods diff -f pod.yml

              # Shown by another program
              KUBECTL_EXTERNAL_DIFF="colordiff -N -u" localpods diff -f manifests/
            """,
        Flags =
        [
            .. FileFlags.All,
            Flag.Text("field-manager", "Name by which the server remembers who set the fields (kubectl-client-side-apply, or kubectl with --server-side)"),
            Flag.Switch("force-conflicts", "With --server-side, take fields that others set otherwise"),
            Flag.Text("selector", "Labels to filter on, such as app=web,tier!=db", 'l'),
            Flag.Switch("server-side", "Compare with what apply --server-side would make"),
            Flag.Switch("show-managed-fields", "Compare who set which fields, too"),
        ],
        Run = Run,
    };

    private static int Run(Invocation invocation)
    {
        try
        {
            return Diff(invocation);
        }
        catch (UsageException failure)
        {
            throw new CommandException($"{failure.Message}\n{failure.Pointer("diff")}", ExitCode.DiffFailed);
        }
        catch (CommandException failure)
        {
            throw new CommandException(failure.Message, ExitCode.DiffFailed);
        }
        catch (ApiFailure failure)
        {
            throw new CommandException(failure.Explanation.TrimEnd('\n'), ExitCode.DiffFailed);
        }
    }

    private static int Diff(Invocation invocation)
    {
        var flags = invocation.Flags;
        if (invocation.Arguments.Count > 0)
        {
            throw new UsageException($"Unexpected args: [{string.Join(' ', invocation.Arguments)}]") { Understood = true };
        }

        if (!flags.Given("filename"))
        {
            throw CommandException.Error("must specify one of -f and -k");
        }

        if (flags.On("force-conflicts") && !flags.On("server-side"))
        {
            throw CommandException.Error("--force-conflicts only works with --server-side");
        }

        var selector = LabelSelection.Read(flags.Text("selector"));
        using var versions = new DiffFolders(flags.On("show-managed-fields"));
        foreach (var item in ManifestObjects.ForSending(invocation, Api.Serialization.FieldValidation.Ignore).Where(i => selector.Matches(i.Manifest.Json)))
        {
            var live = invocation.Api.FindObject(item.Type.Item(item.Namespace, item.NameToApply));
            versions.Add(item, live, Merged(invocation, item, live));
        }

        invocation.Out.Flush();
        return versions.Compare(invocation);
    }

    /// <summary>The object as apply would make it, by the server's own word.</summary>
    private static JsonObject Merged(Invocation invocation, AppliedObject item, JsonObject? live)
    {
        var (api, flags) = (invocation.Api, invocation.Flags);
        var given = flags.Text("field-manager");
        if (flags.On("server-side"))
        {
            var manager = given.Length > 0 ? given : ServerSideApplier.DefaultManager;
            return new ServerSideApplier(() => api, invocation.Error, Api.Serialization.FieldValidation.Ignore, DryRun.Server, manager, flags.On("force-conflicts")).Apply(item).Object;
        }

        var parameters = new[] { ("dryRun", "All"), ("fieldManager", given.Length > 0 ? given : "kubectl-client-side-apply") };
        if (live is null)
        {
            return api.SendObject("POST", UrlText.WithQuery(item.Type.Collection(item.Namespace), parameters!), item.ToJson());
        }

        // Annotations are said to be there, as apply says it by the one of its own: else those that were applied before would go.
        var modified = item.ToJson();
        modified["metadata"]!["annotations"] ??= new JsonObject();
        var merged = ThreeWayMerge.Merge(LastApplied.Of(live) ?? [], modified, live, item.Shape);
        return api.SendObject("PUT", UrlText.WithQuery(item.Type.Item(item.Namespace, item.Name), parameters!), merged);
    }
}
