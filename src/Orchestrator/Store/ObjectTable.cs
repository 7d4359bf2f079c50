using System.Runtime.InteropServices;

namespace LocalPods.Orchestrator.Store;

/// <summary>The current objects of one resource, kept in the order of lists. Not thread-safe.</summary>
/// <remarks>A sorted array: a list is one copy of references, and an insertion into 50,000 objects moves a few hundred KB.</remarks>
internal sealed class ObjectTable
{
    private readonly List<StoredObject> _objects;

    public ObjectTable() => _objects = [];

    /// <summary>A table of many objects at once.</summary>
    /// <param name="objects">In any order, each key once.</param>
    public ObjectTable(IEnumerable<StoredObject> objects)
    {
        _objects = [.. objects];
        _objects.Sort(static (a, b) => Compare(a.Key, b.Key.Namespace, b.Key.Name));
    }

    public StoredObject? Get(string @namespace, string name)
    {
        var at = LowerBound(@namespace, name);
        return IsAt(at, @namespace, name) ? _objects[at] : null;
    }

    public void DropParsed() => _objects.ForEach(static o => o.DropParsed());

    /// <summary>Adds or replaces.</summary>
    public void Put(StoredObject value)
    {
        var at = LowerBound(value.Key.Namespace, value.Key.Name);
        if (IsAt(at, value.Key.Namespace, value.Key.Name))
        {
            _objects[at] = value;
        }
        else
        {
            _objects.Insert(at, value);
        }
    }

    public void Remove(string @namespace, string name)
    {
        var at = LowerBound(@namespace, name);
        if (IsAt(at, @namespace, name))
        {
            _objects.RemoveAt(at);
        }
    }

    /// <summary>A copy, in order.</summary>
    /// <param name="namespace">Null for all.</param>
    public ImmutableArray<StoredObject> List(string? @namespace)
    {
        var all = CollectionsMarshal.AsSpan(_objects);
        if (@namespace is null)
        {
            return [.. all];
        }

        // No namespace sorts between a name and the same name with a NUL behind it.
        var from = LowerBound(@namespace, "");
        return [.. all[from..LowerBound(@namespace + '\0', "")]];
    }

    private bool IsAt(int at, string @namespace, string name) =>
        at < _objects.Count && Compare(_objects[at].Key, @namespace, name) == 0;

    // The first place whose object does not come before this key.
    private int LowerBound(string @namespace, string name)
    {
        var (low, high) = (0, _objects.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Compare(_objects[middle].Key, @namespace, name) < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private static int Compare(in ObjectKey key, string @namespace, string name)
    {
        var order = string.CompareOrdinal(key.Namespace, @namespace);
        return order != 0 ? order : string.CompareOrdinal(key.Name, name);
    }
}
