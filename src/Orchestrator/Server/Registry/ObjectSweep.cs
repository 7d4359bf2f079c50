using LocalPods.Api.Meta;
using LocalPods.Orchestrator.Resources;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Server.Registry;

/// <summary>Deletes all objects of a kind and waits until they are gone.</summary>
internal static class ObjectSweep
{
    /// <summary>Asks everything to go, again whenever something changed, until nothing is left or the store is closed.</summary>
    /// <param name="objects">Deletes.</param>
    /// <param name="kind">Of what.</param>
    /// <param name="namespace">Where; null for everywhere.</param>
    /// <param name="stopping">Abandons the wait.</param>
    public static async Task EmptyAsync(ObjectRegistry objects, ResourceDefinition kind, string? @namespace, CancellationToken stopping)
    {
        while (true)
        {
            var list = objects.Store.List(kind.StoredAs, @namespace);
            if (list.Items.IsEmpty)
            {
                return;
            }

            using var watch = objects.Store.Watch(kind.StoredAs, @namespace, list.Revision);
            var waits = false;
            foreach (var item in list.Items)
            {
                waits |= !await DeleteAsync(objects, kind, item, stopping);
            }

            if (waits && !await watch.WaitToReadAsync(stopping))
            {
                return;
            }
        }
    }

    /// <summary>Asks an object to go.</summary>
    /// <returns>Whether it is gone.</returns>
    private static async Task<bool> DeleteAsync(ObjectRegistry objects, ResourceDefinition kind, StoredObject item, CancellationToken stopping)
    {
        try
        {
            var @namespace = kind.Names.Namespaced ? item.Key.Namespace : null;
            return (await objects.DeleteAsync(kind, @namespace, item.Key.Name, new DeleteOptions(), dryRun: false, stopping)).Removed;
        }
        catch (ApiException e) when (e.Status.Code == 404)
        {
            return true;
        }
    }
}
