using System.Diagnostics;

namespace LocalPods.Orchestrator.Store;

/// <summary>The last changes of a store, without gaps, in a ring that grows up to its limits. Not thread-safe.</summary>
/// <param name="compacted">The revision before the first change that will be added.</param>
/// <param name="limits">When to forget.</param>
internal sealed class ChangeHistory(long compacted, HistoryLimits limits)
{
    private StoreChange?[] _ring = new StoreChange?[64]; // a power of two
    private int _first;
    private int _count;
    private long _bytes;

    /// <summary>Changes up to this revision are no longer here.</summary>
    public long Compacted { get; private set; } = compacted;

    public long Newest => Compacted + _count;

    /// <summary>The change that made this revision.</summary>
    /// <param name="revision">After <see cref="Compacted"/>, up to <see cref="Newest"/>.</param>
    public StoreChange this[long revision]
    {
        get
        {
            if (revision <= Compacted || revision > Newest)
            {
                throw new UnreachableException($"change {revision} is not kept: {Compacted + 1} to {Newest} are");
            }

            return _ring[(_first + (int)(revision - Compacted - 1)) & (_ring.Length - 1)]!;
        }
    }

    /// <summary>Adds the change that follows <see cref="Newest"/>, and forgets the oldest ones past the limits.</summary>
    public void Add(StoreChange change)
    {
        if (change.Object.Revision != Newest + 1)
        {
            throw new UnreachableException($"revisions have no gaps, but {change.Object.Revision} follows {Newest}");
        }

        if (_count == _ring.Length)
        {
            Grow();
        }

        _ring[(_first + _count++) & (_ring.Length - 1)] = change;
        _bytes += change.Object.Json.Length;
        while (_count > limits.Changes || (_bytes > limits.Bytes && _count > HistoryLimits.LeastChanges))
        {
            DropFirst();
        }
    }

    /// <summary>Forgets the changes up to a revision.</summary>
    public void DropTo(long revision)
    {
        while (Compacted < revision && _count > 0)
        {
            DropFirst();
        }
    }

    private void DropFirst()
    {
        _bytes -= _ring[_first]!.Object.Json.Length;
        _ring[_first] = null;
        _first = (_first + 1) & (_ring.Length - 1);
        _count--;
        Compacted++;
    }

    private void Grow()
    {
        var larger = new StoreChange?[_ring.Length * 2];
        Array.Copy(_ring, _first, larger, 0, _ring.Length - _first);
        Array.Copy(_ring, 0, larger, _ring.Length - _first, _first);
        (_ring, _first) = (larger, 0);
    }
}
