using System.Text.Json.Nodes;

namespace LocalPods.Cli.Commands;

/// <summary><c>localpods annotate</c>.</summary>
internal static class AnnotateCommand
{
    public static Command Definition { get; } = new("annotate", "Update the annotations on a resource")
    {
        Usage = "annotate [--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version] [flags]",
        Description = "Update the annotations on a resource. One that is there keeps its value unless --overwrite is given; KEY- removes one.",
        Examples = """
              # Note something on a pod
              localpods annotate pod web note='the blue one'

              # Remove the note
              localpods annotate pod web note-
            """,
        Flags = MapVerb.Flags("annotations"),
        Completes = MapVerb.Completes,
        Run = Run,
    };

    private static int Run(Invocation invocation)
    {
        var (resources, pairs) = MapChange.Split(invocation.Arguments, "annotation");
        return new MapVerb(invocation, "annotations", "kubectl-annotate", Refusals, (_, _) => "annotated").Run(resources, Read(pairs));
    }

    private static MapChange Read(IReadOnlyList<string> pairs)
    {
        var (set, removed) = (new Dictionary<string, string>(StringComparer.Ordinal), new List<string>());
        foreach (var pair in pairs)
        {
            if (pair.IndexOf('=', StringComparison.Ordinal) is > 0 and var at)
            {
                set[pair[..at]] = pair[(at + 1)..];
            }
            else
            {
                removed.Add(pair[..^1]);
            }
        }

        return removed.FindAll(set.ContainsKey) is { Count: > 0 } both
            ? throw CommandException.Error($"can not both modify and remove the following annotation(s) in the same command: {string.Join(", ", both)}")
            : new MapChange(set, removed);
    }

    private static IEnumerable<string> Refusals(MapChange change, JsonObject live)
    {
        var taken = change.Set
            .Where(s => live[s.Key] is { } there && there.ToString() != s.Value && s.Key != "kubernetes.io/change-cause")
            .Select(s => $"'{s.Key}' already has a value ({live[s.Key]})").ToList();
        return taken.Count == 0 ? [] : [$"--overwrite is false but found the following declared annotation(s): {string.Join("; ", taken)}"];
    }
}
