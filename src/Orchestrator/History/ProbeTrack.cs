using LocalPods.Api.History;
using LocalPods.Orchestrator.Probes;

namespace LocalPods.Orchestrator.History;

/// <summary>The newest attempts of one probe of one container. Guarded by its record's lock.</summary>
internal sealed class ProbeTrack(string container, ProbeType type)
{
    /// <summary>Older attempts are forgotten.</summary>
    public const int MostTicks = 240;

    /// <summary>Of an answer this much is kept.</summary>
    private const int LongestText = 300;

    private readonly string _type = type.ToString();
    private ProbeTick[] _ring = new ProbeTick[8];
    private int _newest = -1;
    private string? _lastText;

    public int Count { get; private set; }

    /// <summary>Of the newest, how many no file holds yet.</summary>
    public int Unwritten { get; private set; }

    /// <returns>Whether an older one was forgotten for it.</returns>
    public bool Add(DateTimeOffset startedAt, TimeSpan duration, ProbeOutcomeKind outcome, string? text)
    {
        if (outcome == ProbeOutcomeKind.Success)
        {
            text = null;
        }
        else if (text is not null)
        {
            // Most failures are like the one before: they share its text.
            text = text.Length > LongestText ? text[..LongestText] : text;
            text = _lastText = text == _lastText ? _lastText : text;
        }

        var full = Count == _ring.Length;
        if (full && Count < MostTicks)
        {
            Grow();
            full = false;
        }

        _newest = (_newest + 1) % _ring.Length;
        _ring[_newest] = new ProbeTick(startedAt.UtcTicks, duration, outcome, text);
        Count += full ? 0 : 1;
        Unwritten = Math.Min(Unwritten + 1, Count);
        return full;
    }

    /// <summary>The newest so many, oldest of them first.</summary>
    public IEnumerable<HistoryEntry> Newest(int count)
    {
        for (var back = count - 1; back >= 0; back--)
        {
            var tick = _ring[(_newest - back + _ring.Length) % _ring.Length];
            yield return new HistoryEntry(new DateTimeOffset(tick.StartedAt, TimeSpan.Zero), HistoryKind.ProbeTick)
            {
                Container = container,
                Probe = _type,
                Outcome = tick.Outcome.ToString(),
                Duration = tick.Duration,
                Detail = tick.Text,
            };
        }
    }

    public void Written() => Unwritten = 0;

    private void Grow()
    {
        var larger = new ProbeTick[Math.Min(MostTicks, _ring.Length * 2)];
        for (var i = 0; i < Count; i++)
        {
            larger[i] = _ring[(_newest + 1 + i) % _ring.Length];
        }

        (_ring, _newest) = (larger, Count - 1);
    }
}
