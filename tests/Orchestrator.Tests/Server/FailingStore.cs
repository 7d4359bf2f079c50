using System.Text.Json.Nodes;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Tests.Server;

/// <summary>A store whose writes fail when told to.</summary>
internal sealed class FailingStore(IObjectStore inner) : IObjectStore
{
    public StoreFailure? Fails { get; set; }

    /// <summary>Creates this namespace itself just before it is asked to: somebody else was first.</summary>
    public string? Overtaken { get; init; }

    public long Revision => inner.Revision;

    public StoredObject? Get(ObjectKey key) => inner.Get(key);

    public StoredList List(string? resource, string? @namespace) => inner.List(resource, @namespace);

    public Task<StoredObject> CreateAsync(ObjectKey key, JsonObject content, TimeSpan? timeToLive, CancellationToken cancellationToken) =>
        WriteAsync(async () =>
        {
            if (key == new ObjectKey("namespaces", "", Overtaken ?? ""))
            {
                await inner.CreateAsync(key, (JsonObject)content.DeepClone(), timeToLive, cancellationToken);
            }

            return await inner.CreateAsync(key, content, timeToLive, cancellationToken);
        });

    public Task<StoredObject> UpdateAsync(ObjectKey key, JsonObject content, long expectedRevision, TimeSpan? timeToLive, CancellationToken cancellationToken) =>
        WriteAsync(() => inner.UpdateAsync(key, content, expectedRevision, timeToLive, cancellationToken));

    public Task<StoredObject> DeleteAsync(ObjectKey key, long? expectedRevision, CancellationToken cancellationToken) =>
        WriteAsync(() => inner.DeleteAsync(key, expectedRevision, cancellationToken));

    public IStoreWatch Watch(string? resource, string? @namespace, long since) => inner.Watch(resource, @namespace, since);

    public Task CompactAsync(long revision, CancellationToken cancellationToken) => inner.CompactAsync(revision, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private Task<StoredObject> WriteAsync(Func<Task<StoredObject>> write) =>
        Fails is { } failure ? Task.FromException<StoredObject>(new StoreException(failure, "no write today")) : write();
}
