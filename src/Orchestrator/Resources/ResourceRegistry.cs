using System.Diagnostics.CodeAnalysis;

namespace LocalPods.Orchestrator.Resources;

/// <summary>The kinds an API server serves.</summary>
public sealed class ResourceRegistry
{
    private readonly ImmutableDictionary<(string Group, string Version, string Plural), ResourceDefinition> _byPath;

    public ResourceRegistry(IEnumerable<ResourceDefinition> definitions)
    {
        All = [.. definitions];
        _byPath = All.ToImmutableDictionary(d => (d.Names.Group, d.Names.Version, d.Names.Plural));
    }

    /// <summary>In the order discovery shows them.</summary>
    public ImmutableArray<ResourceDefinition> All { get; }

    /// <summary>Every kind that LocalPods serves.</summary>
    /// <param name="backoffs">The waits that the table of pods shows; null for a server without a node.</param>
    public static ResourceRegistry Default(Pods.PodBackoffs? backoffs = null) =>
        new(
        [
            new ConfigMapResource(),
            new EventResource(),
            new NamespaceResource(),
            new NodeResource(),
            new PodResource(backoffs),
            new SecretResource(),
        ]);

    public bool TryFind(string group, string version, string plural, [NotNullWhen(true)] out ResourceDefinition? definition) =>
        _byPath.TryGetValue((group, version, plural), out definition);

    /// <summary>Group versions served, the core group first.</summary>
    public IEnumerable<IGrouping<(string Group, string Version), ResourceDefinition>> GroupVersions() =>
        All.GroupBy(d => (d.Names.Group, d.Names.Version)).OrderBy(g => g.Key.Group, StringComparer.Ordinal);
}
