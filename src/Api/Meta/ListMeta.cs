namespace LocalPods.Api.Meta;

/// <summary>What a list tells about itself.</summary>
public sealed record ListMeta
{
    /// <summary>Formerly the list's own URL. No longer filled in.</summary>
    public string? SelfLink { get; init; }

    /// <summary>Version of the store the list shows; a watch may start from it.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>Token to ask for the next page with. Empty on the last page.</summary>
    public string? Continue { get; init; }

    /// <summary>How many items are left after this page, when the server knows.</summary>
    public long? RemainingItemCount { get; init; }
}
