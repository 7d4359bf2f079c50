using System.Text.Json.Nodes;

namespace LocalPods.Orchestrator.Store;

/// <summary>
/// Versioned objects, as etcd keeps them: every write gets the next revision, which is the object's resourceVersion, and
/// a watcher sees every write in that order.
/// </summary>
/// <remarks>
/// Reads come from memory and never wait. A write's task ends once the write is as durable as the store can make it, and
/// only then do reads and watchers see it. All members may be called from any thread.
/// </remarks>
public interface IObjectStore : IAsyncDisposable
{
    /// <summary>Of the newest write seen by reads; 0 for a store that never held anything.</summary>
    long Revision { get; }

    /// <summary>Null when there is none.</summary>
    StoredObject? Get(ObjectKey key);

    /// <summary>A snapshot; of one resource by namespace, then name (ordinal).</summary>
    /// <param name="resource">As in <see cref="ObjectKey.Resource"/>; null for all.</param>
    /// <param name="namespace">Null for all namespaces.</param>
    StoredList List(string? resource, string? @namespace);

    /// <summary>Adds an object. The store sets <c>metadata.resourceVersion</c> in it.</summary>
    /// <param name="key">Where it goes.</param>
    /// <param name="content">Handed over: the caller does not touch it again.</param>
    /// <param name="timeToLive">When this has passed the store deletes the object; null keeps it.</param>
    /// <param name="cancellationToken">Abandons the wait; the write may still happen.</param>
    /// <exception cref="StoreException"><see cref="StoreFailure.AlreadyExists"/>, or a failure of the medium.</exception>
    Task<StoredObject> CreateAsync(ObjectKey key, JsonObject content, TimeSpan? timeToLive, CancellationToken cancellationToken);

    /// <summary>Replaces an object of exactly this revision.</summary>
    /// <exception cref="StoreException">
    /// <see cref="StoreFailure.Conflict"/> when it has another revision by now, <see cref="StoreFailure.NotFound"/>, or a failure of the medium.
    /// </exception>
    Task<StoredObject> UpdateAsync(ObjectKey key, JsonObject content, long expectedRevision, TimeSpan? timeToLive, CancellationToken cancellationToken);

    /// <summary>Removes an object.</summary>
    /// <param name="key">Which.</param>
    /// <param name="expectedRevision">Only when it has this revision; null removes whatever is there.</param>
    /// <param name="cancellationToken">Abandons the wait; the removal may still happen.</param>
    /// <returns>Its last content, with the revision of the removal.</returns>
    Task<StoredObject> DeleteAsync(ObjectKey key, long? expectedRevision, CancellationToken cancellationToken);

    /// <summary>Opens a watch on what changes after a revision: nothing missed, nothing twice, in order.</summary>
    /// <param name="resource">As in <see cref="ObjectKey.Resource"/>; null for all.</param>
    /// <param name="namespace">Null for all namespaces.</param>
    /// <param name="since">Changes after this revision are told.</param>
    /// <exception cref="StoreException"><see cref="StoreFailure.Expired"/> when the history from there on is no longer kept.</exception>
    IStoreWatch Watch(string? resource, string? @namespace, long since);

    /// <summary>Forgets the history up to a revision; objects stay.</summary>
    Task CompactAsync(long revision, CancellationToken cancellationToken);
}

/// <summary>A reader of changes. One reader at a time; dispose it, or it is kept filled until it overflows.</summary>
public interface IStoreWatch : IDisposable
{
    /// <summary>Every change up to this revision has been handed out: the resourceVersion of a bookmark.</summary>
    long Revision { get; }

    /// <summary>Waits until there is something to read; false when the store was closed.</summary>
    /// <exception cref="StoreException"><see cref="StoreFailure.Expired"/> when this reader fell too far behind.</exception>
    ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken);

    bool TryRead([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out StoreChange? change);
}
