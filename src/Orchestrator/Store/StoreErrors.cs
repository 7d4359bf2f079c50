namespace LocalPods.Orchestrator.Store;

/// <summary>The failures every store has in common, in the same words.</summary>
internal static class StoreErrors
{
    public static StoreException AlreadyExists(ObjectKey key) => new(StoreFailure.AlreadyExists, $"{key} already exists");

    public static StoreException NotFound(ObjectKey key) => new(StoreFailure.NotFound, $"{key} not found");

    public static StoreException Conflict(ObjectKey key, long expected, long current) =>
        new(StoreFailure.Conflict, $"{key} was expected at revision {expected} and is at {current}");

    public static StoreException Expired(long since, long compacted) =>
        new(StoreFailure.Expired, $"the history from revision {since} on is no longer kept, only that from {compacted} on: list again");

    public static StoreException Closed() => new(StoreFailure.Closed, "the store was closed");
}
