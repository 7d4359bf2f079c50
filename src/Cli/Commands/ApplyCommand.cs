using System.Text.Json;
using System.Text.Json.Nodes;
using LocalPods.Api.Serialization;
using LocalPods.Cli.Apply;
using LocalPods.Cli.Client;
using LocalPods.Cli.Output;

namespace LocalPods.Cli.Commands;

/// <summary><c>localpods apply</c>.</summary>
internal static class ApplyCommand
{
    public static Command Definition { get; } = new("apply", "Create or update objects from manifests")
    {
        Usage = "apply -f FILENAME [flags]",
        Description = """
            Create or update objects from manifests.

             Every file is read and checked before anything is sent; all faults are told at once with their line and column, and
             nothing is applied when there is one. An object that does not exist is created. One that does is changed to what the
             manifest says: fields that were removed from the manifest since it was last applied are removed, fields it never
             named are left alone.

             With --server-side the server merges: it knows who set which fields, removes those that you no longer send and nobody
             else owns, and refuses to change what others set otherwise, unless you force it.

             With --prune objects are deleted that were applied before, have the labels of the selector and are not among the manifests: as if
             the manifests said all there is to be.

             With --wait it returns when every pod of the manifests is ready or has completed, and fails as soon as one of them
             cannot become so by itself; on a terminal it shows how far the pulls of their images are.
            """,
        Examples = """
              # Apply a manifest
              localpods apply -f pod.yml

              # Apply all manifests of a folder and of those below it
              localpods apply -R -f manifests/

              # Apply what another program prints
              cat pod.yml | localpods apply -f -

              # Apply a manifest and wait until its pods are ready, two minutes at most
              localpods apply -f pod.yml --wait --timeout=2m

              # Have the server merge, and take the fields that others set otherwise
              localpods apply -f pod.yml --server-side --force-conflicts

              # Apply a folder, and delete what was applied from it before and is not in it any more
              localpods apply -f manifests/ --prune -l app=shop

              # Have the server check a manifest without storing anything
              localpods apply -f pod.yml --dry-run=server
            """,
        Flags =
        [
            .. FileFlags.All,
            .. Pruning.Flags,
            FileFlags.Validate,
            FileFlags.DryRun,
            Flag.Text("field-manager", "Name by which the server remembers who set the fields (kubectl-client-side-apply, or kubectl with --server-side)"),
            Flag.Switch("force-conflicts", "With --server-side, take fields that others set otherwise"),
            Flag.Switch("server-side", "Have the server merge the manifest into the object"),
            Flag.Switch("wait", "Wait until the pods are ready or have completed"),
            Flag.Duration("timeout", "The longest --wait; zero means as long as it takes"),
            Flag.Text("output", "Print the objects instead of what became of them: json, yaml, name, jsonpath=...", 'o') with { Values = ["json", "yaml", "name", "jsonpath="] },
        ],
        Run = Run,
    };

    private static int Run(Invocation invocation)
    {
        FileFlags.RequireOnly(invocation);

        var (dryRun, validation) = (DryRuns.Read(invocation.Flags), ValidationFlag.Read(invocation.Flags));
        var format = ObjectFormat.Read(invocation.Flags.Text("output"));
        var pruning = Pruning.Read(invocation, dryRun);
        var objects = ManifestObjects.ForSending(invocation, validation).FindAll(pruning.Selects);
        if (objects.Count == 0)
        {
            throw CommandException.Error("no objects passed to apply");
        }

        var apply = Way(invocation, validation, dryRun);
        var results = new List<(AppliedObject Item, JsonObject Object)>();
        var failed = false;
        foreach (var item in objects)
        {
            try
            {
                var (outcome, result) = apply(item);
                results.Add((item, result));
                if (format is ObjectFormat.Table)
                {
                    invocation.Out.Write($"{item.PrintedName} {outcome.Word()}{dryRun.Note()}\n");
                    invocation.Out.Flush();
                }
            }
            catch (ApiFailure failure)
            {
                failed = true;
                invocation.Error.Write(failure.Explanation);
                if (failure.Plain is null)
                {
                    TellPlaces(invocation.Error, item, failure);
                }
            }
        }

        if (format is not ObjectFormat.Table && results.Count > 0)
        {
            invocation.Out.Write(format.Print(JsonElement.Parse(JsonBytes.Of(Document(results.ConvertAll(r => r.Object))))));
        }

        if (!failed && pruning.IsWanted)
        {
            pruning.Run(results);
        }

        if (invocation.Flags.On("wait") && dryRun == DryRun.None)
        {
            invocation.Out.Flush();
            failed |= !new ReadyWait(invocation, invocation.Flags.Duration("timeout")).Run(results, tell: format is ObjectFormat.Table);
        }

        return failed ? ExitCode.Failure : ExitCode.Success;
    }

    /// <summary>How the objects are applied: here or by the server.</summary>
    private static Func<AppliedObject, (ApplyOutcome, JsonObject)> Way(Invocation invocation, FieldValidation validation, DryRun dryRun)
    {
        var (byServer, force, manager) = (invocation.Flags.On("server-side"), invocation.Flags.On("force-conflicts"), invocation.Flags.Text("field-manager"));
        if (force && !byServer)
        {
            throw CommandException.Error("--force-conflicts only works with --server-side");
        }

        if (byServer && dryRun == DryRun.Client)
        {
            throw CommandException.Error("--dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)");
        }

        return byServer
            ? new ServerSideApplier(() => invocation.Api, invocation.Error, validation, dryRun, manager.Length > 0 ? manager : ServerSideApplier.DefaultManager, force).Apply
            : new Applier(() => invocation.Api, invocation.Error, validation, dryRun, manager.Length > 0 ? manager : "kubectl-client-side-apply").Apply;
    }

    /// <summary>Where in the file the fields are that the server refused.</summary>
    private static void TellPlaces(TextWriter error, AppliedObject item, ApiFailure failure)
    {
        foreach (var field in failure.Causes.Select(c => c.Field).Where(f => f.Length > 0).Distinct())
        {
            error.Write($"  {item.Manifest.Locate(field)}: {field}\n");
        }
    }

    private static JsonObject Document(List<JsonObject> results) => results is [var only]
        ? only
        : new JsonObject { ["apiVersion"] = "v1", ["items"] = new JsonArray([.. results]), ["kind"] = "List", ["metadata"] = new JsonObject() };
}
