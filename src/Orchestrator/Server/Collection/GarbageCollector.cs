using System.Text.Json;
using System.Text.Json.Nodes;
using LocalPods.Api.Meta;
using LocalPods.Orchestrator.Resources;
using LocalPods.Orchestrator.Server.Registry;
using LocalPods.Orchestrator.Store;
using Microsoft.Extensions.Logging;

namespace LocalPods.Orchestrator.Server.Collection;

/// <summary>
/// Deletes objects whose owners are gone, and does what owners that are going wait for: their dependents deleted first (foreground) or
/// made to forget them (orphan). All it knows is in the store, so it goes on after a crash where it was.
/// </summary>
/// <remarks>
/// A change only says where to look: what is done is decided by what the store holds then. An owner of a kind that is not served
/// here, or of another namespace, counts as there: nothing is deleted for not being understood.
/// </remarks>
internal sealed partial class GarbageCollector(ObjectRegistry objects, ResourceRegistry resources, TimeProvider clock, ILogger logger)
{
    private const int MostAtOnce = 64;
    private static readonly TimeSpan s_retry = TimeSpan.FromSeconds(5);

    private readonly OwnerIndex _index = new();
    private readonly HashSet<ObjectKey> _due = [];
    private readonly HashSet<ObjectKey> _failed = [];

    /// <summary>Where an owner of an object stands.</summary>
    private enum Standing
    {
        There,
        Gone,

        /// <summary>It goes once its dependents have gone.</summary>
        WaitsForDependents,
    }

