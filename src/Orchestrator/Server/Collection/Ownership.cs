using System.Text.Json;
using LocalPods.Orchestrator.Resources;
using LocalPods.Orchestrator.Server.Registry;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Server.Collection;

/// <summary>Who belongs to whom, as the store holds it now.</summary>
internal sealed class Ownership(IObjectStore store, ResourceRegistry resources, OwnerIndex index)
{
    /// <summary>The kind of a stored object; null when it is served no more.</summary>
    public ResourceDefinition? DefinitionOf(ObjectKey key) => resources.All.FirstOrDefault(d => d.StoredAs == key.Resource);

    /// <summary>The owner's place in the store; null when its kind is not served, or cannot own what is in no namespace.</summary>
    /// <param name="owner">As a dependent names it.</param>
    /// <param name="namespace">Of the dependent.</param>
    public ObjectKey? KeyOf(Owner owner, string @namespace) =>
        resources.All.FirstOrDefault(d => d.Names.Kind == owner.Kind && d.Names.Group == owner.Group) is { } definition && (!definition.Names.Namespaced || @namespace.Length > 0)
            ? new ObjectKey(definition.StoredAs, definition.Names.Namespaced ? @namespace : "", owner.Name)
            : null;

    /// <inheritdoc cref="OwnerStanding"/>
    /// <param name="owner">As a dependent names it.</param>
    /// <param name="namespace">Of the dependent.</param>
    public OwnerStanding StandingOf(Owner owner, string @namespace)
    {
        if (KeyOf(owner, @namespace) is not { } key)
        {
            return OwnerStanding.There;
        }

        var found = store.Get(key);
        return found is null || Uid(found) != owner.Uid ? OwnerStanding.Gone
            : WaitsForDependents(found) ? OwnerStanding.WaitsForDependents
            : OwnerStanding.There;
    }

    /// <summary>Whether anything names the object as an owner.</summary>
    public bool HasDependents(StoredObject owner) => index.DependentsOf(Uid(owner)).Count > 0;

    public List<StoredObject> Dependents(StoredObject owner) => [.. index.DependentsOf(Uid(owner)).Select(store.Get).OfType<StoredObject>()];

    /// <summary>Whether the object is being deleted once its dependents are.</summary>
    public static bool WaitsForDependents(StoredObject stored) => IsDeleting(stored) && Finalizers(stored).Contains(Propagation.ForegroundFinalizer);

    public static string Uid(StoredObject stored) => JsonFields.Text(stored.Document, "metadata.uid");

    public static bool IsDeleting(StoredObject stored) => JsonFields.At(stored.Document, "metadata.deletionTimestamp").ValueKind == JsonValueKind.String;

    public static ImmutableArray<string> Finalizers(StoredObject stored) =>
        JsonFields.At(stored.Document, "metadata.finalizers") is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray().Select(f => f.GetString() ?? "")] : [];
}
