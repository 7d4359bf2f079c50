using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Server.Verbs;

/// <summary>
/// Lists that are being read page by page: all pages show one moment. A snapshot shares its objects with the store, so it costs
/// little; the oldest go first.
/// </summary>
internal sealed class ListSnapshots(TimeProvider clock)
{
    private const int Most = 64;
    private static readonly TimeSpan s_age = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();
    private readonly LinkedList<(string Resource, string? Namespace, StoredList List, DateTimeOffset At)> _kept = new();

    public void Keep(string resource, string? @namespace, StoredList list)
    {
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            while (_kept.First is { } oldest && (_kept.Count >= Most || now - oldest.Value.At > s_age))
            {
                _kept.RemoveFirst();
            }

            _kept.AddLast((resource, @namespace, list, now));
        }
    }

    /// <summary>Null when it is no longer kept.</summary>
    public StoredList? Find(string resource, string? @namespace, long revision)
    {
        lock (_lock)
        {
            return _kept.FirstOrDefault(k => k.Resource == resource && k.Namespace == @namespace && k.List.Revision == revision).List;
        }
    }
}
