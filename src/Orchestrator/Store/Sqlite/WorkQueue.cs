using System.Diagnostics.CodeAnalysis;

namespace LocalPods.Orchestrator.Store.Sqlite;

/// <summary>Work on its way to the writer's thread. Whoever brings work waits without a thread while the queue is full.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The semaphore has no handle, and callers may still be at it when the store is closed.")]
internal sealed class WorkQueue
{
    /// <summary>As many may wait to be taken.</summary>
    public const int Capacity = 1024;

    /// <summary>As many are taken at a time, and committed together.</summary>
    public const int GroupLimit = 256;

    private readonly object _gate = new();
    private readonly SemaphoreSlim _room = new(Capacity);
    private readonly Queue<QueuedWork> _work = [];
    private bool _expiryDue;
    private bool _closing;

    /// <summary>Hands work over once there is room for it.</summary>
    /// <exception cref="StoreException"><see cref="StoreFailure.Closed"/>.</exception>
    public async Task EnqueueAsync(QueuedWork work, CancellationToken cancellationToken)
    {
        await _room.WaitAsync(cancellationToken);
        lock (_gate)
        {
            if (!_closing)
            {
                _work.Enqueue(work);
                Monitor.Pulse(_gate);
                return;
            }
        }

        _room.Release(); // for the next one who waits, to be told the same
        throw StoreErrors.Closed();
    }

    /// <summary>Lets the writer look for objects whose time has come. Never waits.</summary>
    public void WakeForExpiry()
    {
        lock (_gate)
        {
            _expiryDue = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Blocks the writer's thread until there is something to do.</summary>
    /// <param name="group">Filled with work, if there is any.</param>
    /// <param name="expiryDue">Whether objects are to be looked through for expired ones.</param>
    /// <returns>False when the queue was closed.</returns>
    public bool Take(List<QueuedWork> group, out bool expiryDue)
    {
        lock (_gate)
        {
            while (_work.Count == 0 && !_expiryDue && !_closing)
            {
                Monitor.Wait(_gate);
            }

            (expiryDue, _expiryDue) = (_expiryDue, false);
            while (!_closing && group.Count < GroupLimit && _work.TryDequeue(out var work))
            {
                group.Add(work);
            }

            if (_closing)
            {
                return false;
            }
        }

        if (group.Count > 0)
        {
            _room.Release(group.Count);
        }

        return true;
    }

    /// <summary>Takes no more work. What was not taken yet fails.</summary>
    public void Close()
    {
        lock (_gate)
        {
            if (_closing)
            {
                return;
            }

            _closing = true;
            Monitor.Pulse(_gate);
            if (_work.Count > 0)
            {
                _room.Release(_work.Count);
            }

            while (_work.TryDequeue(out var work))
            {
                work.Fail(StoreErrors.Closed());
            }
        }
    }
}
