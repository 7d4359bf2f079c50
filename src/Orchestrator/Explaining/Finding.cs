namespace LocalPods.Orchestrator.Explaining;

/// <summary>A chain and what it ends in, before the pod's own links stand before it.</summary>
/// <param name="Code">Of the root cause.</param>
/// <param name="Fix">What will likely mend it.</param>
/// <param name="Links">At least one; the last one is the root cause.</param>
internal sealed record Finding(CauseCode Code, string Fix, params ImmutableArray<Link> Links)
{
    public string? Container { get; init; }

    public string? Field { get; init; }

    public DateTimeOffset? NextTry { get; init; }

    /// <summary>The same with links before its own.</summary>
    public Finding After(params ImmutableArray<Link> links) => this with { Links = [.. links, .. Links] };

    /// <summary>Names container and field unless that is done already.</summary>
    public Finding At(ContainerPlace place, string field = "") =>
        this with { Container = Container ?? place.Container.Name, Field = Field ?? (field.Length == 0 ? place.Path : $"{place.Path}.{field}") };
}
