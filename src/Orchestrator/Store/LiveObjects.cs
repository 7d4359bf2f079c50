namespace LocalPods.Orchestrator.Store;

/// <summary>
/// All objects of a kind, parsed once each. Whoever looks first takes in what changed since the last look, so a look never
/// misses a write that was answered before it, reads nothing while nothing changed, and needs nobody to run it. Lives as long as the store.
/// </summary>
/// <typeparam name="T">What an object is kept as.</typeparam>
/// <param name="store">Where the objects are.</param>
/// <param name="resource">As in <see cref="ObjectKey.Resource"/>.</param>
/// <param name="parse">Makes what is kept of an object.</param>
internal sealed class LiveObjects<T>(IObjectStore store, string resource, Func<StoredObject, T> parse)
    where T : class
{
    private readonly Lock _gate = new();
    private ImmutableSortedDictionary<ObjectKey, T> _objects = Empty;
    private IStoreWatch? _watch;

    private static ImmutableSortedDictionary<ObjectKey, T> Empty { get; } = ImmutableSortedDictionary.Create<ObjectKey, T>(
        Comparer<ObjectKey>.Create((a, b) => (string.CompareOrdinal(a.Namespace, b.Namespace), string.CompareOrdinal(a.Name, b.Name)) switch
        {
            (0, var byName) => byName,
            (var byNamespace, _) => byNamespace,
        }));

    /// <summary>The objects as they are now, by namespace and name. The same instance as long as nothing changed.</summary>
    public ImmutableSortedDictionary<ObjectKey, T> Look()
    {
        lock (_gate)
        {
            var newest = store.Revision;
            if (_watch is not null)
            {
                TakeIn(_watch);
                if (_watch.Revision >= newest)
                {
                    return _objects;
                }
            }

            // The first look, or so long after the last one that the history between is no longer kept.
            _watch?.Dispose();
            var list = store.List(resource, null);
            _watch = store.Watch(resource, null, list.Revision);
            return _objects = Empty.AddRange(list.Items.Select(o => KeyValuePair.Create(o.Key, parse(o))));
        }
    }

    private void TakeIn(IStoreWatch watch)
    {
        while (watch.TryRead(out var change))
        {
            _objects = change.Type == StoreChangeType.Deleted
                ? _objects.Remove(change.Object.Key)
                : _objects.SetItem(change.Object.Key, parse(change.Object));
        }
    }
}
