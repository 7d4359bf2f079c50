using System.Text.Json.Nodes;
using LocalPods.Cli.Client;

namespace LocalPods.Cli.Commands.Create;

/// <summary><c>create clusterrole</c>.</summary>
internal sealed class ClusterRoleGenerator() : Generator("clusterrole", "Create a cluster role")
{
    private static readonly string[] s_pathVerbs = ["get", "put", "post", "head", "options", "delete", "patch", "*"];

    protected override string Arguments => "NAME --verb=verb --resource=resource.group [--resource-name=resourcename] [--dry-run=server|client|none]";

    protected override string Examples => """
          # Nodes may be looked at
          localpods create clusterrole node-viewer --verb=get,list --resource=nodes

          # A path of the API
          localpods create clusterrole metrics --verb=get --non-resource-url=/metrics

          # The rules of all cluster roles with a label
          localpods create clusterrole monitoring --aggregation-rule=monitoring=true
        """;

    protected override IReadOnlyList<Flag> Flags =>
    [
        Flag.Texts("aggregation-rule", "Labels of the cluster roles whose rules it has, KEY=VALUE"),
        Flag.Texts("non-resource-url", "Path that the rule allows, such as /metrics or /logs/*"),
        .. RoleRules.Flags,
    ];

    protected override ResourceType Type => RbacTypes.ClusterRoles;

    protected override JsonObject Build(Invocation invocation)
    {
        var (built, flags) = (Bare(NameOf(invocation)), invocation.Flags);
        if (flags.Given("aggregation-rule"))
        {
            return Aggregating(built, flags);
        }

        var (verbs, paths) = (RoleRules.Verbs(invocation), flags.Texts("non-resource-url").Select(u => u.Trim()).ToList());
        if (!flags.Given("resource") && paths.Count == 0)
        {
            throw CommandException.Error("one of resource or nonResourceURL must be specified");
        }

        if (flags.Given("resource"))
        {
            RoleRules.WarnOfVerbs(invocation, verbs);
        }

        var rules = new JsonArray([.. RoleRules.ForResources(invocation, verbs)]);
        if (paths.Count > 0)
        {
            CheckPaths(verbs, paths);
            rules.Add(new JsonObject { ["nonResourceURLs"] = RoleRules.Texts(paths), ["verbs"] = RoleRules.Texts(verbs) });
        }

        built["rules"] = rules;
        return built;
    }

    private static JsonObject Aggregating(JsonObject built, ParsedFlags flags)
    {
        if (flags.Given("verb") || flags.Given("resource") || flags.Given("resource-name") || flags.Given("non-resource-url"))
        {
            throw CommandException.Error("aggregation rule must be specified without nonResourceURLs, verbs, resources or resourceNames");
        }

        var labels = new JsonObject();
        foreach (var pair in flags.Texts("aggregation-rule"))
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            labels[at > 0 ? pair[..at] : throw CommandException.Error($"invalid argument \"{pair}\" for \"--aggregation-rule\" flag: malformed pair, expect string=string")] = pair[(at + 1)..];
        }

        built["aggregationRule"] = new JsonObject { ["clusterRoleSelectors"] = new JsonArray(new JsonObject { ["matchLabels"] = labels }) };
        built["rules"] = null;
        return built;
    }

    private static void CheckPaths(string[] verbs, List<string> paths)
    {
        if (verbs.FirstOrDefault(v => !s_pathVerbs.Contains(v)) is { } verb)
        {
            throw CommandException.Error($"invalid verb: '{verb}' for nonResourceURL");
        }

        foreach (var path in paths.Where(p => p != "*"))
        {
            if (!path.StartsWith('/'))
            {
                throw CommandException.Error("nonResourceURL should start with /");
            }

            if (path.Contains('*', StringComparison.Ordinal) && path.IndexOf('*', StringComparison.Ordinal) != path.Length - 1)
            {
                throw CommandException.Error("nonResourceURL only supports wildcard matches when '*' is at the end");
            }
        }
    }
}
