namespace LocalPods.TestKit;

/// <summary>Time that moves only when told to, or when a <see cref="Simulation"/> has nothing else to do.</summary>
public sealed class VirtualClock(DateTimeOffset start) : TimeProvider
{
    private readonly PriorityQueue<(VirtualTimer Timer, int Arming), (long Due, long Order)> _due = new();
    private long _order;
    private DateTimeOffset _now = start;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => _now;

    public override long GetTimestamp() => _now.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Jumps to the next due timer and runs it. False when none is armed.</summary>
    public bool FireNext()
    {
        while (_due.TryDequeue(out var next, out var at))
        {
            if (next.Timer.IsArmed(next.Arming))
            {
                _now = new DateTimeOffset(Math.Max(at.Due, _now.UtcTicks), TimeSpan.Zero);
                next.Timer.Fire();
                return true;
            }
        }

        return false;
    }

    /// <summary>Moves time on by this much, running every timer that falls due on the way, in order.</summary>
    public void Advance(TimeSpan by)
    {
        var end = _now + by;
        while (_due.TryPeek(out var next, out var at) && at.Due <= end.UtcTicks)
        {
            if (next.Timer.IsArmed(next.Arming))
            {
                FireNext();
            }
            else
            {
                _due.Dequeue();
            }
        }

        _now = end;
    }

    private sealed class VirtualTimer(VirtualClock clock, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period;
        private int _arming; // counts changes: an entry queued by an earlier arming is stale

        public bool IsArmed(int arming) => _arming == arming;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _period = period;
            _arming++;
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                clock._due.Enqueue((this, _arming), ((clock._now + dueTime).UtcTicks, clock._order++));
            }

            return true;
        }

        public void Fire()
        {
            _arming++; // fired: no longer armed unless the period arms it again
            if (_period > TimeSpan.Zero)
            {
                Change(_period, _period);
            }

            callback(state);
        }

        public void Dispose() => _arming++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
