using System.Text.Json.Nodes;

namespace LocalPods.Orchestrator.Store;

/// <summary>A store that lives as long as the process.</summary>
/// <remarks>
/// Every call is done when it returns, on the caller's thread, so it runs inside a simulation. Only expiry happens
/// later, on a timer of the clock.
/// </remarks>
public sealed class InMemoryStore : IObjectStore
{
    private readonly Lock _writing = new();
    private readonly TimeProvider _clock;
    private readonly RevisionView _view;
    private readonly RevisionJsonWriter _json = new();
    private readonly ExpirySchedule _expiries;
    private bool _closed;

    public InMemoryStore(TimeProvider clock)
        : this(clock, HistoryLimits.Default)
    {
    }

    internal InMemoryStore(TimeProvider clock, HistoryLimits limits)
    {
        _clock = clock;
        _view = RevisionView.Empty(limits);
        _expiries = new(clock, Expire);
    }

    public long Revision => _view.Revision;

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

    public Task CompactAsync(long revision, CancellationToken cancellationToken)
    {
        _view.Compact(revision);
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        lock (_writing)
        {
            _closed = true;
            _expiries.Dispose();
        }

        _view.Close();
        return ValueTask.CompletedTask;
    }

    private Task<StoredObject> WriteAsync(StoreWrite write, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<StoredObject>(cancellationToken);
        }

        lock (_writing)
        {
            var current = _view.Get(write.Key);
            if ((_closed ? StoreErrors.Closed() : write.Refuse(current)) is { } refusal)
            {
                return Task.FromException<StoredObject>(refusal);
            }

            var written = Write(write, current);
            _expiries.Arm();
            return Task.FromResult(written);
        }
    }

    private StoredObject Write(StoreWrite write, StoredObject? current)
    {
        var change = write.Apply(current, _view.Revision + 1, _json);
        _expiries.Set(write.Key, change.Object.Revision, write.Expires);
        _view.Publish(change);
        return change.Object;
    }

    private void Expire()
    {
        lock (_writing)
        {
            if (_closed)
            {
                return;
            }

            foreach (var expiry in _expiries.TakeDue(int.MaxValue))
            {
                Write(new StoreWrite.Delete(expiry.Key, expiry.Revision), _view.Get(expiry.Key));
            }

            _expiries.Arm();
        }
    }
}
