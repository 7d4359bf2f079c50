using System.Text.Json;
using System.Text.Json.Nodes;
using LocalPods.Api.Meta;
using LocalPods.Api.Serialization;

namespace LocalPods.Orchestrator.Store;

/// <summary>One object at one revision. Immutable; the same instance serves every reader.</summary>
/// <param name="key">Where it is kept.</param>
/// <param name="revision">Of the write that made it so.</param>
/// <param name="json">UTF-8, with <c>metadata.resourceVersion</c> set.</param>
public sealed class StoredObject(ObjectKey key, long revision, ReadOnlyMemory<byte> json)
{
    private JsonDocument? _document;
    private WeakReference<object>? _record;

    public ObjectKey Key { get; } = key;
    public long Revision { get; } = revision;
    public ReadOnlyMemory<byte> Json { get; } = json;

    /// <summary>The parsed form, made on first use and then shared; it must not be disposed.</summary>
    public JsonElement Document => (_document ??= JsonDocument.Parse(Json)).RootElement;

    /// <summary>The parsed form is kept.</summary>
    internal bool IsParsed => _document is not null;

    /// <summary>The object as a record of the model. Whoever asks while another still holds it gets the same.</summary>
    /// <exception cref="JsonException">It is not such an object.</exception>
    public T Read<T>()
        where T : class, IKubernetesObject
    {
        if (_record?.TryGetTarget(out var known) == true && known is T same)
        {
            return same;
        }

        var read = ApiJson.FromJson<T>(Json.Span);
        _record = new WeakReference<object>(read);
        return read;
    }

    /// <summary>A copy to change.</summary>
    public JsonObject ToJsonObject() => JsonNode.Parse(Json.Span)!.AsObject();

    /// <summary>Lets go of the parsed form, which is about as large as the text. Whoever has it keeps it.</summary>
    internal void DropParsed() => _document = null;
}

/// <summary>A snapshot of objects.</summary>
/// <param name="Items">By namespace, then name.</param>
/// <param name="Revision">A watch from here misses nothing.</param>
public sealed record StoredList(ImmutableArray<StoredObject> Items, long Revision);

public enum StoreChangeType
{
    Added,
    Modified,
    Deleted,
}

/// <summary>One write, as watchers see it.</summary>
/// <param name="Type">What happened.</param>
/// <param name="Object">As it is now; for a removal its last content with the revision of the removal.</param>
/// <param name="Previous">As it was; null for an addition.</param>
public sealed record StoreChange(StoreChangeType Type, StoredObject Object, StoredObject? Previous);
