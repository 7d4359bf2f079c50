using System.Text.Json;
using LocalPods.Cli.Client;

namespace LocalPods.Cli.Output.Describe;

/// <summary>A pod's topology spread constraints; nothing when it has none.</summary>
internal static class SpreadDescription
{
    public static void Write(DescriptionWriter to, JsonElement constraints)
    {
        if (constraints.Items().OrderBy(c => c.Text("topologyKey"), StringComparer.Ordinal).Select(Constraint).ToArray() is { Length: > 0 } all)
        {
            to.Fields(0, "Topology Spread Constraints", all);
        }
    }

    private static string Constraint(JsonElement constraint)
    {
        var text = $"{constraint.Text("topologyKey")}:{constraint.Text("whenUnsatisfiable")} when max skew {constraint.Text("maxSkew")} is exceeded";
        return constraint.Field("labelSelector") is { ValueKind: JsonValueKind.Object } selector ? $"{text} for selector {Selector(selector)}" : text;
    }

    private static string Selector(JsonElement selector)
    {
        var labels = selector.Field("matchLabels").Sorted().Select(l => (Key: l.Name, Text: $"{l.Name}={l.Value.Text()}"));
        var expressions = selector.Field("matchExpressions").Items().Select(e => (Key: e.Text("key"), Text: Expression(e)));
        var text = string.Join(',', labels.Concat(expressions).OrderBy(r => r.Key, StringComparer.Ordinal).Select(r => r.Text));
        return text.Length > 0 ? text : "<none>";
    }

    private static string Expression(JsonElement expression)
    {
        var key = expression.Text("key");
        var values = string.Join(',', expression.Field("values").Items().Select(v => v.Text()).Order(StringComparer.Ordinal));
        return expression.Text("operator") switch
        {
            "In" => $"{key} in ({values})",
            "NotIn" => $"{key} notin ({values})",
            "DoesNotExist" => "!" + key,
            _ => key,
        };
    }
}
