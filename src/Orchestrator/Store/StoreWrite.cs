using System.Diagnostics;
using System.Text.Json.Nodes;

namespace LocalPods.Orchestrator.Store;

/// <summary>One write that was asked for, and the rules of when it may happen. Closed: the nested records are all there are.</summary>
internal abstract record StoreWrite(ObjectKey Key)
{
    /// <summary>When the store is to delete what this wrote.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>Why the write must not happen, or null.</summary>
    /// <param name="current">The object as it is when the write's turn comes.</param>
    public StoreException? Refuse(StoredObject? current) => (this, current) switch
    {
        (Create, null) => null,
        (Create, _) => StoreErrors.AlreadyExists(Key),
        (_, null) => StoreErrors.NotFound(Key),
        (Update u, _) when u.ExpectedRevision != current.Revision => StoreErrors.Conflict(Key, u.ExpectedRevision, current.Revision),
        (Delete { ExpectedRevision: { } expected }, _) when expected != current.Revision => StoreErrors.Conflict(Key, expected, current.Revision),
        _ => null,
    };

    /// <summary>The change that the write makes of an object for which it was not refused.</summary>
    public StoreChange Apply(StoredObject? current, long revision, RevisionJsonWriter json) => this switch
    {
        Create c => new(StoreChangeType.Added, new(Key, revision, json.Write(c.Content, revision)), null),
        Update u => new(StoreChangeType.Modified, new(Key, revision, json.Write(u.Content, revision)), current),
        Delete => new(StoreChangeType.Deleted, new(Key, revision, json.Write(current!.ToJsonObject(), revision)), current),
        _ => throw new UnreachableException(),
    };

    public sealed record Create(ObjectKey Key, JsonObject Content) : StoreWrite(Key);

    public sealed record Update(ObjectKey Key, JsonObject Content, long ExpectedRevision) : StoreWrite(Key);

    public sealed record Delete(ObjectKey Key, long? ExpectedRevision) : StoreWrite(Key);
}
