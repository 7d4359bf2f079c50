using System.Text.Json;
using LocalPods.Cli.Client;

namespace LocalPods.Cli.Output;

/// <summary>A rule of roles, as tables of rules show it.</summary>
/// <param name="Verbs">What may be done.</param>
/// <param name="Groups">To resources of these API groups.</param>
/// <param name="Resources">To these resources.</param>
/// <param name="Names">To these objects only, if any are named.</param>
/// <param name="Paths">To these paths.</param>
internal sealed record PolicyRule(IReadOnlyList<string> Verbs, IReadOnlyList<string> Groups, IReadOnlyList<string> Resources, IReadOnlyList<string> Names, IReadOnlyList<string> Paths)
{
    /// <summary>The cells of its row: resources, paths, names, verbs.</summary>
    public string[] Cells => [Resource, List(Paths), List(Names), List(Verbs)];

    /// <summary>The heading of such rows.</summary>
    public static string[] Headings { get; } = ["Resources", "Non-Resource URLs", "Resource Names", "Verbs"];

    /// <summary>Rules as kubectl shows them: taken apart by group, resource, name and verb, verbs of the same put together again, sorted.</summary>
    public static IReadOnlyList<PolicyRule> Compact(IEnumerable<PolicyRule> rules)
    {
        var parts = rules.SelectMany(r => r.Parts()).ToList();
        return [.. parts
            .Where(p => p.Paths.Count == 0)
            .GroupBy(p => (p.Groups[0], p.Resources[0], Name: p.Names is [var name] ? name : null))
            .Select(g => g.First() with { Verbs = [.. g.SelectMany(p => p.Verbs).Distinct()] })
            .Concat(parts.Where(p => p.Paths.Count > 0))
            .OrderBy(p => p.Order, StringComparer.Ordinal)];
    }

    /// <summary>Reads a rule of a role, or one of what a caller may do.</summary>
    public static PolicyRule Read(JsonElement rule) =>
        new(Texts(rule, "verbs"), Texts(rule, "apiGroups"), Texts(rule, "resources"), Texts(rule, "resourceNames"), Texts(rule, "nonResourceURLs"));

    // Go's text of a rule, by which kubectl sorts.
    private string Order => $"&PolicyRule{{Verbs:{List(Verbs)},APIGroups:{List(Groups)},Resources:{List(Resources)},ResourceNames:{List(Names)},NonResourceURLs:{List(Paths)},}}";

    // The group goes between a resource and its part: deployments.apps/scale.
    private string Resource
    {
        get
        {
            if (Resources.Count == 0)
            {
                return "";
            }

            var parts = Resources[0].Split('/', 2);
            var group = Groups.Count > 0 && Groups[0].Length > 0 ? "." + Groups[0] : "";
            return parts[0] + group + (parts.Length > 1 ? "/" + parts[1] : "");
        }
    }

    private IEnumerable<PolicyRule> Parts()
    {
        foreach (var group in Groups)
        {
            foreach (var resource in Resources)
            {
                foreach (var verb in Verbs)
                {
                    foreach (var name in Names.Count > 0 ? Names.Select(n => (string[])[n]) : [[]])
                    {
                        yield return new([verb], [group], [resource], name, []);
                    }
                }
            }
        }

        foreach (var path in Paths)
        {
            foreach (var verb in Verbs)
            {
                yield return new([verb], [], [], [], [path]);
            }
        }
    }

    private static string List(IReadOnlyList<string> texts) => $"[{string.Join(' ', texts)}]";

    private static string[] Texts(JsonElement rule, string field) => [.. rule.Field(field).Items().Select(t => t.Text())];
}
