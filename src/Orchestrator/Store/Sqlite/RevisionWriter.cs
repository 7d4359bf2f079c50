using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using static SQLitePCL.raw;

namespace LocalPods.Orchestrator.Store.Sqlite;

/// <summary>The one thread that writes: takes work from the queue, commits it in groups, shows it, then acknowledges it.</summary>
/// <remarks>
/// A thread of its own because every commit waits for the disk, and SQLite has no other way to wait. Whether a write may
/// happen is decided here, against what is committed and what stands before it in its group; an answer of either kind
/// is given only after the commit, for it may rest on a write that the disk then refuses.
/// </remarks>
internal sealed class RevisionWriter(
    RevisionLog log, RevisionView view, WorkQueue queue, ExpirySchedule expiries, SqliteStoreOptions options, ILogger logger)
{
    private static readonly TimeSpan s_restAfterFailedExpiry = TimeSpan.FromSeconds(30);

    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly RevisionJsonWriter _json = new();
    private readonly List<QueuedWork> _taken = [];
    private readonly List<StoreChange> _changes = [];
    private readonly List<RevisionRow> _rows = [];
    private readonly Dictionary<ObjectKey, StoredObject?> _pending = [];
    private long _compactAt = log.Compacted + options.CompactEvery;
    private StoreException? _broken;
    private bool _full;

    /// <summary>Ends when the queue was closed and the file is.</summary>
    public Task Ended => _ended.Task;

    public void Start()
    {
        expiries.Arm();
        new Thread(Run) { IsBackground = true, Name = "store writer" }.Start();
    }

    private void Run()
    {
        while (queue.Take(_taken, out var expiryDue))
        {
            try
            {
                Work(expiryDue);
            }
            catch (Exception e) // our own mistake: callers learn of it, and reads go on
            {
                Break(e);
                _taken.ForEach(w => w.Fail(_broken!));
            }

            _taken.Clear();
        }

        Close();
    }

    private void Close()
    {
        try
        {
            expiries.Dispose();
            if (_broken is not null)
            {
                log.Abandon();
            }

            log.Dispose();
            _ended.TrySetResult();
        }
        catch (Exception e)
        {
            _ended.TrySetException(e);
        }
    }

    private void Work(bool expiryDue)
    {
        var group = new List<QueuedWork.Write>(_taken.Count);
        foreach (var work in _taken)
        {
            if (work is QueuedWork.Compaction compaction)
            {
                Commit(group);
                group.Clear();
                Compact(compaction);
            }
            else
            {
                group.Add((QueuedWork.Write)work);
            }
        }

        Commit(group);
        if (expiryDue)
        {
            Expire();
        }

        if (view.Compacted >= _compactAt)
        {
            Compact(new(view.Compacted));
        }

        WriteBack();
    }

    // True when all that was not refused is on the disk.
    private bool Commit(List<QueuedWork.Write> group)
    {
        if (_broken is not null)
        {
            group.ForEach(w => w.Fail(_broken));
            return false;
        }

        var outcomes = Decide(group);
        if (_rows.Count > 0 && TryWrite(() => log.Append(_rows)) is { } failure)
        {
            if (failure.Failure != StoreFailure.Full || group.Count == 1)
            {
                group.ForEach(w => w.Fail(failure));
                return false;
            }

            // A small write may find room where a large one did not.
            return group.Count(w => Commit([w])) == group.Count;
        }

        Show();
        for (var i = 0; i < group.Count; i++)
        {
            if (outcomes[i].Refusal is { } refusal)
            {
                group[i].Fail(refusal);
            }
            else
            {
                group[i].Complete(outcomes[i].Written!);
            }
        }

        return true;
    }

    // Fills _changes and _rows with what the group does.
    private List<(StoredObject? Written, Exception? Refusal)> Decide(List<QueuedWork.Write> group)
    {
        var outcomes = new List<(StoredObject?, Exception?)>(group.Count);
        var revision = view.Revision;
        _changes.Clear();
        _rows.Clear();
        _pending.Clear();
        foreach (var write in group.Select(w => w.Asked))
        {
            if (!_pending.TryGetValue(write.Key, out var current))
            {
                current = view.Get(write.Key);
            }

            if (write.Refuse(current) is { } refusal)
            {
                outcomes.Add((null, refusal));
                continue;
            }

            try
            {
                var change = write.Apply(current, revision + 1, _json);
                revision++;
                _changes.Add(change);
                _rows.Add(new(change.Type, change.Object, current?.Revision, write.Expires?.ToUnixTimeMilliseconds()));
                _pending[write.Key] = change.Type == StoreChangeType.Deleted ? null : change.Object;
                outcomes.Add((change.Object, null));
            }
            catch (Exception e) // content that cannot be written as JSON is its writer's mistake alone
            {
                outcomes.Add((null, e));
            }
        }

        return outcomes;
    }

    private void Show()
    {
        for (var i = 0; i < _rows.Count; i++)
        {
            var row = _rows[i];
            expiries.Set(row.Object.Key, row.Object.Revision, row.Expires is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null);
        }

        expiries.Arm();
        view.Publish(CollectionsMarshal.AsSpan(_changes));
    }

    private void Expire()
    {
        List<ExpirySchedule.Expiry> due;
        do
        {
            due = expiries.TakeDue(WorkQueue.GroupLimit);
            if (due.Count == 0)
            {
                expiries.Arm();
            }
            else if (!Commit([.. due.Select(e => new QueuedWork.Write(new StoreWrite.Delete(e.Key, e.Revision)))]))
            {
                expiries.Defer(s_restAfterFailedExpiry);
                return;
            }
        }
        while (due.Count == WorkQueue.GroupLimit);
    }

    private void Compact(QueuedWork.Compaction asked)
    {
        var revision = Math.Min(asked.Revision, view.Revision);
        _compactAt = Math.Max(_compactAt, view.Compacted) + options.CompactEvery; // also after a failure: not at every write
        if ((_broken ?? TryWrite(() => log.Compact(revision))) is { } failure)
        {
            asked.Fail(failure);
            return;
        }

        view.Compact(revision);
        _compactAt = log.Compacted + options.CompactEvery;
        StoreLog.Compacted(logger, log.Path, revision);
        asked.Complete();
    }

    // After the answers were given: it takes longer than a commit.
    private void WriteBack()
    {
        try
        {
            if (_broken is null && log.IsFarAhead)
            {
                log.WriteBack();
            }
        }
        catch (SqliteException e)
        {
            Note(e);
        }
    }

    // Null when it is on the disk.
    private StoreException? TryWrite(Action write)
    {
        try
        {
            try
            {
                write();
            }
            catch (SqliteException e) when (e.SqliteErrorCode == SQLITE_FULL)
            {
                log.WriteBack(); // often makes the room
                write();
            }

            if (_full)
            {
                StoreLog.RoomAgain(logger, log.Path);
                _full = false;
            }

            return null;
        }
        catch (SqliteException e)
        {
            Note(e);
            return _broken ?? SqliteFailures.OfWriting(log.Path, e);
        }
    }

    private void Note(SqliteException e)
    {
        if (SqliteFailures.IsFatal(e))
        {
            Break(e);
        }
        else if (e.SqliteErrorCode != SQLITE_FULL)
        {
            StoreLog.WriteFailed(logger, e, log.Path);
        }
        else if (!_full)
        {
            StoreLog.Full(logger, log.Path);
            _full = true;
        }
    }

    private void Break(Exception e)
    {
        StoreLog.Broken(logger, e, log.Path);
        _broken ??= new StoreException(
            StoreFailure.Unusable, $"the store {log.Path} is not written to any more since a write failed: {e.Message}. Start the daemon again", e);
    }
}
