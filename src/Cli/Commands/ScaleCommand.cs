using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using LocalPods.Cli.Client;
using LocalPods.Cli.Commands.Completion;

namespace LocalPods.Cli.Commands;

/// <summary><c>localpods scale</c>.</summary>
internal static class ScaleCommand
{
    public static Command Definition { get; } = new("scale", "Set a new size for a deployment, replica set, or replication controller")
    {
        Usage = "scale [--resource-version=version] [--current-replicas=count] --replicas=COUNT (-f FILENAME | TYPE NAME) [flags]",
        Description = "Set a new size for an object that has a scale: how many pods it is to have.",
        Examples = """
              # Three of them
              localpods scale --replicas=3 deployment/web

              # Only if there are two now
              localpods scale --current-replicas=2 --replicas=3 deployment/web
            """,
        Flags =
        [
            .. FileFlags.All,
            Flag.Switch("all", "Take all objects of the types, in the namespace of the request"),
            Flag.Number("current-replicas", "Only scale if this is the size now; -1 for any", -1),
            FileFlags.DryRun,
            ChangePrinter.Output,
            Flag.Text("replicas", "The new number of replicas"),
            Flag.Text("resource-version", "Only scale if this is the object's version"),
            Flag.Text("selector", "Labels to filter on, such as app=web,tier!=db", 'l'),
            Flag.Duration("timeout", "How long to wait until the new size is there; zero does not wait"),
        ],
        Completes = CompletedArguments.Objects,
        Run = Run,
    };

    private static int Run(Invocation invocation)
    {
        var flags = invocation.Flags;
        if (!flags.Given("replicas"))
        {
            throw CommandException.Error("required flag(s) \"replicas\" not set");
        }

        if (!int.TryParse(flags.Text("replicas"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var replicas) || replicas < 0)
        {
            throw CommandException.Error("The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0");
        }

        if (flags.Number("current-replicas") < -1)
        {
            throw CommandException.Error("The --current-replicas must specify an integer of -1 or greater");
        }

        var printer = new ChangePrinter(invocation, DryRuns.Read(flags));
        var targets = new TargetObjects(invocation, invocation.Arguments);
        var fine = targets.Visit(target =>
        {
            if (flags.Text("resource-version").Length > 0 && !targets.IsOne)
            {
                throw CommandException.Error("cannot use --resource-version with multiple resources");
            }

            if (printer.DryRun != DryRun.Client)
            {
                Scale(invocation, target, replicas, printer.DryRun);
            }

            if (target.Live["spec"] is JsonObject spec)
            {
                spec["replicas"] = replicas;
            }

            printer.Print(target.PrintedName, "scaled", target.Live);
        });
        return targets.Count > 0 || !fine ? (fine ? ExitCode.Success : ExitCode.Failure) : throw CommandException.Error("no objects passed to scale");
    }

    private static void Scale(Invocation invocation, TargetObject target, int replicas, DryRun dryRun)
    {
        var (wanted, version) = (invocation.Flags.Number("current-replicas"), invocation.Flags.Text("resource-version"));
        var patch = new JsonObject { ["spec"] = new JsonObject { ["replicas"] = replicas } };
        if (wanted >= 0 || version.Length > 0)
        {
            var scale = JsonElement.Parse(invocation.Api.Get(target.Path + "/scale"));
            var (now, current) = (scale.Field("spec").Field("replicas").Number() ?? 0, scale.Field("metadata").Text("resourceVersion"));
            if (wanted >= 0 && now != wanted)
            {
                throw CommandException.Error($"Expected replicas to be {wanted}, was {now}");
            }

            if (version.Length > 0 && version != current)
            {
                throw CommandException.Error($"Expected resource version to be {version}, was {current}");
            }

            patch["metadata"] = new JsonObject { ["resourceVersion"] = current };
        }

        Patching.Send(invocation.Api, target.Path + "/scale", Patching.Merge, patch, null, dryRun);
        var timeout = invocation.Flags.Duration("timeout");
        if (timeout > TimeSpan.Zero && dryRun == DryRun.None)
        {
            var watch = new ObjectWatch(invocation, target.Type, target.Namespace, target.Name, invocation.Environment.Clock.GetUtcNow() + timeout);
            _ = watch.Until(live => live is null || (live.Value.Field("status").Field("replicas").Number() ?? 0) == replicas ? "there" : null)
                ?? throw CommandException.Error("timed out waiting for the condition");
        }
    }
}
