using System.Text.Json.Nodes;
using LocalPods.Api.Rbac;
using LocalPods.Api.Selectors;
using LocalPods.Api.Serialization;
using LocalPods.Orchestrator.Resources;
using LocalPods.Orchestrator.Server.Registry;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Server.Access.Rbac;

/// <summary>Keeps the rules of cluster roles that are made of others: those that their selectors choose, by name, each rule once.</summary>
internal sealed class RoleAggregation(ObjectRegistry objects)
{
    /// <summary>How deep roles may be made of roles that are made of others before the rest waits for another look.</summary>
    private const int MostRounds = 8;

    private static readonly ClusterRoleResource s_kind = ClusterRoleResource.Instance;

    private readonly LiveObjects<ClusterRole> _roles = new(objects.Store, s_kind.Names.Qualified, stored => stored.Read<ClusterRole>());

    /// <summary>Writes the rules of every such role that has others.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        for (var round = 0; round < MostRounds && await LookOnceAsync(cancellationToken); round++)
        {
            // What was written may be part of another.
        }
    }

    /// <returns>Whether anything was written.</returns>
    private async Task<bool> LookOnceAsync(CancellationToken cancellationToken)
    {
        var written = false;
        ImmutableArray<ClusterRole> roles = [.. _roles.Look().Values];
        foreach (var role in roles.Where(r => r.AggregationRule is not null && r.Metadata.DeletionTimestamp is null))
        {
            var rules = Rules(role, roles);
            if (!rules.Select(RuleText.Of).SequenceEqual(role.Rules.Select(RuleText.Of), StringComparer.Ordinal))
            {
                await WriteAsync(role.Metadata.Name ?? "", rules, cancellationToken);
                written = true;
            }
        }

        return written;
    }

    /// <summary>The rules that a role should have.</summary>
    public static ImmutableArray<PolicyRule> Rules(ClusterRole role, ImmutableArray<ClusterRole> all)
    {
        var rules = ImmutableArray.CreateBuilder<PolicyRule>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var selector in role.AggregationRule?.ClusterRoleSelectors ?? [])
        {
            var matcher = LabelMatcher.From(selector);
            foreach (var other in all.Where(r => r.Metadata.Name != role.Metadata.Name && matcher.Matches(r.Metadata.Labels)).OrderBy(r => r.Metadata.Name, StringComparer.Ordinal))
            {
                rules.AddRange(other.Rules.Where(r => seen.Add(RuleText.Of(r))));
            }
        }

        return rules.ToImmutable();
    }

    private async Task WriteAsync(string name, ImmutableArray<PolicyRule> rules, CancellationToken cancellationToken)
    {
        try
        {
            await objects.ChangeAsync(s_kind, null, name, content => With(content, rules), WritePart.Object, WriteOrigin.Controllers, cancellationToken);
        }
        catch (ApiException e) when (e.Status.Code == 404)
        {
            // deleted meanwhile
        }
    }

    private static JsonObject With(JsonObject content, ImmutableArray<PolicyRule> rules)
    {
        content["rules"] = ApiJson.ToJson(new ClusterRole { Rules = rules })["rules"]?.DeepClone();
        ObjectMetadata.Of(content).Remove("resourceVersion");
        return content;
    }
}
