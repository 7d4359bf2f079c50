namespace LocalPods.Orchestrator.Store.Sqlite;

/// <summary>Something for the writer to do, and the promise to say how it went. Closed: the nested types are all there are.</summary>
internal abstract class QueuedWork
{
    private QueuedWork()
    {
    }

    /// <summary>Nobody needs to be there to hear it.</summary>
    public abstract void Fail(Exception why);

    public sealed class Write(StoreWrite asked) : QueuedWork
    {
        private readonly TaskCompletionSource<StoredObject> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public StoreWrite Asked { get; } = asked;

        public Task<StoredObject> Done => _done.Task;

        public void Complete(StoredObject written) => _done.TrySetResult(written);

        public override void Fail(Exception why)
        {
            _done.TrySetException(why);
            _ = _done.Task.Exception; // counts as seen
        }
    }

    public sealed class Compaction(long revision) : QueuedWork
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public long Revision { get; } = revision;

        public Task Done => _done.Task;

        public void Complete() => _done.TrySetResult();

        public override void Fail(Exception why)
        {
            _done.TrySetException(why);
            _ = _done.Task.Exception; // counts as seen
        }
    }
}
