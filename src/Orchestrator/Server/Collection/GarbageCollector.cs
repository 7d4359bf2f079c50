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
/// here, or of another namespace, counts as there: nothing is deleted for not being understood. This decides when to look at what;
/// <see cref="OwnedObjects"/> what is done then.
/// </remarks>
internal sealed partial class GarbageCollector
{
    private const int MostAtOnce = 64;
    private static readonly TimeSpan s_retry = TimeSpan.FromSeconds(5);

    private readonly IObjectStore _store;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly OwnerIndex _index = new();
    private readonly Ownership _ownership;
    private readonly OwnedObjects _owned;
    private readonly HashSet<ObjectKey> _due = [];
    private readonly HashSet<ObjectKey> _failed = [];

    public GarbageCollector(ObjectRegistry objects, ResourceRegistry resources, TimeProvider clock, ILogger logger)
    {
        (_store, _clock, _logger) = (objects.Store, clock, logger);
        _ownership = new Ownership(objects.Store, resources, _index);
        _owned = new OwnedObjects(objects, _ownership, logger);
    }

    /// <summary>Runs until told to stop or the store is closed.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var follower = new StoreFollower(_store, resource: null);
        try
        {
            while ((_due.Count > 0 ? follower.Take() : await WaitAsync(follower, stopping)) is { } news)
            {
                See(news);
                if (_due.Count > 0)
                {
                    await LookAsync(stopping);
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // What is not finished goes on when the server runs again.
        }
        catch (StoreException e) when (e.Failure == StoreFailure.Closed)
        {
            // As above.
        }
    }

    private async Task<StoreNews?> WaitAsync(StoreFollower follower, CancellationToken stopping)
    {
        if (_failed.Count == 0)
        {
            return await follower.NextAsync(stopping);
        }

        using var later = new CancellationTokenSource(s_retry, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(later.Token, stopping);
        try
        {
            return await follower.NextAsync(either.Token);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            _due.UnionWith(_failed);
            _failed.Clear();
            return follower.Take();
        }
    }

    private void See(StoreNews news)
    {
        if (news.All is { } all)
        {
            _index.Clear();
            foreach (var existing in all.Items)
            {
                See(existing);
            }
        }

        foreach (var change in news.Changes)
        {
            See(change);
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

        _due.UnionWith(_index.DependentsOf(Ownership.Uid(change.Object)));
    }

    private void See(StoredObject stored)
    {
        _index.Add(stored);
        if (OwnerIndex.Owners(stored.Document).Length > 0)
        {
            _due.Add(stored.Key);
        }

        if (Ownership.Finalizers(stored) is { IsEmpty: false } finalizers && Ownership.IsDeleting(stored))
        {
            _due.Add(stored.Key);
            if (finalizers.Contains(Propagation.ForegroundFinalizer))
            {
                _due.UnionWith(_index.DependentsOf(Ownership.Uid(stored)));
            }
        }
    }

    private void DueOwners(StoredObject dependent)
    {
        foreach (var owner in OwnerIndex.Owners(dependent.Document))
        {
            if (_ownership.KeyOf(owner, dependent.Key.Namespace) is { } key)
            {
                _due.Add(key);
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
            if (_store.Get(key) is { } stored)
            {
                await _owned.LookAsync(stored, stopping);
            }
        }
        catch (ApiException e) when (e.Status.Code is 404 or 409)
        {
            // It has changed meanwhile, and that change is still to be seen.
        }
        catch (Exception e) when (e is ApiException or StoreException { Failure: not StoreFailure.Closed })
        {
            LogFailed(_logger, key.Resource, key.Namespace, key.Name, e.Message);
            return false;
        }

        return true;
    }

    [LoggerMessage(3111, LogLevel.Warning, "{Resource} {Namespace}/{Name}: its owners could not be heeded, trying again: {Message}")]
    private static partial void LogFailed(ILogger logger, string resource, string @namespace, string name, string message);
}
