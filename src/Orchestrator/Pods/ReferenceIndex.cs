using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Pods;

/// <summary>Which containers of which pods need a config map, a secret or a claim. Thread-safe.</summary>
internal sealed class ReferenceIndex
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ObjectKey, Dictionary<string, ImmutableArray<string>>> _needs = [];
    private readonly Dictionary<string, ImmutableArray<ObjectKey>> _named = new(StringComparer.Ordinal);

    /// <summary>Takes what a pod names now in place of what it named before.</summary>
    /// <param name="podUid">Whose.</param>
    /// <param name="references">Empty when the pod is gone.</param>
    public void Set(string podUid, IEnumerable<(ObjectKey Object, string Container)> references)
    {
        var byObject = references.GroupBy(r => r.Object, r => r.Container).ToList();
        lock (_gate)
        {
            foreach (var old in _named.GetValueOrDefault(podUid, []))
            {
                _needs[old].Remove(podUid);
                if (_needs[old].Count == 0)
                {
                    _needs.Remove(old);
                }
            }

            if (byObject.Count == 0)
            {
                _named.Remove(podUid);
                return;
            }

            _named[podUid] = [.. byObject.Select(g => g.Key)];
            foreach (var group in byObject)
            {
                if (!_needs.TryGetValue(group.Key, out var pods))
                {
                    _needs.Add(group.Key, pods = new(StringComparer.Ordinal));
                }

                pods[podUid] = [.. group];
            }
        }
    }

    /// <summary>Uids of pods that name an object, each with the containers that need it.</summary>
    public ImmutableArray<KeyValuePair<string, ImmutableArray<string>>> Of(ObjectKey named)
    {
        lock (_gate)
        {
            return _needs.TryGetValue(named, out var pods) ? [.. pods] : [];
        }
    }

    /// <summary>Everything that some pod names.</summary>
    public ImmutableArray<ObjectKey> All()
    {
        lock (_gate)
        {
            return [.. _needs.Keys];
        }
    }
}
