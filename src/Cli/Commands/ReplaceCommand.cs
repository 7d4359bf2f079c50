using System.Text.Json.Nodes;
using LocalPods.Cli.Apply;

namespace LocalPods.Cli.Commands;

/// <summary><c>localpods replace</c>.</summary>
internal static class ReplaceCommand
{
    public static Command Definition { get; } = new("replace", "Replace a resource by file name or stdin")
    {
        Usage = "replace -f FILENAME [flags]",
        Description = """
            Replace objects by what manifests say; what they do not say is gone afterwards.

             With --force an object is deleted and created anew, which also changes what cannot be changed otherwise.
            """,
        Examples = """
              # Another content for an object
              localpods replace -f config.yml

              # A pod with another command: it is stopped and made anew
              localpods replace --force -f pod.yml
            """,
        Flags =
        [
            .. FileFlags.All,
            FileFlags.DryRun,
            Flag.Switch("force", "Delete the objects and create them anew"),
            Flag.Number("grace-period", "With --force, seconds given to the object to end by itself; negative leaves it to the object", -1),
            ChangePrinter.Output,
            Flag.Switch("save-config", "Remember the manifest in the object, for a later apply"),
            Flag.Text("subresource", "The part of the object to replace, such as status") with { Values = ["status", "scale"] },
            Flag.Duration("timeout", "With --force, how long to wait for an object to be gone; zero means a week"),
            FileFlags.Validate,
        ],
        Run = Run,
    };

    private static int Run(Invocation invocation)
    {
        var flags = invocation.Flags;
        if (!flags.Given("filename"))
        {
            throw CommandException.Error("must specify one of -f and -k");
        }

        var (dryRun, validation, force) = (DryRuns.Read(flags), ValidationFlag.Read(flags), flags.On("force"));
        if (!force && (flags.Number("grace-period") >= 0 || flags.Duration("timeout") > TimeSpan.Zero))
        {
            throw CommandException.Error(flags.Number("grace-period") >= 0 ? "--grace-period must have --force specified" : "--timeout must have --force specified");
        }

        if (force && dryRun != DryRun.None)
        {
            throw CommandException.Error("--dry-run can not be used when --force is set");
        }

        var printer = new ChangePrinter(invocation, dryRun);
        var files = new FileObjects(invocation, validation, dryRun, "kubectl-replace");
        var subresource = flags.Text("subresource");
        return files.Run("replacing", item =>
        {
            var json = flags.On("save-config") ? LastApplied.With(item.ToJson()) : item.ToJson();
            var path = item.Type.Item(item.Namespace, item.Name);
            if (force)
            {
                Delete(invocation, item);
            }

            var now = force ? files.Create(item, json)
                : dryRun == DryRun.Client ? json
                : Put(invocation, files.Target(path + (subresource.Length > 0 ? "/" + subresource : "")), path, json);
            printer.Print(item.PrintedName, "replaced", now);
        });
    }

    // Whoever wrote no version means the object as it is now.
    private static JsonObject Put(Invocation invocation, string target, string path, JsonObject json)
    {
        var live = invocation.Api.GetObject(path);
        if (json["metadata"] is JsonObject metadata && metadata["resourceVersion"] is null && live["metadata"]?["resourceVersion"] is { } version)
        {
            metadata["resourceVersion"] = version.DeepClone();
        }

        return invocation.Api.SendObject("PUT", target, json);
    }

    private static void Delete(Invocation invocation, AppliedObject item)
    {
        var seconds = invocation.Flags.Number("grace-period");
        var timeout = invocation.Flags.Duration("timeout");
        var options = new DeleteOptions
        {
            GracePeriod = seconds < 0 ? null : seconds,
            Propagation = "Background",
            DryRun = DryRun.None,
            Wait = true,
            Timeout = timeout > TimeSpan.Zero ? timeout : TimeSpan.FromHours(168),
            IgnoreNotFound = true,
            ForceZero = false,
        };
        if (new Deletion(invocation, options).Run([new DeleteTarget(item.Type, item.Namespace, item.Name)]) != ExitCode.Success)
        {
            throw new CommandException("");
        }
    }
}
