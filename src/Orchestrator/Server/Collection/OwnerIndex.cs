using System.Text.Json;
using LocalPods.Orchestrator.Resources;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Server.Collection;

/// <summary>Which objects name which owners, by the owners' uids. Not thread-safe.</summary>
internal sealed class OwnerIndex
{
    private readonly Dictionary<string, HashSet<ObjectKey>> _dependents = new(StringComparer.Ordinal);

    /// <summary>Objects that name this uid as an owner.</summary>
    public IReadOnlyCollection<ObjectKey> DependentsOf(string uid) => _dependents.GetValueOrDefault(uid) ?? [];

    public void Add(StoredObject stored)
    {
        foreach (var owner in Owners(stored.Document))
        {
            if (!_dependents.TryGetValue(owner.Uid, out var dependents))
            {
                _dependents.Add(owner.Uid, dependents = []);
            }

            dependents.Add(stored.Key);
        }
    }

    public void Remove(StoredObject stored)
    {
        foreach (var owner in Owners(stored.Document))
        {
            if (_dependents.TryGetValue(owner.Uid, out var dependents) && dependents.Remove(stored.Key) && dependents.Count == 0)
            {
                _dependents.Remove(owner.Uid);
            }
        }
    }

    public void Clear() => _dependents.Clear();

    /// <summary>The owners an object names; those without a uid are none.</summary>
    public static ImmutableArray<Owner> Owners(JsonElement document)
    {
        var references = JsonFields.At(document, "metadata.ownerReferences");
        return references.ValueKind != JsonValueKind.Array || references.GetArrayLength() == 0
            ? []
            : [.. references.EnumerateArray().Select(Owner.Of).Where(o => o.Uid.Length > 0)];
    }
}

/// <summary>An owner as a dependent names it.</summary>
internal readonly record struct Owner(string Group, string Kind, string Name, string Uid, bool Blocks)
{
    public static Owner Of(JsonElement reference)
    {
        var version = JsonFields.Text(reference, "apiVersion");
        var slash = version.IndexOf('/', StringComparison.Ordinal);
        return new(
            slash < 0 ? "" : version[..slash],
            JsonFields.Text(reference, "kind"),
            JsonFields.Text(reference, "name"),
            JsonFields.Text(reference, "uid"),
            JsonFields.Text(reference, "blockOwnerDeletion") == "true");
    }
}