    /// <summary>Runs until told to stop or the store is closed.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            while (await WatchAsync(stopping))
            {
                // The history ran out: look at everything again.
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // What is not finished goes on when the server runs again.
        }
    }

    /// <summary>Looks at every object, and at each that changes.</summary>
    /// <returns>False when the store was closed.</returns>
    private async Task<bool> WatchAsync(CancellationToken stopping)
    {
        _index.Clear();
        var list = objects.Store.List(null, null);
        using var watch = objects.Store.Watch(null, null, list.Revision);
        foreach (var existing in list.Items)
        {
            See(existing);
        }

        try
        {
            while (true)
            {
                while (watch.TryRead(out var change))
                {
                    See(change);
                }

                if (_due.Count > 0)
                {
                    await LookAsync(stopping);
                }
                else if (!await WaitAsync(watch, stopping))
                {
                    return false;
                }
            }
        }
        catch (StoreException e) when (e.Failure == StoreFailure.Expired)
        {
            return true;
        }
        catch (StoreException e) when (e.Failure == StoreFailure.Closed)
        {
            return false;
        }
    }

    private async Task<bool> WaitAsync(IStoreWatch watch, CancellationToken stopping)
    {
        if (_failed.Count == 0)
        {
            return await watch.WaitToReadAsync(stopping);
        }

        using var later = new CancellationTokenSource(s_retry, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(later.Token, stopping);
        try
        {
            return await watch.WaitToReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            _due.UnionWith(_failed);
            _failed.Clear();
            return true;
        }
    }

    private void See(StoreChange change)
    {
        if (change.Previous is { } before)
        {
            _index.Remove(before);
            DueOwners(before); // one of them may have waited for this
        }

        if (change.Type != StoreChangeType.Deleted)
        {
            See(change.Object);
            return;
        }

        _due.UnionWith(_index.DependentsOf(Uid(change.Object)));
    }

    private void See(StoredObject stored)
    {
        _index.Add(stored);
        if (OwnerIndex.Owners(stored.Document).Length > 0)
        {
            _due.Add(stored.Key);
        }

        if (Finalizers(stored) is { IsEmpty: false } finalizers && IsDeleting(stored))
        {
            _due.Add(stored.Key);
            if (finalizers.Contains(Propagation.ForegroundFinalizer))
            {
                _due.UnionWith(_index.DependentsOf(Uid(stored)));
            }
        }
    }

    private void DueOwners(StoredObject dependent)
    {
        foreach (var owner in OwnerIndex.Owners(dependent.Document))
        {
            if (Find(owner, dependent.Key.Namespace) is { } definition)
            {
                _due.Add(Key(definition, owner, dependent.Key.Namespace));
            }
        }
    }

    private async Task LookAsync(CancellationToken stopping)
    {
        var batch = _due.Take(MostAtOnce).ToList();
        _due.ExceptWith(batch);
        var done = await Task.WhenAll(batch.Select(key => LookAsync(key, stopping)));
        _failed.UnionWith(batch.Where((_, i) => !done[i]));
    }

    /// <summary>Looks at one object.</summary>
    /// <returns>False when it has to be tried again.</returns>
    private async Task<bool> LookAsync(ObjectKey key, CancellationToken stopping)
    {
        try
        {
            if (objects.Store.Get(key) is { } stored && resources.All.FirstOrDefault(d => d.Names.Qualified == key.Resource) is { } definition)
            {
                await LookAsync(definition, stored, stopping);
            }
        }
        catch (ApiException e) when (e.Status.Code is 404 or 409)
        {
            // It has changed meanwhile, and that change is still to be seen.
        }
        catch (Exception e) when (e is ApiException or StoreException { Failure: not StoreFailure.Closed })
        {
            LogFailed(logger, key.Resource, key.Namespace, key.Name, e.Message);
            return false;
        }

        return true;
    }

    private async Task LookAsync(ResourceDefinition definition, StoredObject stored, CancellationToken stopping)
    {
        var finalizers = Finalizers(stored);
        if (IsDeleting(stored) && finalizers.Contains(Propagation.OrphanFinalizer))
        {
            await OrphanAsync(definition, stored, stopping);
        }
        else if (IsDeleting(stored) && finalizers.Contains(Propagation.ForegroundFinalizer))
        {
            if (!Dependents(stored).Any(d => OwnerIndex.Owners(d.Document).Any(o => o.Uid == Uid(stored) && o.Blocks)))
            {
                await ChangeAsync(definition, stored.Key, content => Propagation.Without(content, Propagation.ForegroundFinalizer), stopping);
            }
        }
        else if (!IsDeleting(stored))
        {
            await CollectAsync(definition, stored, stopping);
        }
    }

    // Deletes an object that has no owner any more; one that has others forgets those that are gone.
    private async Task CollectAsync(ResourceDefinition definition, StoredObject stored, CancellationToken stopping)
    {
        var owners = OwnerIndex.Owners(stored.Document).GroupBy(o => Look(o, stored.Key.Namespace), o => o.Uid).ToDictionary(g => g.Key, g => g.ToHashSet(StringComparer.Ordinal));
        if (owners.Count == 0 || (owners.Count == 1 && owners.ContainsKey(Standing.There)))
        {
            return;
        }

        if (owners.ContainsKey(Standing.There))
        {
            var gone = owners.Where(o => o.Key != Standing.There).SelectMany(o => o.Value).ToHashSet(StringComparer.Ordinal);
            await ChangeAsync(definition, stored.Key, content => WithoutOwners(content, gone), stopping);
            return;
        }

        var waits = owners.ContainsKey(Standing.WaitsForDependents);
        if (waits && Dependents(stored).Any(d => IsDeleting(d) && Finalizers(d).Contains(Propagation.ForegroundFinalizer)))
        {
            // A circle of owners would wait for itself for ever.
            await ChangeAsync(definition, stored.Key, WithoutBlocking, stopping);
        }

        var policy = waits && _index.DependentsOf(Uid(stored)).Count > 0 ? "Foreground" : null;
        var options = new DeleteOptions { PropagationPolicy = policy ?? KeptPolicy(stored), Preconditions = new Preconditions { Uid = Uid(stored) } };
        await objects.DeleteAsync(definition, definition.Names.Namespaced ? stored.Key.Namespace : null, stored.Key.Name, options, dryRun: false, stopping);
        LogCollected(logger, stored.Key.Resource, stored.Key.Namespace, stored.Key.Name);
    }

    private static string KeptPolicy(StoredObject stored) =>
        Finalizers(stored) is var finalizers && finalizers.Contains(Propagation.OrphanFinalizer) ? "Orphan"
        : finalizers.Contains(Propagation.ForegroundFinalizer) ? "Foreground"
        : "Background";

    private async Task OrphanAsync(ResourceDefinition definition, StoredObject owner, CancellationToken stopping)
    {
        HashSet<string> uid = [Uid(owner)];
        foreach (var dependent in Dependents(owner))
        {
            if (resources.All.FirstOrDefault(d => d.Names.Qualified == dependent.Key.Resource) is { } kind)
            {
                await ChangeAsync(kind, dependent.Key, content => WithoutOwners(content, uid), stopping);
            }
        }

        await ChangeAsync(definition, owner.Key, content => Propagation.Without(content, Propagation.OrphanFinalizer), stopping);
    }

    private List<StoredObject> Dependents(StoredObject owner) => [.. _index.DependentsOf(Uid(owner)).Select(objects.Store.Get).OfType<StoredObject>()];

    private Standing Look(Owner owner, string @namespace)
    {
        if (Find(owner, @namespace) is not { } definition)
        {
            return Standing.There;
        }

        var found = objects.Store.Get(Key(definition, owner, @namespace));
        return found is null || Uid(found) != owner.Uid ? Standing.Gone
            : IsDeleting(found) && Finalizers(found).Contains(Propagation.ForegroundFinalizer) ? Standing.WaitsForDependents
            : Standing.There;
    }

    /// <summary>The owner's kind; null when it is not served, or cannot own what is in no namespace.</summary>
    private ResourceDefinition? Find(Owner owner, string @namespace) =>
        resources.All.FirstOrDefault(d => d.Names.Kind == owner.Kind && d.Names.Group == owner.Group) is { } definition && (!definition.Names.Namespaced || @namespace.Length > 0)
            ? definition
            : null;

    private static ObjectKey Key(ResourceDefinition definition, Owner owner, string @namespace) =>
        new(definition.Names.Qualified, definition.Names.Namespaced ? @namespace : "", owner.Name);

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

    private static string Uid(StoredObject stored) => JsonFields.Text(stored.Document, "metadata.uid");

    private static bool IsDeleting(StoredObject stored) => JsonFields.At(stored.Document, "metadata.deletionTimestamp").ValueKind == JsonValueKind.String;

    private static ImmutableArray<string> Finalizers(StoredObject stored) =>
        JsonFields.At(stored.Document, "metadata.finalizers") is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray().Select(f => f.GetString() ?? "")] : [];

    [LoggerMessage(3110, LogLevel.Information, "{Resource} {Namespace}/{Name} is deleted: its owners are gone")]
    private static partial void LogCollected(ILogger logger, string resource, string @namespace, string name);

    [LoggerMessage(3111, LogLevel.Warning, "{Resource} {Namespace}/{Name}: its owners could not be heeded, trying again: {Message}")]
    private static partial void LogFailed(ILogger logger, string resource, string @namespace, string name, string message);
}
