namespace LocalPods.Orchestrator.Store.Sqlite;

/// <summary>What a log held when it was opened.</summary>
/// <param name="Objects">The current ones, in no order.</param>
/// <param name="History">Every change after <paramref name="Compacted"/>.</param>
/// <param name="Compacted">History up to this revision is gone.</param>
/// <param name="Expiries">Of the current objects that have an end.</param>
internal sealed record LoadedRevisions(
    IReadOnlyCollection<StoredObject> Objects,
    IReadOnlyCollection<StoreChange> History,
    long Compacted,
    IReadOnlyDictionary<ObjectKey, DateTimeOffset> Expiries);
