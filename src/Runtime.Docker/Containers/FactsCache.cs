using System.Collections.Concurrent;

namespace LocalPods.Runtime.Docker.Containers;

/// <summary>
/// Keeps what inspects told, so that looking at a pod costs one list. An entry serves only the state it was seen in, is
/// dropped when an event speaks of its container, and all are dropped when the event stream was interrupted.
/// </summary>
internal sealed class FactsCache
{
    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>Null when nothing is known of the container in this state.</summary>
    public ContainerFacts? Find(string id, string state) =>
        _entries.TryGetValue(id, out var entry) && entry.Facts is { } facts && facts.State == state ? facts : null;

    /// <summary>Taken before an inspect and given back with its answer: what changed in between makes the answer old.</summary>
    public long Mark(string id) => _entries.GetOrAdd(id, static _ => new Entry(0, null, false)).Version;

    public void Keep(string id, ContainerFacts facts, long mark)
    {
        if (_entries.TryGetValue(id, out var entry) && entry.Version == mark)
        {
            _entries.TryUpdate(id, entry with { Facts = facts }, entry);
        }
    }

    public void Drop(string id) => _entries.AddOrUpdate(id, static _ => new Entry(1, null, false), static (_, old) => old with { Version = old.Version + 1, Facts = null });

    /// <summary>An event told that the container ran out of memory, which an inspect keeps to itself when the container had ended before.</summary>
    public void NoteOom(string id) => _entries.AddOrUpdate(id, static _ => new Entry(0, null, true), static (_, old) => old with { Oom = true });

    /// <summary>Whether an event told so.</summary>
    public bool HadOom(string id) => _entries.TryGetValue(id, out var entry) && entry.Oom;

    /// <summary>The container is gone for good.</summary>
    public void Forget(string id) => _entries.TryRemove(id, out _);

    /// <summary>Drops every entry.</summary>
    public void Clear()
    {
        foreach (var id in _entries.Keys)
        {
            Drop(id);
        }
    }

    /// <summary>Forgets containers that a complete list did not show.</summary>
    public void KeepOnly(IReadOnlySet<string> ids)
    {
        foreach (var id in _entries.Keys.Where(id => !ids.Contains(id)))
        {
            _entries.TryRemove(id, out _);
        }
    }

    private sealed record Entry(long Version, ContainerFacts? Facts, bool Oom);
}
