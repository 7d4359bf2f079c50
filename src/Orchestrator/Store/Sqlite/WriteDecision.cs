namespace LocalPods.Orchestrator.Store.Sqlite;

/// <summary>What a group of writes comes to once it is on the disk.</summary>
/// <param name="Outcomes">Of each write, in their order: what it wrote, or why it may not happen.</param>
/// <param name="Rows">To be added to the log; none for writes that may not happen.</param>
/// <param name="Changes">To be shown to readers, one a row.</param>
internal sealed record WriteDecision(List<(StoredObject? Written, Exception? Refusal)> Outcomes, List<RevisionRow> Rows, List<StoreChange> Changes);
