namespace LocalPods.Orchestrator.Store;

/// <summary>
/// Follows objects for as long as the store is open: first all there are, then what changes, and all again when more changed than the
/// store keeps. Nothing is missed, nothing told twice. One reader.
/// </summary>
/// <param name="store">Where the objects are.</param>
/// <param name="resource">As in <see cref="ObjectKey.Resource"/>; null for all.</param>
internal sealed class StoreFollower(IObjectStore store, string? resource) : IDisposable
{
    private IStoreWatch? _watch;

    /// <summary>Waits for news.</summary>
    /// <param name="cancellationToken">Ends the wait; a later call goes on where this one was.</param>
    /// <returns>Null when the store was closed.</returns>
    public async ValueTask<StoreNews?> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                if (_watch is null)
                {
                    return Begin();
                }

                if (!await _watch.WaitToReadAsync(cancellationToken))
                {
                    return null;
                }

                if (Take() is { Changes.IsEmpty: false } news)
                {
                    return news;
                }
            }
            catch (StoreException e) when (e.Failure == StoreFailure.Expired)
            {
                Dispose();
            }
            catch (StoreException e) when (e.Failure == StoreFailure.Closed)
            {
                return null;
            }
        }
    }

    /// <summary>What has changed since the last news; empty when nothing has, or when all there is has to be told again.</summary>
    public StoreNews Take()
    {
        var changes = ImmutableArray.CreateBuilder<StoreChange>();
        while (_watch?.TryRead(out var change) == true)
        {
            changes.Add(change);
        }

        return new(null, changes.DrainToImmutable());
    }

    public void Dispose()
    {
        _watch?.Dispose();
        _watch = null;
    }

    private StoreNews Begin()
    {
        var list = store.List(resource, null);
        _watch = store.Watch(resource, null, list.Revision);
        return new(list, []);
    }
}

/// <summary>What a follower is told.</summary>
/// <param name="All">Everything there is, in place of all that was told before; null when only changes are told.</param>
/// <param name="Changes">In their order.</param>
internal sealed record StoreNews(StoredList? All, ImmutableArray<StoreChange> Changes);
