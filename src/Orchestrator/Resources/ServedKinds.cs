using System.Diagnostics.CodeAnalysis;

namespace LocalPods.Orchestrator.Resources;

/// <summary>The kinds that are served at one time.</summary>
public sealed class ServedKinds
{
    private readonly ImmutableDictionary<(string Group, string Version, string Plural), ResourceDefinition> _byPath;

    public ServedKinds(ImmutableArray<ResourceDefinition> all)
    {
        All = all;
        _byPath = all.ToImmutableDictionary(d => (d.Names.Group, d.Names.Version, d.Names.Plural));
    }

    /// <summary>In the order discovery shows them.</summary>
    public ImmutableArray<ResourceDefinition> All { get; }

    public bool TryFind(string group, string version, string plural, [NotNullWhen(true)] out ResourceDefinition? definition) =>
        _byPath.TryGetValue((group, version, plural), out definition);

    /// <summary>Group versions, the core group first; versions of a group in the order they were added.</summary>
    public IEnumerable<IGrouping<(string Group, string Version), ResourceDefinition>> GroupVersions() =>
        All.GroupBy(d => (d.Names.Group, d.Names.Version)).OrderBy(g => g.Key.Group, StringComparer.Ordinal);
}
