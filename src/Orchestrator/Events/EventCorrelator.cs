using System.Globalization;

namespace LocalPods.Orchestrator.Events;

/// <summary>
/// Turns a flood of alike notes into few events (client-go <c>tools/record/events_cache.go</c>). Three stages: notes that
/// differ only in their message become one, equal ones are counted, and who talks too much is cut off.
/// </summary>
/// <remarks>It knows no store and no clock. Not for use from several threads.</remarks>
internal sealed class EventCorrelator
{
    /// <summary>From this many different messages on they are told as one event.</summary>
    public const int AggregateFrom = 10;

    /// <summary>Events that one object may have of one type before it is slowed down.</summary>
    public const int Burst = 25;

    /// <summary>Of aggregates, counts and buckets, each.</summary>
    public const int CacheCapacity = 4096;

    /// <summary>A gap longer than this begins a new aggregate.</summary>
    public static readonly TimeSpan AggregateGap = TimeSpan.FromSeconds(600);

    /// <summary>One more event is allowed each time this has passed.</summary>
    public static readonly TimeSpan Refill = TimeSpan.FromSeconds(300);

    private readonly LruCache<AggregateKey, Aggregate> _aggregates = new(CacheCapacity);
    private readonly LruCache<(AggregateKey, string FieldPath, string? Message), Counted> _counts = new(CacheCapacity);
    private readonly LruCache<(string Component, EventTarget About, EventType Type), Bucket> _buckets = new(CacheCapacity);
    private long _lastNanos;

    /// <summary>Takes a note in.</summary>
    /// <returns>The event to write, new or counted up; null when the object has had too many.</returns>
    public CorrelatedEvent? Correlate(EventNote note, DateTimeOffset now)
    {
        // What tells objects apart; the rest of a target is told, but not compared.
        var about = note.About with { FieldPath = "", Container = "", ContainerId = null, ResourceVersion = "" };
        var key = new AggregateKey(note.Component, about, note.Type, note.Reason);
        var combined = Combines(key, note.Message, now);
        var message = combined ? $"(combined from similar events): {note.Message}" : note.Message;

        // An aggregate is one event whatever its newest message.
        var countKey = (key, combined ? "" : note.About.FieldPath, combined ? null : note.Message);
        var counted = _counts.TryGet(countKey, out var known)
            ? known with { Count = known.Count + 1 }
            : new Counted(NewName(note.About.Name, now), 1, now);
        _counts.Set(countKey, counted); // also when the event is then not written: a later one tells the true count
        return Allows((note.Component, about, note.Type), now)
            ? new CorrelatedEvent(note with { Message = message }, counted.Name, counted.Count, counted.First, now)
            : null;
    }

    private bool Combines(AggregateKey key, string message, DateTimeOffset now)
    {
        if (!_aggregates.TryGet(key, out var aggregate) || now - aggregate.Last > AggregateGap)
        {
            aggregate = new Aggregate([], now);
        }

        var messages = aggregate.Messages.Contains(message) ? aggregate.Messages : aggregate.Messages.Add(message);
        var combines = messages.Length >= AggregateFrom;
        _aggregates.Set(key, new Aggregate(combines ? messages.RemoveAt(0) : messages, now)); // never grows past the threshold
        return combines;
    }

    private bool Allows((string Component, EventTarget About, EventType Type) key, DateTimeOffset now)
    {
        var bucket = _buckets.TryGet(key, out var known)
            ? new Bucket(Math.Min(Burst, known.Tokens + ((now - known.At) / Refill)), now)
            : new Bucket(Burst, now);
        var allows = bucket.Tokens >= 1;
        _buckets.Set(key, allows ? bucket with { Tokens = bucket.Tokens - 1 } : bucket);
        return allows;
    }

    /// <summary>Names hold the time in nanoseconds, moved on where two events fall on one.</summary>
    private string NewName(string objectName, DateTimeOffset now)
    {
        _lastNanos = Math.Max(_lastNanos + 1, (now - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick);
        return $"{objectName}.{_lastNanos.ToString("x", CultureInfo.InvariantCulture)}";
    }

    private sealed record AggregateKey(string Component, EventTarget About, EventType Type, string Reason);

    private sealed record Aggregate(ImmutableArray<string> Messages, DateTimeOffset Last);

    private sealed record Counted(string Name, int Count, DateTimeOffset First);

    private sealed record Bucket(double Tokens, DateTimeOffset At);
}
