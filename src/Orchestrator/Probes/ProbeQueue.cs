namespace LocalPods.Orchestrator.Probes;

/// <summary>Which probe is due when, by the clock's timestamps. Guarded by the engine's lock.</summary>
internal sealed class ProbeQueue(TimeProvider clock)
{
    private readonly PriorityQueue<(ProbeWorker Worker, int Arming), long> _due = new();

    public long Now => clock.GetTimestamp();

    /// <summary>How long until the next one; for ever when none is waiting.</summary>
    public TimeSpan UntilNext =>
        // Timers count whole milliseconds and drop the rest: rounded up, or this one would fire early.
        Next() is { } at ? TimeSpan.FromMilliseconds(Math.Ceiling(Math.Max(0, Span(at - Now).TotalMilliseconds))) : Timeout.InfiniteTimeSpan;

    public long Stamp(TimeSpan span) => (long)(span.TotalSeconds * clock.TimestampFrequency);

    public TimeSpan Span(long stamps) => TimeSpan.FromSeconds((double)stamps / clock.TimestampFrequency);

    /// <summary>Sets when a worker is due; an earlier setting no longer counts. A worker that ended is not set.</summary>
    public void Arm(ProbeWorker worker, long at)
    {
        worker.NextTick = at;
        worker.Arming++;
        if (!worker.Ended)
        {
            _due.Enqueue((worker, worker.Arming), at);
        }
    }

    /// <summary>Takes one that is due; null when there is none.</summary>
    public ProbeWorker? Take(long now) => Next() <= now ? _due.Dequeue().Worker : null;

    private long? Next()
    {
        while (_due.TryPeek(out var next, out var at))
        {
            if (next.Arming == next.Worker.Arming && !next.Worker.Ended)
            {
                return at;
            }

            _due.Dequeue();
        }

        return null;
    }
}
