using System.Text.Json.Nodes;
using LocalPods.Api.Rbac;
using LocalPods.Api.Serialization;
using LocalPods.Orchestrator.Resources;

namespace LocalPods.Orchestrator.Server.Access.Rbac;

/// <summary>
/// Nobody gives away more than they have: who writes a role needs all its rules or the verb <c>escalate</c> on it, who writes a
/// binding all the rules of its role or the verb <c>bind</c> on that. And who may only change objects creates none by changing.
/// </summary>
internal sealed class EscalationGuard(Authorizer authorizer, RbacView view)
{
    private static readonly ImmutableArray<PolicyRule> s_everything =
    [
        new() { Verbs = [RbacNames.All], ApiGroups = [RbacNames.All], Resources = [RbacNames.All] },
        new() { Verbs = [RbacNames.All], NonResourceURLs = [RbacNames.All] },
    ];

    /// <summary>Looks at a write just before it happens.</summary>
    /// <param name="definition">Of the kind.</param>
    /// <param name="content">As it would be stored.</param>
    /// <param name="existing">As it is; null when it would be created.</param>
    /// <exception cref="ApiException">403.</exception>
    public void Check(ResourceDefinition definition, JsonObject content, JsonObject? existing)
    {
        if (RequestAccess.Current is not { Caller.IsAdmin: false } access)
        {
            return;
        }

        if (existing is null && access.Granted.Verb is "update" or "patch")
        {
            authorizer.Require(access.Caller, access.Granted with { Verb = "create" });
        }

        if (existing is not null && JsonNode.DeepEquals(WithoutOwners(content), WithoutOwners(existing)))
        {
            return; // an object must be able to go, whoever may write its rules
        }

        switch (definition)
        {
            case RoleResource:
                var role = ApiJson.FromJson<Role>(content);
                CheckRole(access.Caller, definition.Names, role.Metadata.Name ?? "", role.Metadata.Namespace ?? "", role.Rules);
                break;
            case ClusterRoleResource:
                var clusterRole = ApiJson.FromJson<ClusterRole>(content);
                CheckRole(access.Caller, definition.Names, clusterRole.Metadata.Name ?? "", "", clusterRole.AggregationRule is null ? clusterRole.Rules : s_everything);
                break;
            case RoleBindingResource:
                var binding = ApiJson.FromJson<RoleBinding>(content);
                CheckBinding(access.Caller, definition.Names, binding.Metadata.Name ?? "", binding.Metadata.Namespace ?? "", binding.RoleRef);
                break;
            case ClusterRoleBindingResource:
                var clusterBinding = ApiJson.FromJson<ClusterRoleBinding>(content);
                CheckBinding(access.Caller, definition.Names, clusterBinding.Metadata.Name ?? "", "", clusterBinding.RoleRef);
                break;
            default: // other kinds give nothing away
                break;
        }
    }

    private void CheckRole(Caller caller, ResourceNames names, string name, string @namespace, ImmutableArray<PolicyRule> rules)
    {
        var escalate = new AccessAttributes("escalate") { Group = names.Group, Resource = names.Plural, Namespace = @namespace, Name = name };
        if (!authorizer.Decide(caller, escalate).Allowed)
        {
            RefuseMore(caller, names, name, @namespace, rules);
        }
    }

    private void CheckBinding(Caller caller, ResourceNames names, string name, string @namespace, RoleRef role)
    {
        ResourceDefinition kind = role.Kind == ClusterRoleResource.Instance.Names.Kind ? ClusterRoleResource.Instance : RoleResource.Instance;
        var bind = new AccessAttributes("bind") { Group = kind.Names.Group, Resource = kind.Names.Plural, Namespace = @namespace, Name = role.Name };
        if (!authorizer.Decide(caller, bind).Allowed)
        {
            RefuseMore(caller, names, name, @namespace, view.RulesOf(role, @namespace) ?? throw ApiErrors.NotFound(kind.Names, role.Name));
        }
    }

    private void RefuseMore(Caller caller, ResourceNames names, string name, string @namespace, ImmutableArray<PolicyRule> wanted)
    {
        var problems = new List<string>();
        var held = view.RulesFor(caller, @namespace, problems).Select(g => g.Rule).ToList();
        if (RuleMatch.Uncovered(held, wanted) is { IsEmpty: false } missing)
        {
            var told = string.Join('\n', Joined(missing).Select(RuleText.Of).Distinct().Order(StringComparer.Ordinal));
            var trouble = problems.Count == 0 ? "" : $"; resolution errors: [{string.Join(", ", problems)}]";
            throw ApiErrors.Forbidden(
                names, name, $"user \"{caller.Name}\" (groups={RuleText.List(caller.Groups)}) is attempting to grant RBAC permissions not currently held:\n{told}{trouble}");
        }
    }

    // One rule for all verbs on the same thing.
    private static IEnumerable<PolicyRule> Joined(ImmutableArray<PolicyRule> single) => single
        .GroupBy(r => RuleText.Of(r with { Verbs = [] }), StringComparer.Ordinal)
        .Select(g => g.First() with { Verbs = [.. g.SelectMany(r => r.Verbs).Distinct()] });

    private static JsonObject WithoutOwners(JsonObject content)
    {
        var copy = content.DeepClone().AsObject();
        foreach (var field in (ReadOnlySpan<string>)["ownerReferences", "finalizers", "resourceVersion", "managedFields"])
        {
            copy.Object("metadata").Remove(field);
        }

        return copy;
    }
}
