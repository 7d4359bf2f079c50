using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using static SQLitePCL.raw;

namespace LocalPods.Orchestrator.Store.Sqlite;

/// <summary>The one thread that writes: takes work from the queue, commits it in groups, shows it, then acknowledges it.</summary>
/// <remarks>
/// A thread of its own because every commit waits for the disk, and SQLite has no other way to wait. An answer of either
/// kind is given only after the commit, for it may rest on a write that the disk then refuses.
/// </remarks>
internal sealed class RevisionWriter(
    RevisionLog log, RevisionView view, WorkQueue queue, ExpirySchedule expiries, SqliteStoreOptions options, ILogger logger)
{
    private static readonly TimeSpan s_restAfterFailedExpiry = TimeSpan.FromSeconds(30);

    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly WriteDecider _decider = new(view);
    private readonly List<QueuedWork> _taken = [];
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

        var decision = _decider.Decide(group);
        if (decision.Rows.Count > 0 && TryWrite(() => log.Append(decision.Rows)) is { } failure)
        {
            if (failure.Failure != StoreFailure.Full || group.Count == 1)
            {
                group.ForEach(w => w.Fail(failure));
                return false;
            }

            // A small write may find room where a large one did not.
            return group.Count(w => Commit([w])) == group.Count;
        }

        Show(decision);
        for (var i = 0; i < group.Count; i++)
        {
            if (decision.Outcomes[i].Refusal is { } refusal)
            {
                group[i].Fail(refusal);
            }
            else
            {
                group[i].Complete(decision.Outcomes[i].Written!);
            }
        }

        return true;
    }

    private void Show(WriteDecision decision)
    {
        foreach (var row in decision.Rows)
        {
            expiries.Set(row.Object.Key, row.Object.Revision, row.Expires is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null);
        }

        expiries.Arm();
        view.Publish(CollectionsMarshal.AsSpan(decision.Changes));
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
        catch (StoreException e)
        {
            return e;
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
