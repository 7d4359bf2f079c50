namespace LocalPods.Api.Meta;

/// <summary>What a client asks of a list or a watch, as query parameters.</summary>
public sealed record ListOptions
{
    /// <summary>Only objects whose labels match.</summary>
    public string? LabelSelector { get; init; }

    /// <summary>Only objects whose fields match.</summary>
    public string? FieldSelector { get; init; }

    /// <summary>Stream changes instead of returning a list.</summary>
    public bool? Watch { get; init; }

    /// <summary>The client understands BOOKMARK events.</summary>
    public bool? AllowWatchBookmarks { get; init; }

    /// <summary>Version to list at or to watch from.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>How resourceVersion is meant: Exact or NotOlderThan.</summary>
    public string? ResourceVersionMatch { get; init; }

    /// <summary>Seconds after which the server ends the call.</summary>
    public long? TimeoutSeconds { get; init; }

    /// <summary>Most objects on one page.</summary>
    public long? Limit { get; init; }

    /// <summary>Token of the page before.</summary>
    public string? Continue { get; init; }

    /// <summary>Begin a watch with the objects that exist, followed by a bookmark.</summary>
    public bool? SendInitialEvents { get; init; }
}
