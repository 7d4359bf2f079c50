using System.Collections.Immutable;
using System.Text.Json;

namespace LocalPods.Api.Meta;

/// <summary>Who an object is and how it is kept: its name, labels, owners and the bookkeeping of the server.</summary>
public sealed record ObjectMeta
{
    /// <summary>Name of the object, unique among its kind within a namespace. Cannot change once the object exists.</summary>
    public string? Name { get; init; }

    /// <summary>Prefix for a name the server completes with five random characters; used only when name is empty.</summary>
    public string? GenerateName { get; init; }

    /// <summary>Namespace the object lives in. Empty for kinds that belong to the whole cluster.</summary>
    public string? Namespace { get; init; }

    /// <summary>Formerly the object's own URL. No longer filled in.</summary>
    public string? SelfLink { get; init; }

    /// <summary>Identity of this very object, told apart from an earlier or later one of the same name. Set by the server.</summary>
    public string? Uid { get; init; }

    /// <summary>Opaque marker of the stored version; send it back with an update to detect that somebody else was faster.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>Counts changes of the wished state. Starts at 1; set by the server.</summary>
    public long? Generation { get; init; }

    /// <summary>When the server stored the object first. Set by the server.</summary>
    public DateTimeOffset? CreationTimestamp { get; init; }

    /// <summary>When the object is due to be gone. Set by the server as soon as a graceful deletion is asked for; cannot be taken back.</summary>
    public DateTimeOffset? DeletionTimestamp { get; init; }

    /// <summary>Seconds the object was given to end after its deletion was asked for. May only become shorter.</summary>
    public long? DeletionGracePeriodSeconds { get; init; }

    /// <summary>Short key and value pairs to select and group objects by.</summary>
    public ImmutableSortedDictionary<string, string>? Labels { get; init; }

    /// <summary>Free-form key and value pairs for tools and people; never used for selecting. At most 256 KiB together.</summary>
    public ImmutableSortedDictionary<string, string>? Annotations { get; init; }

    /// <summary>Objects this one belongs to. When the last of them is gone, this object is collected too.</summary>
    public ImmutableArray<OwnerReference> OwnerReferences { get => field.OrEmpty(); init; }

    /// <summary>Names of the parties that must finish their work before a deleted object disappears.</summary>
    public ImmutableArray<string> Finalizers { get => field.OrEmpty(); init; }

    /// <summary>Which client set which fields, kept by the server for server-side apply.</summary>
    public ImmutableArray<ManagedFieldsEntry> ManagedFields { get => field.OrEmpty(); init; }
}

/// <summary>The fields one client has set, for server-side apply.</summary>
public sealed record ManagedFieldsEntry
{
    /// <summary>Name of the client.</summary>
    public string? Manager { get; init; }

    /// <summary>How the fields were set: Apply or Update.</summary>
    public string? Operation { get; init; }

    /// <summary>Version of the schema the field names below belong to.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>When this entry changed last.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>Format of the field set; FieldsV1 is the only one.</summary>
    public string? FieldsType { get; init; }

    /// <summary>The set of fields as a tree of f:, k: and v: keys.</summary>
    public JsonElement? FieldsV1 { get; init; }

    /// <summary>Subresource the fields were set through; empty for the object itself.</summary>
    public string? Subresource { get; init; }
}
