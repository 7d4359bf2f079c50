namespace LocalPods.Orchestrator.Resources;

/// <summary>Something served beneath the objects of a kind, as discovery shows it.</summary>
/// <param name="Name"><c>log</c>.</param>
/// <param name="Kind">Kind of what is sent or received.</param>
/// <param name="Verbs">As in discovery.</param>
public sealed record Subresource(string Name, string Kind, params ImmutableArray<string> Verbs)
{
    /// <summary>API group of <see cref="Kind"/> when it is another than the parent's.</summary>
    public string? Group { get; init; }

    /// <summary>Version of <see cref="Group"/>.</summary>
    public string? Version { get; init; }
}
