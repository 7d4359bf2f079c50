using System.Text.Json.Nodes;
using LocalPods.Api.Names;

namespace LocalPods.Cli.Commands;

/// <summary><c>localpods label</c>.</summary>
internal static class LabelCommand
{
    public static Command Definition { get; } = new("label", "Update the labels on a resource")
    {
        Usage = "label [--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version] [flags]",
        Description = "Update the labels on a resource. A label that is there keeps its value unless --overwrite is given; KEY- removes one.",
        Examples = """
              # Label a pod
              localpods label pod web tier=front

              # Give the label another value
              localpods label --overwrite pod web tier=back

              # Remove it from all pods of an app
              localpods label pods -l app=shop tier-
            """,
        Flags = MapVerb.Flags("labels"),
        Completes = MapVerb.Completes,
        Run = Run,
    };

    private static int Run(Invocation invocation)
    {
        var (resources, pairs) = MapChange.Split(invocation.Arguments, "label");
        return new MapVerb(invocation, "labels", "kubectl-label", Refusals, Outcome).Run(resources, Read(pairs));
    }

    private static MapChange Read(IReadOnlyList<string> pairs)
    {
        var (set, removed) = (new Dictionary<string, string>(StringComparer.Ordinal), new List<string>());
        foreach (var pair in pairs)
        {
            switch (pair.Split('='))
            {
                case [var key, var value]:
                    var faults = ValidNames.LabelValue(value);
                    set[key] = faults.IsEmpty ? value : throw CommandException.Error($"invalid label value: \"{pair}\": {string.Join(';', faults)}");
                    break;
                case [_]:
                    removed.Add(pair[..^1]);
                    break;
                default:
                    throw CommandException.Error($"invalid label spec: {pair}");
            }
        }

        return removed.Exists(set.ContainsKey) ? throw CommandException.Error("can not both modify and remove a label in the same command") : new MapChange(set, removed);
    }

    private static IEnumerable<string> Refusals(MapChange change, JsonObject live) => change.Set
        .Where(s => live[s.Key] is { } there && there.ToString() != s.Value)
        .Select(s => $"'{s.Key}' already has a value ({live[s.Key]}), and --overwrite is false");

    private static string Outcome(int set, int removed) => (set, removed) switch
    {
        (0, 0) => "not labeled",
        (_, 0) => "labeled",
        (0, _) => "unlabeled",
        _ => "modified",
    };
}
