using System.Text.Json.Nodes;
using LocalPods.Orchestrator.Resources;
using LocalPods.Orchestrator.Server.Registry;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Server;

/// <summary>Objects that every cluster has.</summary>
internal static class InitialObjects
{
    /// <summary>Creates what is missing; does nothing on a store that was used before.</summary>
    public static async Task EnsureAsync(ObjectRegistry objects, CancellationToken cancellationToken)
    {
        foreach (var name in NamespaceResource.Initial)
        {
            var definition = NamespaceResource.Instance;
            if (objects.Store.Get(new ObjectKey(definition.Names.Qualified, "", name)) is null)
            {
                var content = new JsonObject { ["metadata"] = new JsonObject { ["name"] = name } };
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
    }
}
