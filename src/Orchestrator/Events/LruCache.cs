using System.Diagnostics.CodeAnalysis;

namespace LocalPods.Orchestrator.Events;

/// <summary>Keeps the entries used last. Not for use from several threads.</summary>
/// <param name="capacity">Entries kept; one more drops the one that was not used for longest.</param>
internal sealed class LruCache<TKey, TValue>(int capacity)
    where TKey : notnull
{
    private readonly Dictionary<TKey, LinkedListNode<(TKey Key, TValue Value)>> _entries = [];
    private readonly LinkedList<(TKey Key, TValue Value)> _byUse = new();

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        if (!_entries.TryGetValue(key, out var node))
        {
            value = default;
            return false;
        }

        _byUse.Remove(node);
        _byUse.AddFirst(node);
        value = node.Value.Value;
        return true;
    }

    public void Set(TKey key, TValue value)
    {
        if (_entries.Remove(key, out var old))
        {
            _byUse.Remove(old);
        }
        else if (_entries.Count == capacity)
        {
            _entries.Remove(_byUse.Last!.Value.Key);
            _byUse.RemoveLast();
        }

        _entries[key] = _byUse.AddFirst((key, value));
    }
}
