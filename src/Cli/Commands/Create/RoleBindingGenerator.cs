using System.Text.Json.Nodes;
using LocalPods.Cli.Client;

namespace LocalPods.Cli.Commands.Create;

/// <summary><c>create rolebinding</c> and <c>create clusterrolebinding</c>.</summary>
/// <param name="wide">Whether it binds in all namespaces.</param>
internal sealed class RoleBindingGenerator(bool wide) : Generator(
    wide ? "clusterrolebinding" : "rolebinding",
    wide ? "Create a cluster role binding for a particular cluster role" : "Create a role binding for a particular role or cluster role")
{
    protected override string Arguments => wide
        ? "NAME --clusterrole=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]"
        : "NAME --clusterrole=NAME|--role=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]";

    protected override string Examples => wide
        ? """
          # A service account may look at the nodes
          localpods create clusterrolebinding robot --clusterrole=node-viewer --serviceaccount=default:robot
        """
        : """
          # A service account has a role
          localpods create rolebinding robot --role=viewer --serviceaccount=default:robot
        """;

    protected override IReadOnlyList<Flag> Flags =>
    [
        Flag.Text("clusterrole", "The cluster role that it binds"),
        Flag.Texts("group", "Group that has the role; may be given more than once") with { KeepsCommas = true },
        .. wide ? (Flag[])[] : [Flag.Text("role", "The role that it binds")],
        Flag.Texts("serviceaccount", "Service account that has the role, NAMESPACE:NAME; may be given more than once") with { KeepsCommas = true },
        Flag.Texts("user", "User who has the role; may be given more than once") with { KeepsCommas = true },
    ];

    protected override ResourceType Type => wide ? RbacTypes.ClusterRoleBindings : RbacTypes.RoleBindings;

    protected override string? Failing => $"failed to create {Type.Singular}:";

    protected override JsonObject Build(Invocation invocation)
    {
        var (built, flags) = (Bare(NameOf(invocation)), invocation.Flags);
        var (cluster, role) = (flags.Text("clusterrole"), wide ? "" : flags.Text("role"));
        if (cluster.Length > 0 == role.Length > 0)
        {
            throw CommandException.Error(wide ? "required flag(s) \"clusterrole\" not set" : "exactly one of clusterrole or role must be specified");
        }

        built["roleRef"] = new JsonObject { ["apiGroup"] = RbacTypes.Group, ["kind"] = cluster.Length > 0 ? "ClusterRole" : "Role", ["name"] = cluster + role };
        var subjects = new JsonArray(
        [
            .. flags.Texts("user").Select(u => Subject("User", u)),
            .. flags.Texts("group").Select(g => Subject("Group", g)),
            .. flags.Texts("serviceaccount").Select(Account),
        ]);
        if (subjects.Count > 0)
        {
            built["subjects"] = subjects;
        }

        return built;
    }

    private static JsonObject Subject(string kind, string name) => new() { ["apiGroup"] = RbacTypes.Group, ["kind"] = kind, ["name"] = name };

    private static JsonObject Account(string text) => text.Split(':') is [{ Length: > 0 } ns, { Length: > 0 } name]
        ? new() { ["kind"] = "ServiceAccount", ["name"] = name, ["namespace"] = ns }
        : throw CommandException.Error("serviceaccount must be <namespace>:<name>");
}
