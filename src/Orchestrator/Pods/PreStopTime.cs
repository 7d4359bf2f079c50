namespace LocalPods.Orchestrator.Pods;

/// <summary>
/// The time of a preStop hook and of the stop that follows it (spec 8.3): one grace period for both, which another delete
/// may shorten while the hook runs.
/// </summary>
internal sealed class PreStopTime : IDisposable
{
    private readonly TimeProvider _clock;
    private readonly long _began;
    private readonly CancellationTokenSource _up = new();
    private readonly TaskCompletionSource _ended = new(); // goes on at once: one that does so later would leave the context of who waits
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private TimeSpan _whole;

    /// <summary>The hook begins now.</summary>
    /// <param name="limit">What the hook may use.</param>
    /// <param name="whole">What there is for hook and stop.</param>
    /// <param name="clock">All time.</param>
    public PreStopTime(TimeSpan limit, TimeSpan whole, TimeProvider clock)
    {
        (_clock, _whole, _began) = (clock, whole, clock.GetTimestamp());
        _timer = clock.CreateTimer(_ => _up.Cancel(), null, limit, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Cancelled when the hook has used up its time.</summary>
    public CancellationToken Up => _up.Token;

    /// <summary>What is left for the stop; whole seconds of the hook count.</summary>
    public TimeSpan Left
    {
        get
        {
            lock (_gate)
            {
                return _whole - TimeSpan.FromSeconds(Math.Floor(_clock.GetElapsedTime(_began).TotalSeconds));
            }
        }
    }

    /// <summary>From now on there is only this much; more than there is changes nothing.</summary>
    public void Shorten(TimeSpan left)
    {
        lock (_gate)
        {
            var whole = _clock.GetElapsedTime(_began) + left;
            if (whole < _whole)
            {
                _whole = whole;
                _timer.Change(left, Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <summary>The hook has ended, well or not.</summary>
    public void End() => _ended.TrySetResult();

    /// <summary>Waits for the end of the hook.</summary>
    /// <returns>What is left then.</returns>
    public async Task<TimeSpan> WaitAsync(CancellationToken cancellationToken)
    {
        await _ended.Task.WaitAsync(cancellationToken);
        return Left;
    }

    public void Dispose()
    {
        _timer.Dispose();
        _up.Dispose();
    }
}
