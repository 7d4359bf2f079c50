using System.Text.Json.Nodes;

namespace LocalPods.Orchestrator.Store;

/// <summary>A store as it would be after some writes: those are seen by its own readers only, and nothing becomes of them. Of one user at a time; a watch tells of the store's own writes.</summary>
/// <param name="store">As it is.</param>
internal sealed class TrialStore(IObjectStore store) : IObjectStore
{
    private readonly Dictionary<ObjectKey, StoredObject?> _written = [];
    private readonly RevisionJsonWriter _json = new();

    public long Revision { get; private set; } = store.Revision;

    public StoredObject? Get(ObjectKey key) => _written.TryGetValue(key, out var written) ? written : store.Get(key);

    public StoredList List(string? resource, string? @namespace)
    {
        var items = store.List(resource, @namespace).Items.RemoveAll(o => _written.ContainsKey(o.Key));
        var added = _written.Values.OfType<StoredObject>().Where(o => (resource is null || o.Key.Resource == resource) && (@namespace is null || o.Key.Namespace == @namespace));
        return new([.. items.Concat(added).OrderBy(o => o.Key.Namespace, StringComparer.Ordinal).ThenBy(o => o.Key.Name, StringComparer.Ordinal)], Revision);
    }

    public Task<StoredObject> CreateAsync(ObjectKey key, JsonObject content, TimeSpan? timeToLive, CancellationToken cancellationToken) =>
        Write(new StoreWrite.Create(key, content));

    public Task<StoredObject> UpdateAsync(ObjectKey key, JsonObject content, long expectedRevision, TimeSpan? timeToLive, CancellationToken cancellationToken) =>
        Write(new StoreWrite.Update(key, content, expectedRevision));

    public Task<StoredObject> DeleteAsync(ObjectKey key, long? expectedRevision, CancellationToken cancellationToken) =>
        Write(new StoreWrite.Delete(key, expectedRevision));

    public IStoreWatch Watch(string? resource, string? @namespace, long since) => store.Watch(resource, @namespace, since);

    public Task CompactAsync(long revision, CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Task<StoredObject> Write(StoreWrite write)
    {
        var current = Get(write.Key);
        if (write.Refuse(current) is { } refusal)
        {
            return Task.FromException<StoredObject>(refusal);
        }

        var change = write.Apply(current, ++Revision, _json);
        _written[write.Key] = change.Type == StoreChangeType.Deleted ? null : change.Object;
        return Task.FromResult(change.Object);
    }
}
