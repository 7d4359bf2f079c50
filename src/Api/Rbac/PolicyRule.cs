using System.Collections.Immutable;
using LocalPods.Api.Meta;

namespace LocalPods.Api.Rbac;

/// <summary>Things that may be done: verbs on resources, or verbs on paths outside of them.</summary>
public sealed record PolicyRule
{
    /// <summary>Verbs; * is every verb.</summary>
    public ImmutableArray<string> Verbs { get => field.OrEmpty(); init; }

    /// <summary>Groups of the resources; the empty text is the core group, * every group.</summary>
    public ImmutableArray<string> ApiGroups { get => field.OrEmpty(); init; }

    /// <summary>Resources by their plural names, parts of them as pods/log; * is every resource with all its parts, */scale that part of every resource.</summary>
    public ImmutableArray<string> Resources { get => field.OrEmpty(); init; }

    /// <summary>Names of the objects. Empty: all of them.</summary>
    public ImmutableArray<string> ResourceNames { get => field.OrEmpty(); init; }

    /// <summary>Paths outside the resources, for cluster roles only; a * at the end is any rest.</summary>
    public ImmutableArray<string> NonResourceURLs { get => field.OrEmpty(); init; }
}
