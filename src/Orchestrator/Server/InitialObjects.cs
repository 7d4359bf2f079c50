using System.Text.Json.Nodes;
using LocalPods.Api.Serialization;
using LocalPods.Api.Validation;
using LocalPods.Orchestrator.Resources;
using LocalPods.Orchestrator.Server.Registry;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Server;

/// <summary>Objects that every cluster has: its first namespaces, and the priority classes of the system.</summary>
internal static class InitialObjects
{
    /// <summary>Creates what is missing; does nothing on a store that was used before.</summary>
    public static async Task EnsureAsync(ObjectRegistry objects, CancellationToken cancellationToken)
    {
        foreach (var name in NamespaceResource.Initial)
        {
            var content = new JsonObject { ["metadata"] = new JsonObject { ["name"] = name } };
            await EnsureAsync(objects, NamespaceResource.Instance, name, content, cancellationToken);
        }

        foreach (var (name, priority) in PriorityClassValidation.OfSystem)
        {
            await EnsureAsync(objects, PriorityClassResource.Instance, name, ApiJson.ToJson(priority), cancellationToken);
        }
    }

    private static async Task EnsureAsync(
        ObjectRegistry objects, ResourceDefinition definition, string name, JsonObject content, CancellationToken cancellationToken)
    {
        if (objects.Store.Get(new ObjectKey(definition.Names.Qualified, "", name)) is not null)
        {
            return;
        }

        try
        {
            await objects.CreateAsync(definition, null, content, WriteOrigin.Server, cancellationToken);
        }
        catch (ApiException e) when (e.Status.Reason == "AlreadyExists")
        {
            // Somebody else was first, which is as good.
        }
    }
}
