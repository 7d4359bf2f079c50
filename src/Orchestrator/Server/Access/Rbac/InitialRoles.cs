using System.Text.Json.Nodes;
using LocalPods.Api.Rbac;
using LocalPods.Api.Serialization;
using LocalPods.Orchestrator.Resources;
using LocalPods.Orchestrator.Server.Registry;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Server.Access.Rbac;

/// <summary>Creates the default roles and bindings that are missing, and adds the rules that a default role lacks.</summary>
internal sealed class InitialRoles(ObjectRegistry objects)
{
    public Task EnsureAsync(CancellationToken cancellationToken) => Task.WhenAll(
    [
        .. DefaultRoles.Roles.Select(r => EnsureAsync(ClusterRoleResource.Instance, r.Metadata.Name!, () => ApiJson.ToJson(r), found => Lacking(found, r), cancellationToken)),
        .. DefaultRoles.Bindings.Select(b => EnsureAsync(ClusterRoleBindingResource.Instance, b.Metadata.Name!, () => ApiJson.ToJson(b), _ => [], cancellationToken)),
    ]);

    // Rules of aggregated roles are kept by others.
    private static ImmutableArray<PolicyRule> Lacking(StoredObject found, ClusterRole wanted)
    {
        var role = found.Read<ClusterRole>();
        return role.Metadata.Annotations?.GetValueOrDefault(DefaultRoles.AutoUpdate) == "true" && wanted.AggregationRule is null ? RuleMatch.Uncovered(role.Rules, wanted.Rules) : [];
    }

    private async Task EnsureAsync(
        ResourceDefinition kind, string name, Func<JsonObject> wanted, Func<StoredObject, ImmutableArray<PolicyRule>> lacking, CancellationToken cancellationToken)
    {
        try
        {
            if (objects.Store.Get(new ObjectKey(kind.Names.Qualified, "", name)) is not { } found)
            {
                await objects.CreateAsync(kind, null, wanted(), WriteOrigin.Server, cancellationToken);
            }
            else if (lacking(found) is { IsEmpty: false } rules)
            {
                await objects.ChangeAsync(kind, null, name, content => With(content, rules), WritePart.Object, WriteOrigin.Server, cancellationToken);
            }
        }
        catch (ApiException e) when (e.Status.Code is 404 or 409)
        {
            // Somebody else was faster.
        }
    }

    private static JsonObject With(JsonObject content, ImmutableArray<PolicyRule> rules)
    {
        var role = ApiJson.FromJson<ClusterRole>(content);
        var changed = ApiJson.ToJson(role with { Rules = role.Rules.AddRange(rules) });
        ObjectMetadata.Of(changed).Remove("resourceVersion");
        return changed;
    }
}
