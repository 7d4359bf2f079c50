using System.Text.Json.Nodes;
using LocalPods.Api.Meta;
using LocalPods.Orchestrator.Resources;
using LocalPods.Orchestrator.Server.Registry;
using LocalPods.Orchestrator.Store;
using Microsoft.Extensions.Logging;

namespace LocalPods.Orchestrator.Server.Collection;

/// <summary>
/// Sets one object right with regard to its owners and dependents: deletes it when its owners are gone, lets it go when its dependents are,
/// makes its dependents forget it.
/// </summary>
internal sealed partial class OwnedObjects(ObjectRegistry objects, Ownership ownership, ILogger logger)
{
    /// <summary>Writes under way that belong to one owner: they share commits.</summary>
    private const int MostAtOnce = 64;

    /// <summary>Does what the state of an object, of its owners and of its dependents asks for.</summary>
    /// <exception cref="ApiException">It cannot be done now; 404 and 409: the object has changed meanwhile.</exception>
    public async Task LookAsync(StoredObject stored, CancellationToken stopping)
    {
        if (ownership.DefinitionOf(stored.Key) is not { } definition)
        {
            return;
        }

        if (Ownership.IsDeleting(stored) && Ownership.Finalizers(stored).Contains(Propagation.OrphanFinalizer))
        {
            await OrphanAsync(definition, stored, stopping);
        }
        else if (Ownership.WaitsForDependents(stored))
        {
            if (!ownership.Dependents(stored).Any(d => OwnerIndex.Owners(d.Document).Any(o => o.Uid == Ownership.Uid(stored) && o.Blocks)))
            {
                await ChangeAsync(definition, stored.Key, content => Propagation.Without(content, Propagation.ForegroundFinalizer), stopping);
            }
        }
        else if (!Ownership.IsDeleting(stored))
        {
            await CollectAsync(definition, stored, stopping);
        }
    }

    // Deletes an object that has no owner any more; one that has others forgets those that are gone.
    private async Task CollectAsync(ResourceDefinition definition, StoredObject stored, CancellationToken stopping)
    {
        var owners = OwnerIndex.Owners(stored.Document).GroupBy(o => ownership.StandingOf(o, stored.Key.Namespace), o => o.Uid).ToDictionary(g => g.Key, g => g.ToHashSet(StringComparer.Ordinal));
        if (owners.Count == 0 || (owners.Count == 1 && owners.ContainsKey(OwnerStanding.There)))
        {
            return;
        }

        if (owners.ContainsKey(OwnerStanding.There))
        {
            var gone = owners.Where(o => o.Key != OwnerStanding.There).SelectMany(o => o.Value).ToHashSet(StringComparer.Ordinal);
            await ChangeAsync(definition, stored.Key, content => WithoutOwners(content, gone), stopping);
            return;
        }

        var waits = owners.ContainsKey(OwnerStanding.WaitsForDependents);
        if (waits && ownership.Dependents(stored).Any(Ownership.WaitsForDependents))
        {
            // A circle of owners would wait for itself for ever.
            await ChangeAsync(definition, stored.Key, WithoutBlocking, stopping);
        }

        var policy = waits && ownership.HasDependents(stored) ? "Foreground" : null;
        var options = new DeleteOptions { PropagationPolicy = policy ?? KeptPolicy(stored), Preconditions = new Preconditions { Uid = Ownership.Uid(stored) } };
        await objects.DeleteAsync(definition, definition.Names.Namespaced ? stored.Key.Namespace : null, stored.Key.Name, options, dryRun: false, stopping);
        LogCollected(logger, stored.Key.Resource, stored.Key.Namespace, stored.Key.Name);
    }

    private static string KeptPolicy(StoredObject stored) =>
        Ownership.Finalizers(stored) is var finalizers && finalizers.Contains(Propagation.OrphanFinalizer) ? "Orphan"
        : finalizers.Contains(Propagation.ForegroundFinalizer) ? "Foreground"
        : "Background";

    private async Task OrphanAsync(ResourceDefinition definition, StoredObject owner, CancellationToken stopping)
    {
        HashSet<string> uid = [Ownership.Uid(owner)];
        foreach (var some in ownership.Dependents(owner).Chunk(MostAtOnce))
        {
            await Task.WhenAll(some.Select(dependent => ForgetAsync(dependent.Key, uid, stopping)));
        }

        await ChangeAsync(definition, owner.Key, content => Propagation.Without(content, Propagation.OrphanFinalizer), stopping);
    }

    private async Task ForgetAsync(ObjectKey dependent, HashSet<string> owner, CancellationToken stopping)
    {
        if (ownership.DefinitionOf(dependent) is { } kind)
        {
            await ChangeAsync(kind, dependent, content => WithoutOwners(content, owner), stopping);
        }
    }

    private Task<StoredObject> ChangeAsync(ResourceDefinition definition, ObjectKey key, Func<JsonObject, JsonObject> change, CancellationToken stopping) =>
        objects.ChangeAsync(
            definition,
            definition.Names.Namespaced ? key.Namespace : null,
            key.Name,
            content =>
            {
                ObjectMetadata.Of(content).Remove("resourceVersion"); // tried again when somebody else is faster
                return change(content);
            },
            WritePart.Object,
            WriteOrigin.Controllers,
            stopping);

    private static JsonObject WithoutOwners(JsonObject content, HashSet<string> uids) => WithOwners(content, o => o.Text("uid") is { } uid && uids.Contains(uid) ? null : o);

    private static JsonObject WithoutBlocking(JsonObject content) => WithOwners(content, owner =>
    {
        owner["blockOwnerDeletion"] = false;
        return owner;
    });

    private static JsonObject WithOwners(JsonObject content, Func<JsonObject, JsonObject?> change)
    {
        var metadata = ObjectMetadata.Of(content);
        if (metadata["ownerReferences"] is JsonArray references)
        {
            var kept = references.OfType<JsonObject>().Select(o => change(o.DeepClone().AsObject())).OfType<JsonNode>().ToArray();
            metadata.Remove("ownerReferences");
            if (kept.Length > 0)
            {
                metadata["ownerReferences"] = new JsonArray(kept);
            }
        }

        return content;
    }

    [LoggerMessage(3110, LogLevel.Information, "{Resource} {Namespace}/{Name} is deleted: its owners are gone")]
    private static partial void LogCollected(ILogger logger, string resource, string @namespace, string name);
}
