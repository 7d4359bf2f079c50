namespace LocalPods.Orchestrator.Store.Sqlite;

/// <summary>What tests make smaller.</summary>
/// <param name="History">Kept for watches; what falls out of it is removed from the file.</param>
/// <param name="CompactEvery">So many revisions are removed from the file at a time.</param>
/// <param name="LargestSizeBytes">Of the file; past it a write fails as on a full disk. Null for as much as there is.</param>
internal sealed record SqliteStoreOptions(HistoryLimits History, int CompactEvery, long? LargestSizeBytes)
{
    public static SqliteStoreOptions Default { get; } = new(HistoryLimits.Default, CompactEvery: 1000, LargestSizeBytes: null);
}
