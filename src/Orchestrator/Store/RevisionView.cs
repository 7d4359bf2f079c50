namespace LocalPods.Orchestrator.Store;

/// <summary>What reads and watches of a store see: current objects, recent history, and the watches on it. Thread-safe.</summary>
/// <remarks>
/// One lock, held for microseconds and never while foreign code runs: woken watchers continue elsewhere. Watches have no
/// buffers of their own, they read the shared history, so that a write costs the same however far behind they are.
/// </remarks>
internal sealed class RevisionView
{
    /// <summary>Stands for all resources among the watches; no resource is called so.</summary>
    internal const string Everything = "";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, ObjectTable> _tables = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<StoreWatch>> _watches = new(StringComparer.Ordinal);
    private readonly ChangeHistory _history;
    private bool _closed;

    /// <summary>A view of what a store held when it was opened.</summary>
    /// <param name="objects">As they are after <paramref name="history"/>, in any order.</param>
    /// <param name="history">All changes after <paramref name="compacted"/>, without gaps, in order.</param>
    /// <param name="compacted">What happened up to this revision is not known any more.</param>
    /// <param name="limits">Of the history.</param>
    public RevisionView(IEnumerable<StoredObject> objects, IEnumerable<StoreChange> history, long compacted, HistoryLimits limits)
    {
        _history = new(compacted, limits);
        foreach (var change in history)
        {
            _history.Add(change);
        }

        foreach (var resource in objects.GroupBy(o => o.Key.Resource, StringComparer.Ordinal))
        {
            _tables.Add(resource.Key, new(resource));
        }
    }

    public static RevisionView Empty(HistoryLimits limits) => new([], [], 0, limits);

    public long Revision
    {
        get
        {
            lock (_gate)
            {
                return _history.Newest;
            }
        }
    }

    /// <summary>Watches from before this revision have expired.</summary>
    public long Compacted
    {
        get
        {
            lock (_gate)
            {
                return _history.Compacted;
            }
        }
    }

    public StoredObject? Get(in ObjectKey key)
    {
        lock (_gate)
        {
            return _tables.GetValueOrDefault(key.Resource)?.Get(key.Namespace, key.Name);
        }
    }

    public StoredList List(string? resource, string? @namespace)
    {
        lock (_gate)
        {
            return new(
                resource is null ? [.. _tables.Values.SelectMany(t => t.List(@namespace))] : _tables.GetValueOrDefault(resource)?.List(@namespace) ?? [],
                _history.Newest);
        }
    }

    /// <summary>Opens a watch, as <see cref="IObjectStore.Watch"/> says.</summary>
    /// <exception cref="StoreException"><see cref="StoreFailure.Expired"/> or <see cref="StoreFailure.Closed"/>.</exception>
    public StoreWatch Watch(string? resource, string? @namespace, long since)
    {
        lock (_gate)
        {
            if (_closed)
            {
                throw StoreErrors.Closed();
            }

            if (since < _history.Compacted)
            {
                throw StoreErrors.Expired(since, _history.Compacted);
            }

            var watch = new StoreWatch(this, _gate, _history, resource ?? Everything, @namespace, since);
            if (!_watches.TryGetValue(watch.Resource, out var ofResource))
            {
                _watches.Add(watch.Resource, ofResource = []);
            }

            ofResource.Add(watch);
            return watch;
        }
    }

    /// <summary>Shows changes to reads and watches, all at once.</summary>
    /// <param name="changes">In order, following <see cref="Revision"/> without a gap.</param>
    public void Publish(params ReadOnlySpan<StoreChange> changes)
    {
        lock (_gate)
        {
            foreach (var change in changes)
            {
                Apply(change);
                _history.Add(change);
                Offer(change, change.Object.Key.Resource);
                Offer(change, Everything);
            }
        }
    }

    public void Compact(long revision)
    {
        lock (_gate)
        {
            _history.DropTo(revision);
        }
    }

    /// <summary>Lets go of what was parsed of objects and history.</summary>
    public void DropParsed()
    {
        lock (_gate)
        {
            foreach (var table in _tables.Values)
            {
                table.DropParsed();
            }

            for (var revision = _history.Compacted + 1; revision <= _history.Newest; revision++)
            {
                var change = _history[revision];
                change.Object.DropParsed();
                change.Previous?.DropParsed();
            }
        }
    }

    /// <summary>Ends every watch once it has read what is there. Reads go on.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            foreach (var watch in _watches.Values.SelectMany(w => w))
            {
                watch.End();
            }

            _watches.Clear();
        }
    }

    /// <summary>The caller holds the lock.</summary>
    internal void Remove(StoreWatch watch)
    {
        if (_watches.TryGetValue(watch.Resource, out var watches) && watches.Remove(watch) && watches.Count == 0)
        {
            _watches.Remove(watch.Resource);
        }
    }

    private void Offer(StoreChange change, string resource)
    {
        if (_watches.TryGetValue(resource, out var watches))
        {
            foreach (var watch in watches)
            {
                watch.Offer(change);
            }
        }
    }

    private void Apply(StoreChange change)
    {
        var key = change.Object.Key;
        if (!_tables.TryGetValue(key.Resource, out var table))
        {
            _tables.Add(key.Resource, table = new());
        }

        if (change.Type == StoreChangeType.Deleted)
        {
            table.Remove(key.Namespace, key.Name);
        }
        else
        {
            table.Put(change.Object);
        }
    }
}
