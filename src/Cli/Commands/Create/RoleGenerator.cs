using System.Text.Json.Nodes;
using LocalPods.Cli.Client;

namespace LocalPods.Cli.Commands.Create;

/// <summary><c>create role</c>.</summary>
internal sealed class RoleGenerator() : Generator("role", "Create a role with single rule")
{
    protected override string Arguments => "NAME --verb=verb --resource=resource.group/subresource [--resource-name=resourcename] [--dry-run=server|client|none]";

    protected override string Examples => """
          # Who has it may look at pods and their logs
          localpods create role viewer --verb=get,list,watch --resource=pods,pods/log
        """;

    protected override IReadOnlyList<Flag> Flags => RoleRules.Flags;

    protected override ResourceType Type => RbacTypes.Roles;

    protected override JsonObject Build(Invocation invocation)
    {
        var built = Bare(NameOf(invocation));
        var verbs = RoleRules.Verbs(invocation);
        RoleRules.WarnOfVerbs(invocation, verbs);
        if (!invocation.Flags.Given("resource"))
        {
            throw CommandException.Error("at least one resource must be specified");
        }

        built["rules"] = new JsonArray([.. RoleRules.ForResources(invocation, verbs)]);
        return built;
    }
}
