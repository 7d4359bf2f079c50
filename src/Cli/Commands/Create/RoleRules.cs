using System.Text.Json.Nodes;
using LocalPods.Cli.Client;

namespace LocalPods.Cli.Commands.Create;

/// <summary>The rules that the flags of <c>create role</c> and <c>create clusterrole</c> make: one an API group, and one for paths.</summary>
internal static class RoleRules
{
    private const string Every = "*";

    private static readonly string[] s_verbs = ["get", "delete", "list", "create", "update", "patch", "watch", "proxy", "redirect", "deletecollection", "use", "bind", "impersonate", "escalate", Every];

    // Verbs that make sense for a few resources only, served or not.
    private static readonly Dictionary<string, (string Group, string Resource)[]> s_special = new(StringComparer.Ordinal)
    {
        ["use"] = [("", "podsecuritypolicies"), ("policy", "podsecuritypolicies"), ("extensions", "podsecuritypolicies")],
        ["bind"] = [(RbacTypes.Group, "roles"), (RbacTypes.Group, "clusterroles")],
        ["escalate"] = [(RbacTypes.Group, "roles"), (RbacTypes.Group, "clusterroles")],
        ["impersonate"] = [("", "users"), ("", "serviceaccounts"), ("", "groups"), ("authentication.k8s.io", "userextras")],
    };

    public static IReadOnlyList<Flag> Flags { get; } =
    [
        Flag.Texts("resource", "Resource that the rule applies to: TYPE, TYPE.GROUP or TYPE/SUBRESOURCE; may be given more than once"),
        Flag.Texts("resource-name", "Object that the rule applies to; may be given more than once"),
        Flag.Texts("verb", "Verb that the rule allows; may be given more than once"),
    ];

    /// <summary>The verbs, each once; every verb if one of them is <c>*</c>.</summary>
    /// <exception cref="CommandException">None was given.</exception>
    public static string[] Verbs(Invocation invocation)
    {
        string[] verbs = [.. invocation.Flags.Texts("verb").Select(v => v.Trim()).Distinct()];
        return verbs.Length == 0 ? throw CommandException.Error("at least one verb must be specified") : verbs.Contains(Every) ? [Every] : verbs;
    }

    /// <summary>Warns of verbs that no resource knows.</summary>
    public static void WarnOfVerbs(Invocation invocation, IEnumerable<string> verbs)
    {
        foreach (var verb in verbs.Except(s_verbs))
        {
            invocation.Error.WriteLine($"Warning: '{verb}' is not a standard resource verb");
        }
    }

    /// <summary>Rules for resources, by group.</summary>
    /// <exception cref="CommandException">A resource cannot be read, or the server has none of that name.</exception>
    public static IEnumerable<JsonObject> ForResources(Invocation invocation, string[] verbs)
    {
        var names = invocation.Flags.Texts("resource-name").Select(n => n.Trim()).ToList();
        var found = invocation.Flags.Texts("resource").Select(r => Find(invocation, r.Trim(), verbs)).ToList();
        return found.GroupBy(f => f.Group).OrderBy(g => g.Key, StringComparer.Ordinal).Select(group =>
        {
            var rule = new JsonObject
            {
                ["apiGroups"] = new JsonArray(group.Key),
                ["resources"] = Texts(group.Select(f => f.Resource)),
                ["verbs"] = Texts(verbs),
            };
            if (names.Count > 0)
            {
                rule["resourceNames"] = Texts(names);
            }

            return rule;
        });
    }

    public static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(t => (JsonNode)t)]);

    private static (string Group, string Resource) Find(Invocation invocation, string word, string[] verbs)
    {
        var parts = word.Split('/', 2);
        var (name, below) = (parts[0], parts.Length > 1 ? "/" + parts[1] : "");
        if (name.Length == 0)
        {
            throw CommandException.Error("resource must be specified if apiGroup/subresource specified");
        }

        var dot = name.IndexOf('.', StringComparison.Ordinal);
        var (typed, group) = dot < 0 ? (name, "") : (name[..dot], name[(dot + 1)..]);
        if (typed == Every)
        {
            return (group, Every + below);
        }

        var special = verbs.SelectMany(v => s_special.GetValueOrDefault(v) ?? []).FirstOrDefault(s => s.Resource == typed && (dot < 0 || s.Group == group));
        if (special.Resource is not null)
        {
            return (special.Group, special.Resource + below);
        }

        var type = ResourceCatalog.Find(name, () => invocation.Api)
            ?? throw new CommandException($"the server doesn't have a resource type \"{typed}\"{(group.Length > 0 ? $" in group \"{group}\"" : "")}");
        return (type.Group, type.Plural + below);
    }
}
