using LocalPods.Api.Rbac;

namespace LocalPods.Orchestrator.Server.Access.Rbac;

/// <summary>What a rule allows, and whether it allows all that another one does. Pure.</summary>
internal static class RuleMatch
{
    private const string All = RbacNames.All;

    public static bool Allows(PolicyRule rule, AccessAttributes wanted) =>
        Holds(rule.Verbs, wanted.Verb)
        && (wanted.Path is { } path
            ? rule.NonResourceURLs.Any(url => CoversPath(url, path))
            : Holds(rule.ApiGroups, wanted.Group)
                && rule.Resources.Any(r => CoversResource(r, wanted.FullResource))
                && (rule.ResourceNames.IsEmpty || (wanted.Name.Length > 0 && rule.ResourceNames.Contains(wanted.Name))));

    /// <summary>What some rules leave uncovered of others, taken apart as far as needed.</summary>
    /// <param name="held">Rules that somebody has.</param>
    /// <param name="wanted">Rules that are asked for.</param>
    public static ImmutableArray<PolicyRule> Uncovered(IReadOnlyCollection<PolicyRule> held, IEnumerable<PolicyRule> wanted) =>
        [.. wanted.SelectMany(TakenApart).Where(w => !held.Any(h => Covers(h, w)))];

    private static bool Covers(PolicyRule held, PolicyRule wanted) =>
        HoldsAll(held.Verbs, wanted.Verbs)
        && HoldsAll(held.ApiGroups, wanted.ApiGroups)
        && wanted.Resources.All(w => held.Resources.Any(h => CoversResource(h, w)))
        && (held.ResourceNames.IsEmpty || (!wanted.ResourceNames.IsEmpty && wanted.ResourceNames.All(held.ResourceNames.Contains)))
        && wanted.NonResourceURLs.All(w => held.NonResourceURLs.Any(h => CoversPath(h, w)));

    private static bool Holds(ImmutableArray<string> held, string wanted) => held.Contains(wanted) || held.Contains(All);

    private static bool HoldsAll(ImmutableArray<string> held, ImmutableArray<string> wanted) => held.Contains(All) || wanted.All(held.Contains);

    private static bool CoversResource(string held, string wanted) =>
        held == All || held == wanted
        || (held.StartsWith("*/", StringComparison.Ordinal) && wanted.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash && wanted[slash..] == held[1..]);

    private static bool CoversPath(string held, string wanted) =>
        held == wanted || (held.EndsWith('*') && wanted.StartsWith(held[..^1], StringComparison.Ordinal));

    private static IEnumerable<PolicyRule> TakenApart(PolicyRule rule)
    {
        foreach (var verb in rule.Verbs)
        {
            foreach (var url in rule.NonResourceURLs)
            {
                yield return new PolicyRule { Verbs = [verb], NonResourceURLs = [url] };
            }

            foreach (var group in rule.ApiGroups)
            {
                foreach (var resource in rule.Resources)
                {
                    var one = new PolicyRule { Verbs = [verb], ApiGroups = [group], Resources = [resource] };
                    if (rule.ResourceNames.IsEmpty)
                    {
                        yield return one;
                    }

                    foreach (var name in rule.ResourceNames)
                    {
                        yield return one with { ResourceNames = [name] };
                    }
                }
            }
        }
    }
}
