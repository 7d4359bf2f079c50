using System.Diagnostics.CodeAnalysis;
using System.Threading.Tasks.Sources;

namespace LocalPods.Orchestrator.Store;

/// <summary>A cursor in the shared history. All its state belongs to the view's lock.</summary>
/// <remarks>
/// Between reads it only remembers the first change it has not handed out. So a watch on a quiet resource never
/// expires, however much happens elsewhere, and one that is not read expires once the history has moved past that change.
/// </remarks>
internal sealed class StoreWatch : IStoreWatch, IValueTaskSource<bool>
{
    private readonly RevisionView _view;
    private readonly Lock _gate;
    private readonly ChangeHistory _history;
    private readonly string? _namespace;
    private readonly long _since;
    private long _next; // revision of the first unread change; 0 when all is read
    private bool _waiting;
    private bool _ended;
    private ManualResetValueTaskSourceCore<bool> _wait = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration _cancellation; // of the wait under way

    /// <summary>The caller holds <paramref name="gate"/>.</summary>
    public StoreWatch(RevisionView view, Lock gate, ChangeHistory history, string resource, string? @namespace, long since)
    {
        (_view, _gate, _history, Resource, _namespace, _since) = (view, gate, history, resource, @namespace, since);
        _next = FirstFrom(since + 1);
    }

    /// <summary>What is watched, or <see cref="RevisionView.Everything"/>.</summary>
    public string Resource { get; }

    public long Revision
    {
        get
        {
            lock (_gate)
            {
                return _next != 0 ? _next - 1 : Math.Max(_since, _history.Newest);
            }
        }
    }

    public ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<bool>(cancellationToken);
        }

        short version;
        lock (_gate)
        {
            if (_next != 0)
            {
                return _next > _history.Compacted
                    ? ValueTask.FromResult(true)
                    : ValueTask.FromException<bool>(StoreErrors.Expired(_next - 1, _history.Compacted));
            }

            if (_ended)
            {
                return ValueTask.FromResult(false);
            }

            if (_waiting)
            {
                throw new InvalidOperationException("a watch has one reader at a time");
            }

            _wait.Reset();
            _waiting = true;
            version = _wait.Version;
        }

        // Outside the lock: a token cancelled just now calls back at once.
        _cancellation = cancellationToken.UnsafeRegister(static (watch, token) => ((StoreWatch)watch!).Cancel(token), this);
        return new(this, version);
    }

    public bool TryRead([NotNullWhen(true)] out StoreChange? change)
    {
        lock (_gate)
        {
            if (_next <= _history.Compacted)
            {
                change = null; // nothing to read, or expired: the next wait says so
                return false;
            }

            change = _history[_next];
            _next = FirstFrom(_next + 1);
            return true;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _view.Remove(this);
            _next = 0;
            End();
        }
    }

    /// <summary>Takes note of the newest change. The caller holds the lock.</summary>
    public void Offer(StoreChange change)
    {
        if (_next == 0 && change.Object.Revision > _since && Matches(change))
        {
            _next = change.Object.Revision;
            Wake(true);
        }
    }

    /// <summary>There will be no more changes. The caller holds the lock.</summary>
    public void End()
    {
        _ended = true;
        Wake(false);
    }

    bool IValueTaskSource<bool>.GetResult(short token)
    {
        _cancellation.Dispose(); // waits for a callback under way, so that it cannot hit the next wait
        return _wait.GetResult(token);
    }

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _wait.GetStatus(token);

    void IValueTaskSource<bool>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _wait.OnCompleted(continuation, state, token, flags);

    private void Wake(bool result)
    {
        if (_waiting)
        {
            _waiting = false;
            _wait.SetResult(result);
        }
    }

    private void Cancel(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_waiting)
            {
                _waiting = false;
                _wait.SetException(new OperationCanceledException(cancellationToken));
            }
        }
    }

    private long FirstFrom(long revision)
    {
        for (; revision <= _history.Newest; revision++)
        {
            if (Matches(_history[revision]))
            {
                return revision;
            }
        }

        return 0;
    }

    private bool Matches(StoreChange change) =>
        (Resource == RevisionView.Everything || change.Object.Key.Resource == Resource) && (_namespace is null || change.Object.Key.Namespace == _namespace);
}
