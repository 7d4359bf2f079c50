namespace LocalPods.Orchestrator.Store;

/// <summary>A store refused or failed. Decide on <see cref="Failure"/>, never on the words.</summary>
public sealed class StoreException(StoreFailure failure, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    public StoreFailure Failure { get; } = failure;
}

public enum StoreFailure
{
    AlreadyExists,
    NotFound,

    /// <summary>The object has another revision than expected.</summary>
    Conflict,

    /// <summary>History from that revision on is no longer kept: list again.</summary>
    Expired,

    /// <summary>The disk has no room; nothing was written and reads go on.</summary>
    Full,

    /// <summary>The file is damaged, of a newer schema, or not a store; it was left as it is.</summary>
    Unusable,

    /// <summary>Another process has it open, or it was closed.</summary>
    Closed,
}
