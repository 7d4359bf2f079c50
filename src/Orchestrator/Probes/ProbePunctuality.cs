namespace LocalPods.Orchestrator.Probes;

/// <summary>Counts how late probes started, for as long as the daemon lives. May be used from any thread.</summary>
internal sealed class ProbePunctuality
{
    private static readonly ImmutableArray<int> s_limits = [1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 75, 100, 200, 500, 1000];

    private readonly long[] _started = new long[s_limits.Length + 1]; // the last is for those later than every limit

    public void Ran(ProbeRun run)
    {
        var late = (run.StartedAt - run.Due).TotalMilliseconds;
        var at = 0;
        while (at < s_limits.Length && late > s_limits[at])
        {
            at++;
        }

        Interlocked.Increment(ref _started[at]);
    }

    public ProbeStarts Read()
    {
        var sum = 0L;
        var lateness = ImmutableArray.CreateBuilder<ProbeLateness>(s_limits.Length);
        for (var at = 0; at < s_limits.Length; at++)
        {
            sum += Interlocked.Read(ref _started[at]);
            lateness.Add(new ProbeLateness(s_limits[at], sum));
        }

        return new ProbeStarts(sum + Interlocked.Read(ref _started[^1]), lateness.MoveToImmutable());
    }
}

/// <summary>How many probes were started, and how punctually.</summary>
/// <param name="Started">All since the daemon started.</param>
/// <param name="Lateness">How many of them kept each limit, by growing limits.</param>
public sealed record ProbeStarts(long Started, ImmutableArray<ProbeLateness> Lateness);

/// <summary>Probes that kept a limit.</summary>
/// <param name="WithinMilliseconds">From the time a probe was due to its start, at most.</param>
/// <param name="Started">How many.</param>
public sealed record ProbeLateness(int WithinMilliseconds, long Started);
