using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalPods.Orchestrator.Store.Sqlite;

/// <summary>A store in one SQLite file: a log of revisions, read into memory once, appended to by one thread.</summary>
/// <remarks>
/// Writes queue up and are committed in groups; a write's task ends when its group is on the disk. The process may be
/// killed at any instant: what was acknowledged is there when the file is opened again.
/// </remarks>
public sealed class SqliteStore : IObjectStore
{
    private readonly TimeProvider _clock;
    private readonly RevisionView _view;
    private readonly WorkQueue _queue;
    private readonly RevisionWriter _writer;

    private SqliteStore(TimeProvider clock, RevisionView view, WorkQueue queue, RevisionWriter writer) =>
        (_clock, _view, _queue, _writer) = (clock, view, queue, writer);

    public long Revision => _view.Revision;

    /// <summary>Opens the store in a file, or makes it if there is none. Blocks while it is read.</summary>
    /// <param name="path">In a folder that exists. Beside it lie <c>-wal</c> while it is open, <c>.lock</c>, and <c>.key</c> once it holds secrets.</param>
    /// <param name="clock">Tells when objects expire.</param>
    /// <param name="logger">Null for none.</param>
    /// <exception cref="StoreException">
    /// <see cref="StoreFailure.Unusable"/>: damaged, of a newer schema, not a store, or not accessible; the file is as it was.
    /// <see cref="StoreFailure.Closed"/>: open elsewhere. <see cref="StoreFailure.Full"/>: no room to make it.
    /// </exception>
    public static SqliteStore Open(string path, TimeProvider clock, ILogger? logger) => Open(path, clock, logger, SqliteStoreOptions.Default);

    internal static SqliteStore Open(string path, TimeProvider clock, ILogger? logger, SqliteStoreOptions options)
    {
        logger ??= NullLogger.Instance;
        var began = clock.GetTimestamp();
        var (log, loaded) = RevisionLog.Open(Path.GetFullPath(path), options.LargestSizeBytes);
        var view = new RevisionView(loaded.Objects, loaded.History, loaded.Compacted, options.History);
        StoreLog.Opened(logger, log.Path, loaded.Objects.Count, view.Revision, (long)clock.GetElapsedTime(began).TotalMilliseconds);

        var queue = new WorkQueue();
        var expiries = new ExpirySchedule(clock, queue.WakeForExpiry);
        foreach (var (key, at) in loaded.Expiries)
        {
            expiries.Set(key, view.Get(key)!.Revision, at);
        }

        var writer = new RevisionWriter(log, view, queue, expiries, options, logger);
        writer.Start();
        return new(clock, view, queue, writer);
    }

    public StoredObject? Get(ObjectKey key) => _view.Get(key);

    public StoredList List(string? resource, string? @namespace) => _view.List(resource, @namespace);

    public Task<StoredObject> CreateAsync(ObjectKey key, JsonObject content, TimeSpan? timeToLive, CancellationToken cancellationToken) =>
        WriteAsync(new StoreWrite.Create(key, content) { Expires = _clock.GetUtcNow() + timeToLive }, cancellationToken);

    public Task<StoredObject> UpdateAsync(
        ObjectKey key, JsonObject content, long expectedRevision, TimeSpan? timeToLive, CancellationToken cancellationToken) =>
        WriteAsync(new StoreWrite.Update(key, content, expectedRevision) { Expires = _clock.GetUtcNow() + timeToLive }, cancellationToken);

    public Task<StoredObject> DeleteAsync(ObjectKey key, long? expectedRevision, CancellationToken cancellationToken) =>
        WriteAsync(new StoreWrite.Delete(key, expectedRevision), cancellationToken);

    public IStoreWatch Watch(string? resource, string? @namespace, long since) => _view.Watch(resource, @namespace, since);

    /// <summary>Lets go of the parsed forms of objects, which are made again for whoever asks: to be called when nobody has for a while.</summary>
    public void DropParsed() => _view.DropParsed();

    public async Task CompactAsync(long revision, CancellationToken cancellationToken)
    {
        var queued = new QueuedWork.Compaction(revision);
        await _queue.EnqueueAsync(queued, cancellationToken);
        await queued.Done.WaitAsync(cancellationToken);
    }

    /// <summary>Lets the group being committed end, fails the writes behind it with <see cref="StoreFailure.Closed"/>, and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Close();
        await _writer.Ended;
        _view.Close();
    }

    private async Task<StoredObject> WriteAsync(StoreWrite write, CancellationToken cancellationToken)
    {
        var queued = new QueuedWork.Write(write);
        await _queue.EnqueueAsync(queued, cancellationToken);
        return await queued.Done.WaitAsync(cancellationToken);
    }
}
