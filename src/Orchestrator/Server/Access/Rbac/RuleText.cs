using LocalPods.Api.Rbac;

namespace LocalPods.Orchestrator.Server.Access.Rbac;

/// <summary>Rules as refusals show them.</summary>
internal static class RuleText
{
    /// <summary><c>{APIGroups:[""], Resources:["pods"], Verbs:["get" "list"]}</c>.</summary>
    public static string Of(PolicyRule rule)
    {
        (string Name, ImmutableArray<string> Values)[] parts =
        [
            ("APIGroups", rule.ApiGroups), ("Resources", rule.Resources), ("NonResourceURLs", rule.NonResourceURLs), ("ResourceNames", rule.ResourceNames), ("Verbs", rule.Verbs),
        ];
        return $"{{{string.Join(", ", parts.Where(p => !p.Values.IsEmpty).Select(p => $"{p.Name}:{List(p.Values)}"))}}}";
    }

    /// <summary><c>["a" "b"]</c>.</summary>
    public static string List(ImmutableArray<string> values) => $"[{string.Join(' ', values.Select(v => $"\"{v}\""))}]";
}
