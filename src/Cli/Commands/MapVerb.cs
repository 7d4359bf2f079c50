using System.Text.Json.Nodes;
using LocalPods.Cli.Commands.Completion;

namespace LocalPods.Cli.Commands;

/// <summary>What <c>label</c> and <c>annotate</c> have in common: they change a map of the metadata of objects.</summary>
/// <param name="invocation">The command.</param>
/// <param name="map"><c>labels</c> or <c>annotations</c>.</param>
/// <param name="manager">Who changes, as managed fields name it.</param>
/// <param name="refusal">What is wrong with the change of a map as it is, each on a line of its own; asked without <c>--overwrite</c>.</param>
/// <param name="outcome">What became of the object, by how many keys were set and removed.</param>
internal sealed class MapVerb(
    Invocation invocation, string map, string manager, Func<MapChange, JsonObject, IEnumerable<string>> refusal, Func<int, int, string> outcome)
{
    public static IReadOnlyList<Flag> Flags(string what) =>
    [
        .. SelectionFlags.All,
        FileFlags.DryRun,
        Flag.Switch("list", $"Print the {what} of the objects"),
        ChangePrinter.Output,
        Flag.Switch("overwrite", $"Let {what} that are there get other values"),
        Flag.Text("resource-version", "Only change the object if this is its version; for a single object"),
    ];

    public static CompletedArguments Completes => CompletedArguments.Objects;

    /// <param name="words">Types and names.</param>
    /// <param name="change">What to do to each.</param>
    public int Run(IReadOnlyList<string> words, MapChange change)
    {
        var flags = invocation.Flags;
        var list = flags.On("list");
        Refuse(list && flags.Text("output").Length > 0, "--list and --output may not be specified together");
        Refuse(flags.On("all") && flags.Text("selector").Length > 0, "cannot set --all and --selector at the same time");
        Refuse(flags.On("all") && flags.Text("field-selector").Length > 0, "cannot set --all and --field-selector at the same time");
        Refuse(words.Count == 0 && !flags.Given("filename"), "one or more resources must be specified as <resource> <name> or <resource>/<name>");
        Refuse(change.IsEmpty && !list, $"at least one {map[..^1]} update is required");
        var printer = new ChangePrinter(invocation, DryRuns.Read(flags));
        var targets = new TargetObjects(invocation, words);
        var version = flags.Text("resource-version");
        return targets.Visit(target =>
        {
            Refuse(version.Length > 0 && !targets.IsOne, "--resource-version may only be used with a single resource");
            if (list)
            {
                List(target, change, indented: !targets.IsOne);
            }
            else
            {
                Change(target, change, version, printer);
            }
        }) ? ExitCode.Success : ExitCode.Failure;
    }

    private void Change(TargetObject target, MapChange change, string version, ChangePrinter printer)
    {
        var live = target.Live["metadata"]?[map] as JsonObject ?? [];
        if (!invocation.Flags.On("overwrite") && refusal(change, live).ToList() is { Count: > 0 } faults)
        {
            throw new CommandException(string.Join('\n', faults.Select(f => "error: " + f)));
        }

        if (map == "labels" && printer.DryRun != DryRun.Client)
        {
            foreach (var key in change.Removed.Where(k => !live.ContainsKey(k)))
            {
                invocation.Out.Write($"label \"{key}\" not found.\n");
            }
        }

        var patch = change.Patch(map, live);
        var keys = patch["metadata"]?[map] as JsonObject ?? [];
        var removed = keys.Count(k => k.Value is null);
        if (version.Length > 0)
        {
            (patch["metadata"] ??= new JsonObject())["resourceVersion"] = version;
        }

        var now = printer.DryRun == DryRun.Client ? Changed(target.Live, keys) : Patching.Send(invocation.Api, target.Path, Patching.Merge, patch, manager, printer.DryRun);
        printer.Print(target.PrintedName, outcome(keys.Count - removed, removed), now);
    }

    private void List(TargetObject target, MapChange change, bool indented)
    {
        var live = target.Live["metadata"]?[map] as JsonObject ?? [];
        var keys = change.Patch(map, live)["metadata"]?[map] as JsonObject ?? [];
        if (indented)
        {
            invocation.Out.Write($"Listing {map} for {target.Type.Kind}.{target.Type.Group}/{target.Name}:\n");
        }

        foreach (var (key, value) in (Changed(target.Live, keys)["metadata"]?[map] as JsonObject ?? []).OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            invocation.Out.Write($"{(indented ? " " : "")}{key}={value}\n");
        }
    }

    private JsonObject Changed(JsonObject live, JsonObject keys)
    {
        var changed = (JsonObject)live.DeepClone();
        var metadata = changed["metadata"] as JsonObject ?? [];
        changed["metadata"] = metadata;
        if (metadata[map] is not JsonObject values)
        {
            metadata[map] = values = [];
        }

        foreach (var (key, value) in keys)
        {
            if (value is null)
            {
                values.Remove(key);
            }
            else
            {
                values[key] = value.DeepClone();
            }
        }

        return changed;
    }

    private static void Refuse(bool when, string message)
    {
        if (when)
        {
            throw CommandException.Error(message);
        }
    }
}
