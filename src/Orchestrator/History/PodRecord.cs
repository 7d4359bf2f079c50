using LocalPods.Api.Core;
using LocalPods.Api.History;
using LocalPods.Orchestrator.Probes;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.History;

/// <summary>
/// The record of one pod's life, from when the node first saw it: what was done to it, what its containers did by the
/// engine's own times, and what its probes answered. Nothing is decided by it; it is for telling people.
/// </summary>
/// <remarks>All members may be called from any thread; none waits for a disk.</remarks>
internal sealed class PodRecord(string podUid, TimeProvider clock, Action<PodRecord> hasNews)
{
    /// <summary>Entries other than attempts of probes; older ones are dropped.</summary>
    public const int MostEntries = 500;

    /// <summary>So many unwritten attempts of one probe are worth writing by themselves.</summary>
    public const int TicksWorthWriting = 60;

    /// <summary>Of the detail of an entry this much is kept.</summary>
    private const int LongestDetail = 300;

    private readonly Lock _gate = new();
    private readonly Queue<HistoryEntry> _entries = new();
    private readonly SortedDictionary<(string Container, ProbeType Type), ProbeTrack> _tracks = [];
    private readonly Queue<HistoryEntry> _unwritten = new();
    private readonly Dictionary<(HistoryKind Kind, string Container), int> _latest = [];
    private readonly HashSet<string> _ready = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _startFailures = new(StringComparer.Ordinal);
    private long _dropped;

    public string PodUid => podUid;

    /// <summary>Held while the record's file is written, and to forget the record.</summary>
    public Lock FileGate { get; } = new();

    /// <summary>The pod is gone: nothing is to be written any more. Guarded by <see cref="FileGate"/>.</summary>
    public bool Forgotten { get; set; }

    /// <summary>Lines in the file, as far as it is known. Guarded by <see cref="FileGate"/>.</summary>
    public int LinesInFile { get; set; }

    /// <summary>The file cannot simply be added to: its last line is torn, or it holds much that is no longer kept. Guarded by <see cref="FileGate"/>.</summary>
    public bool MustRewrite { get; set; }

    /// <summary>Notes something that happened just now.</summary>
    public void Note(HistoryKind kind, string? container = null, TimeSpan? duration = null, string? detail = null, int? attempt = null) =>
        Add(new HistoryEntry(clock.GetUtcNow(), kind) { Container = container, Attempt = attempt, Duration = duration, Detail = detail });

    public void Add(HistoryEntry entry)
    {
        lock (_gate)
        {
            Keep(entry);
        }

        hasNews(this);
    }

    /// <summary>Notes what an instance did unless that was noted before.</summary>
    public void AddOnce(HistoryEntry entry)
    {
        lock (_gate)
        {
            if (_latest.TryGetValue((entry.Kind, entry.Container ?? ""), out var latest) && latest >= entry.Attempt)
            {
                return;
            }

            Keep(entry);
        }

        hasNews(this);
    }

    /// <summary>Notes that a start failed, unless it failed like that the last time too.</summary>
    public void NoteStartFailure(string container, int attempt, string reason, string message)
    {
        var detail = Cut($"{reason}: {message}");
        lock (_gate)
        {
            if (_startFailures.GetValueOrDefault(container) == detail)
            {
                return;
            }
        }

        Note(HistoryKind.StartFailed, container, detail: detail, attempt: attempt);
    }

    /// <summary>Notes what somebody else began, as far as it is new: what the engine held before this daemon did anything to the pod.</summary>
    public void TakeOver(RuntimePod seen)
    {
        foreach (var sandbox in seen.Sandboxes.Reverse())
        {
            AddOnce(new HistoryEntry(sandbox.CreatedAt, HistoryKind.SandboxCreated) { Attempt = sandbox.Attempt });
        }

        Observe(seen);
    }

    /// <summary>Notes what the engine tells of the pod's containers, as far as it is new.</summary>
    public void Observe(RuntimePod seen)
    {
        foreach (var entry in seen.Containers.Reverse().SelectMany(InstanceHistory.Of))
        {
            AddOnce(entry);
        }
    }

    /// <summary>Notes which running containers became ready or no longer are. An init container counts as ready once it has ended well, which its exit tells.</summary>
    public void Observe(PodStatus status)
    {
        foreach (var container in status.InitContainerStatuses.Concat(status.ContainerStatuses).Concat(status.EphemeralContainerStatuses))
        {
            bool was;
            lock (_gate)
            {
                was = _ready.Contains(container.Name);
            }

            var ready = container.Ready && container.State.Running is not null;
            if (was != ready)
            {
                Note(ready ? HistoryKind.Ready : HistoryKind.NotReady, container.Name, attempt: container.RestartCount);
            }
        }
    }

