using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using LocalPods.Api.ApiExtensions;
using LocalPods.Api.Serialization;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Resources.Custom;

/// <summary>
/// The kinds that custom resource definitions add. A kind stays the same object as long as nothing about it changes, so that who
/// follows it goes on; one that changed or went is withdrawn. One user at a time.
/// </summary>
internal sealed class CustomKinds(ResourceRegistry registry)
{
    private readonly Dictionary<string, Served> _served = new(StringComparer.Ordinal);
    private readonly ConditionalWeakTable<StoredObject, CustomResourceDefinition> _read = [];

    /// <summary>Decides about names and serves what may be served.</summary>
    /// <param name="definitions">All there are.</param>
    /// <param name="now">For conditions that change.</param>
    /// <returns>Every definition as it is, and the status it should have.</returns>
    public ImmutableArray<(CustomResourceDefinition Definition, CustomResourceDefinitionStatus Status)> Update(IEnumerable<StoredObject> definitions, DateTimeOffset now)
    {
        // Whoever was first has the names: the accepted names of all come before what anybody wishes for.
        var all = definitions.OrderBy(d => JsonFields.Time(d.Document, "metadata.creationTimestamp")).ThenBy(d => d.Key.Name, StringComparer.Ordinal)
            .Select(d => _read.GetValue(d, s => ApiJson.FromJson<CustomResourceDefinition>(s.Document))).ToImmutableArray();
        var decided = ImmutableArray.CreateBuilder<CustomResourceDefinition>(all.Length);
        for (var i = 0; i < all.Length; i++)
        {
            decided.Add(all[i] with { Status = Others(all, decided, i).Decide(all[i], now) });
        }

        Serve(decided);
        return [.. all.Zip(decided, (definition, with) => (definition, with.Status))];
    }

    /// <summary>The kind of a definition in its storage version, whether it is served or not.</summary>
    public static CustomResource Stored(CustomResourceDefinition definition) =>
        new(definition, definition.Spec.Versions.FirstOrDefault(v => v.Storage) ?? new() { Name = "v1" });

    private NamesInUse Others(ImmutableArray<CustomResourceDefinition> all, ImmutableArray<CustomResourceDefinition>.Builder decided, int index)
    {
        var used = new NamesInUse();
        var group = all[index].Spec.Group;
        for (var i = 0; i < all.Length; i++)
        {
            if (i != index && all[i].Spec.Group == group)
            {
                used.Add((i < decided.Count ? decided[i] : all[i]).Status.AcceptedNames);
            }
        }

        foreach (var kind in registry.BuiltIn.Where(d => d.Names.Group == group))
        {
            used.Add(kind.Names);
        }

        return used;
    }

    private void Serve(IEnumerable<CustomResourceDefinition> definitions)
    {
        var before = _served.Values.SelectMany(s => s.Versions).ToList();
        var wanted = definitions.Where(d => d.Status.Find("Established")?.Status == "True").ToList();
        foreach (var gone in _served.Keys.Except(wanted.Select(d => d.Metadata.Name ?? "")).ToList())
        {
            _served.Remove(gone);
        }

        foreach (var definition in wanted)
        {
            var name = definition.Metadata.Name ?? "";
            var versions = _served.TryGetValue(name, out var known) && LooksLike(definition, known.Definition)
                ? known.Versions
                : [.. definition.Spec.Versions.Where(v => v.Served).OrderBy(v => v.Name, VersionPriority.Instance).Select(v => new CustomResource(definition, v))];
            _served[name] = new(definition, versions);
            foreach (var version in versions)
            {
                version.IsTerminating = definition.Metadata.DeletionTimestamp is not null;
            }
        }

        var after = _served.OrderBy(s => s.Key, StringComparer.Ordinal).SelectMany(s => s.Value.Versions).ToList();
        if (before.ToHashSet().SetEquals(after))
        {
            return;
        }

        registry.Add(after);
        foreach (var withdrawn in before.Except(after))
        {
            withdrawn.Withdraw();
        }
    }

    /// <summary>Whether all that the kind of a definition depends on is the same. Only where the generation is another can the spec be.</summary>
    private static bool LooksLike(CustomResourceDefinition definition, CustomResourceDefinition other) =>
        definition.Metadata.Uid == other.Metadata.Uid
        && (definition.Metadata.Generation == other.Metadata.Generation || JsonNode.DeepEquals(ApiJson.ToJson(definition.Spec), ApiJson.ToJson(other.Spec)))
        && JsonNode.DeepEquals(ApiJson.ToJson(definition.Status.AcceptedNames), ApiJson.ToJson(other.Status.AcceptedNames));

    private sealed record Served(CustomResourceDefinition Definition, ImmutableArray<CustomResource> Versions);
}
