using System.Text.Json;
using LocalPods.Cli.Client;

namespace LocalPods.Cli.Output.Describe;

/// <summary>Roles and bindings, of one namespace or of all, as <c>describe</c> prints them.</summary>
internal static class RbacDescription
{
    public static string WriteRole(JsonElement role, TimeProvider clock)
    {
        var to = Begin(role, clock);
        to.Heading(0, "PolicyRule:");
        WriteTable(to, PolicyRule.Headings, PolicyRule.Compact(role.Field("rules").Items().Select(PolicyRule.Read)).Select(r => r.Cells));
        return to.ToString();
    }

    public static string WriteBinding(JsonElement binding, TimeProvider clock)
    {
        var to = Begin(binding, clock);
        to.Heading(0, "Role:");
        to.Field(1, "Kind", binding.Field("roleRef").Text("kind"));
        to.Field(1, "Name", binding.Field("roleRef").Text("name"));
        to.Heading(0, "Subjects:");
        WriteTable(to, ["Kind", "Name", "Namespace"], binding.Field("subjects").Items().Select(s => (string[])[s.Text("kind"), s.Text("name"), s.Text("namespace")]));
        return to.ToString();
    }

    // Without the namespace, even where there is one: as kubectl.
    private static DescriptionWriter Begin(JsonElement item, TimeProvider clock)
    {
        var to = new DescriptionWriter(clock);
        to.Field(0, "Name", item.Field("metadata").Text("name"));
        MetadataDescription.WriteLabels(to, item.Field("metadata"));
        return to;
    }

    private static void WriteTable(DescriptionWriter to, string[] headings, IEnumerable<string[]> rows)
    {
        to.Line(1, headings);
        to.Line(1, [.. headings.Select(h => new string('-', h.Length))]);
        foreach (var row in rows)
        {
            to.Line(1, row);
        }
    }
}