    public void Ran(ProbeRun run)
    {
        bool worthWriting;
        lock (_gate)
        {
            var track = TrackOf(run.Container, run.Type);
            _dropped += track.Add(run.StartedAt, run.FinishedAt - run.StartedAt, run.Outcome.Kind, run.Outcome.Text) ? 1 : 0;
            worthWriting = track.Unwritten == TicksWorthWriting;
        }

        if (worthWriting)
        {
            hasNews(this);
        }
    }

    /// <summary>All that is kept, in the order of times, and how much is not any more. No instance starts after its end.</summary>
    public (ImmutableArray<HistoryEntry> Entries, long Dropped) Read()
    {
        lock (_gate)
        {
            return (HistoryOrder.Of([.. Everything()]), _dropped);
        }
    }

    /// <summary>How many entries are kept.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _entries.Count + _tracks.Values.Sum(t => t.Count);
            }
        }
    }

    /// <summary>What no file holds yet; it counts as written from now on.</summary>
    public ImmutableArray<HistoryEntry> TakeUnwritten()
    {
        lock (_gate)
        {
            ImmutableArray<HistoryEntry> news = [.. _unwritten, .. _tracks.Values.SelectMany(t => t.Newest(t.Unwritten))];
            ForgetUnwritten();
            return news;
        }
    }

    /// <summary>All that is kept, to replace what the file holds; it counts as written from now on.</summary>
    public ImmutableArray<HistoryEntry> TakeAll()
    {
        lock (_gate)
        {
            ForgetUnwritten();
            return [.. Everything()];
        }
    }

    /// <summary>Takes up what an earlier daemon wrote.</summary>
    public void Load(IEnumerable<HistoryEntry> entries)
    {
        lock (_gate)
        {
            foreach (var entry in entries)
            {
                if (entry.Kind != HistoryKind.ProbeTick)
                {
                    Keep(entry);
                }
                else if (Enum.TryParse<ProbeType>(entry.Probe, out var type) && Enum.TryParse<ProbeOutcomeKind>(entry.Outcome, out var outcome))
                {
                    _dropped += TrackOf(entry.Container ?? "", type).Add(entry.Time, entry.Duration ?? TimeSpan.Zero, outcome, entry.Detail) ? 1 : 0;
                }
            }

            ForgetUnwritten();
        }
    }

    private static string? Cut(string? text) => text is { Length: > LongestDetail } ? text[..LongestDetail] : text;

    private void Keep(HistoryEntry entry)
    {
        entry = entry.Detail is { Length: > LongestDetail } ? entry with { Detail = Cut(entry.Detail) } : entry;
        _entries.Enqueue(entry);
        _unwritten.Enqueue(entry);
        if (_entries.Count > MostEntries)
        {
            _entries.Dequeue();
            _dropped++;
        }

        if (_unwritten.Count > MostEntries)
        {
            _unwritten.Dequeue();
        }

        Follow(entry);
    }

    // What later entries are compared with.
    private void Follow(HistoryEntry entry)
    {
        var container = entry.Container ?? "";
        if (entry.Attempt is { } attempt)
        {
            _latest[(entry.Kind, container)] = Math.Max(attempt, _latest.GetValueOrDefault((entry.Kind, container)));
        }

        switch (entry.Kind)
        {
            case HistoryKind.Ready:
                _ready.Add(container);
                break;
            case HistoryKind.NotReady or HistoryKind.Exited:
                _ready.Remove(container);
                break;
            case HistoryKind.StartFailed:
                _startFailures[container] = entry.Detail ?? "";
                break;
            case HistoryKind.ContainerStarted:
                _startFailures.Remove(container);
                break;
        }
    }

    private ProbeTrack TrackOf(string container, ProbeType type)
    {
        if (!_tracks.TryGetValue((container, type), out var track))
        {
            _tracks[(container, type)] = track = new ProbeTrack(container, type);
        }

        return track;
    }

    private IEnumerable<HistoryEntry> Everything() => _entries.Concat(_tracks.Values.SelectMany(t => t.Newest(t.Count)));

    private void ForgetUnwritten()
    {
        _unwritten.Clear();
        foreach (var track in _tracks.Values)
        {
            track.Written();
        }
    }
}
