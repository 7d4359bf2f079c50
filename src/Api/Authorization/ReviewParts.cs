using System.Collections.Immutable;
using LocalPods.Api.Meta;

namespace LocalPods.Api.Authorization;

/// <summary>Whether something may be done.</summary>
public sealed record SubjectAccessReviewStatus
{
    /// <summary>Whether it may.</summary>
    public bool Allowed { get; init; }

    /// <summary>Whether it is refused whatever else may allow it.</summary>
    public bool? Denied { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <summary>What went wrong when this was decided; the answer stands all the same.</summary>
    public string? EvaluationError { get; init; }
}

/// <summary>Something to do with objects.</summary>
public sealed record ResourceAttributes
{
    /// <summary>The namespace. Empty: the whole cluster, or all namespaces.</summary>
    public string? Namespace { get; init; }

    /// <summary>get, list, watch, create, update, patch, delete and so on; * is every verb.</summary>
    public string? Verb { get; init; }

    /// <summary>Group of the resource; * is every group.</summary>
    public string? Group { get; init; }

    /// <summary>Version of the group; * is every version.</summary>
    public string? Version { get; init; }

    /// <summary>Plural name of the resource; * is every resource.</summary>
    public string? Resource { get; init; }

    /// <summary>Part of the object, as log. Empty: the object itself.</summary>
    public string? Subresource { get; init; }

    /// <summary>Name of the object. Empty: all of them.</summary>
    public string? Name { get; init; }

    /// <summary>Narrows the objects by their fields. Rules do not look at it.</summary>
    public FieldSelectorAttributes? FieldSelector { get; init; }

    /// <summary>Narrows the objects by their labels. Rules do not look at it.</summary>
    public LabelSelectorAttributes? LabelSelector { get; init; }
}

/// <summary>Something to do with a path outside the resources.</summary>
public sealed record NonResourceAttributes
{
    /// <summary>The path.</summary>
    public string? Path { get; init; }

    /// <summary>get, post and so on.</summary>
    public string? Verb { get; init; }
}

/// <summary>A selection by fields; one of the two.</summary>
public sealed record FieldSelectorAttributes
{
    /// <summary>As a client wrote it.</summary>
    public string? RawSelector { get; init; }

    /// <summary>Taken apart.</summary>
    public ImmutableArray<FieldSelectorRequirement> Requirements { get => field.OrEmpty(); init; }
}

/// <summary>A selection by labels; one of the two.</summary>
public sealed record LabelSelectorAttributes
{
    /// <summary>As a client wrote it.</summary>
    public string? RawSelector { get; init; }

    /// <summary>Taken apart.</summary>
    public ImmutableArray<LabelSelectorRequirement> Requirements { get => field.OrEmpty(); init; }
}
