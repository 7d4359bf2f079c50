namespace LocalPods.Orchestrator.Store;

/// <summary>Which objects end when, and one timer for the next of them. Not thread-safe but for its timer.</summary>
/// <remarks>
/// The timer is armed for an exact time, yet after it fired it rests for <see cref="Rest"/>, so that a thousand objects of
/// nearly the same age cost a few wakes.
/// </remarks>
internal sealed class ExpirySchedule : IDisposable
{
    /// <summary>Least time between two firings: how late an object may go at most.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan s_longestArming = TimeSpan.FromDays(1); // timers reach 49 days

    private readonly TimeProvider _clock;
    private readonly ITimer _timer;
    private readonly Dictionary<ObjectKey, Expiry> _expiries = [];
    private readonly SortedSet<Expiry> _byTime = new(Comparer<Expiry>.Create(static (a, b) => a.CompareTo(b)));
    private DateTimeOffset? _armedFor;
    private DateTimeOffset _notBefore = DateTimeOffset.MinValue;

    /// <summary>An empty schedule; nothing fires until something is set.</summary>
    /// <param name="clock">Tells when.</param>
    /// <param name="due">Called by the timer, on its thread; it gets <see cref="TakeDue"/> called by whoever owns the schedule.</param>
    public ExpirySchedule(TimeProvider clock, Action due)
    {
        _clock = clock;
        _timer = clock.CreateTimer(static d => ((Action)d!)(), due, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Replaces what was known about an object: of this revision, it ends then, or never. <see cref="Arm"/> follows.</summary>
    public void Set(in ObjectKey key, long revision, DateTimeOffset? expires)
    {
        if (_expiries.Remove(key, out var before))
        {
            _byTime.Remove(before);
        }

        if (expires is { } at)
        {
            var expiry = new Expiry(at, revision, key);
            _expiries.Add(key, expiry);
            _byTime.Add(expiry);
        }
    }

    /// <summary>After the timer fired: what is due now, at most this many. They stay until <see cref="Set"/> takes them out.</summary>
    public List<Expiry> TakeDue(int limit)
    {
        var now = _clock.GetUtcNow();
        _armedFor = null;
        _notBefore = now + Rest;
        return [.. _byTime.TakeWhile(e => e.At <= now).Take(limit)];
    }

    /// <summary>Keeps the timer still for a while, whatever is due.</summary>
    public void Defer(TimeSpan rest)
    {
        _notBefore = _clock.GetUtcNow() + rest;
        Arm();
    }

    /// <summary>Sets the timer to the next expiry, or to never.</summary>
    public void Arm()
    {
        DateTimeOffset? at = _byTime.Count == 0 ? null : _byTime.Min.At > _notBefore ? _byTime.Min.At : _notBefore;
        if (at != _armedFor)
        {
            _armedFor = at;
            var wait = at - _clock.GetUtcNow();
            _timer.Change(
                wait is { } w ? TimeSpan.FromTicks(Math.Clamp(w.Ticks, 0, s_longestArming.Ticks)) : Timeout.InfiniteTimeSpan,
                Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose() => _timer.Dispose();

    public readonly record struct Expiry(DateTimeOffset At, long Revision, ObjectKey Key) : IComparable<Expiry>
    {
        public int CompareTo(Expiry other)
        {
            var order = At.CompareTo(other.At);
            return order != 0 ? order : Revision.CompareTo(other.Revision);
        }
    }
}
