namespace LocalPods.TestKit;

/// <summary>Something that happened on the fake.</summary>
/// <param name="At">Virtual time.</param>
/// <param name="Deed">What.</param>
/// <param name="PodUid">Of which pod.</param>
/// <param name="Container">Name in the spec; empty for a sandbox.</param>
/// <param name="Attempt">Of the container or sandbox.</param>
/// <param name="Id">The engine's.</param>
/// <param name="ExitCode">With <see cref="RuntimeDeed.Exited"/>, else 0.</param>
public sealed record RuntimeJournalEntry(DateTimeOffset At, RuntimeDeed Deed, string PodUid, string Container, int Attempt, string Id, int ExitCode)
{
    public bool IsSandbox => Container.Length == 0;

    /// <summary>The sandbox it was in; its own id for a sandbox.</summary>
    public string Sandbox { get; init; } = "";
}

/// <summary>A captured command as its caller saw it.</summary>
/// <param name="Pod">Uid of the pod.</param>
/// <param name="Container">Name in the spec.</param>
/// <param name="Id">The engine's, of the instance.</param>
/// <param name="Sandbox">The instance's sandbox.</param>
/// <param name="Command">Program and arguments.</param>
/// <param name="BeganAt">When the caller asked.</param>
public sealed record RuntimeExec(string Pod, string Container, string Id, string Sandbox, ImmutableArray<string> Command, DateTimeOffset BeganAt)
{
    /// <summary>When the caller had its answer, or none; null while it waits.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>The answer; null when there was none in time, it got lost, or the caller gave up.</summary>
    public int? ExitCode { get; set; }

    /// <summary>The caller gave up.</summary>
    public bool GivenUp { get; set; }
}

public enum RuntimeDeed
{
    Created,
    Started,
    StartFailed,

    /// <summary>TERM was sent.</summary>
    Stopping,

    /// <summary>KILL was sent.</summary>
    Killed,
    Exited,
    Removed,
}

/// <summary>All that happened on the fake, for invariants.</summary>
public sealed class RuntimeJournal
{
    private readonly Lock _gate = new();
    private ImmutableList<RuntimeJournalEntry> _entries = [];

    public ImmutableList<RuntimeJournalEntry> Entries
    {
        get
        {
            lock (_gate)
            {
                return _entries;
            }
        }
    }

    /// <summary>Captured commands in the order in which they were asked for.</summary>
    public List<RuntimeExec> Execs { get; } = [];

    /// <summary>When containers of this name were started, in any pod.</summary>
    public ImmutableArray<DateTimeOffset> StartsOf(string container) => TimesOf(container, RuntimeDeed.Started);

    /// <summary>When this befell containers of this name, in any pod.</summary>
    public ImmutableArray<DateTimeOffset> TimesOf(string container, RuntimeDeed deed) =>
        [.. Entries.Where(e => e.Container == container && e.Deed == deed).Select(e => e.At)];

    /// <summary>Attempts of containers that were started more than once, by pod, container and attempt. An invariant holds this empty.</summary>
    public ImmutableArray<string> StartedTwice() =>
        [.. Entries
            .Where(e => e.Deed == RuntimeDeed.Started)
            .GroupBy(e => $"{e.PodUid}/{(e.IsSandbox ? "POD" : e.Container)}/{e.Attempt}", StringComparer.Ordinal)
            .Where(g => g.Skip(1).Any())
            .Select(g => g.Key)];

    /// <summary>Containers of which two instances ran at one moment, by pod and container. An invariant holds this empty.</summary>
    public ImmutableArray<string> RanTwiceAtOnce()
    {
        var running = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        var guilty = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var entry in Entries)
        {
            var key = $"{entry.PodUid}/{(entry.IsSandbox ? "POD" : entry.Container)}";
            if (!running.TryGetValue(key, out var instances))
            {
                running[key] = instances = new HashSet<string>(StringComparer.Ordinal);
            }

            if (entry.Deed == RuntimeDeed.Started && instances.Add(entry.Id) && instances.Count > 1)
            {
                guilty.Add(key);
            }
            else if (entry.Deed is RuntimeDeed.Exited or RuntimeDeed.Removed)
            {
                instances.Remove(entry.Id);
            }
        }

        return [.. guilty];
    }

    /// <summary>Notes what happened; in the order of time.</summary>
    public void Add(RuntimeJournalEntry entry)
    {
        lock (_gate)
        {
            _entries = _entries.Add(entry);
        }
    }
}
