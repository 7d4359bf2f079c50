using System.Collections.Immutable;
using System.Text.Json.Serialization;
using LocalPods.Api.Meta;

namespace LocalPods.Api.Core;

/// <summary>A scope for names of objects.</summary>
public sealed record Namespace : IKubernetesObject
{
    /// <summary>Group and version of the schema this object is written in; always <c>v1</c>.</summary>
    public string ApiVersion { get => field ?? "v1"; init; }

    /// <summary>Name of the kind; always <c>Namespace</c>.</summary>
    public string Kind { get => field ?? "Namespace"; init; }

    /// <summary>Name, labels and bookkeeping.</summary>
    public ObjectMeta Metadata { get => field ??= new(); init; }

    /// <summary>How the namespace is kept.</summary>
    public NamespaceSpec Spec { get => field ??= new(); init; }

    /// <summary>Whether the namespace is in use or going away.</summary>
    public NamespaceStatus Status { get => field ??= new(); init; }
}

/// <summary>A list of namespaces.</summary>
public sealed record NamespaceList : IKubernetesList<Namespace>
{
    /// <summary>Group and version of the schema this object is written in; always <c>v1</c>.</summary>
    public string ApiVersion { get => field ?? "v1"; init; }

    /// <summary>Name of the kind; always <c>NamespaceList</c>.</summary>
    public string Kind { get => field ?? "NamespaceList"; init; }

    /// <summary>The list's version and paging.</summary>
    public ListMeta Metadata { get => field ??= new(); init; }

    /// <summary>The namespaces.</summary>
    public ImmutableArray<Namespace> Items { get => field.OrEmpty(); init; }
}

/// <summary>How a namespace is kept.</summary>
public sealed record NamespaceSpec
{
    /// <summary>Parties that must finish before the namespace disappears; kubernetes empties it first.</summary>
    public ImmutableArray<string> Finalizers { get => field.OrEmpty(); init; }
}

/// <summary>Where a namespace is in its life.</summary>
public sealed record NamespaceStatus
{
    /// <summary>Active or Terminating.</summary>
    public string? Phase { get; init; }

    /// <summary>What a deletion is waiting for.</summary>
    public ImmutableArray<NamespaceCondition> Conditions { get => field.OrEmpty(); init; }
}

/// <summary>One statement about a namespace that is being deleted.</summary>
public sealed record NamespaceCondition
{
    /// <summary>What the statement is about.</summary>
    public string Type { get => field ?? ""; init; }

    /// <summary>True, False or Unknown.</summary>
    public string Status { get => field ?? ""; init; }

    /// <summary>When status changed last.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public DateTimeOffset? LastTransitionTime { get; init; }

    /// <summary>Why, in one word.</summary>
    public string? Reason { get; init; }

    /// <summary>Why, for people.</summary>
    public string? Message { get; init; }
}
