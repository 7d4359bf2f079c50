namespace LocalPods.Orchestrator.Store.Sqlite;

/// <summary>
/// Decides whether writes may happen and what they then change: against what is committed, and against what stands before
/// each in its group. Changes nothing itself.
/// </summary>
/// <param name="view">What is committed.</param>
internal sealed class WriteDecider(RevisionView view)
{
    private readonly RevisionJsonWriter _json = new();

    public WriteDecision Decide(List<QueuedWork.Write> group)
    {
        var decision = new WriteDecision(new(group.Count), new(group.Count), new(group.Count));
        var pending = new Dictionary<ObjectKey, StoredObject?>();
        var revision = view.Revision;
        foreach (var write in group.Select(w => w.Asked))
        {
            if (!pending.TryGetValue(write.Key, out var current))
            {
                current = view.Get(write.Key);
            }

            if (write.Refuse(current) is { } refusal)
            {
                decision.Outcomes.Add((null, refusal));
                continue;
            }

            try
            {
                var change = write.Apply(current, revision + 1, _json);
                revision++;
                decision.Changes.Add(change);
                decision.Rows.Add(new(change.Type, change.Object, current?.Revision, write.Expires?.ToUnixTimeMilliseconds()));
                pending[write.Key] = change.Type == StoreChangeType.Deleted ? null : change.Object;
                decision.Outcomes.Add((change.Object, null));
            }
            catch (Exception e) // content that cannot be written as JSON is its writer's mistake alone
            {
                decision.Outcomes.Add((null, e));
            }
        }

        return decision;
    }
}
