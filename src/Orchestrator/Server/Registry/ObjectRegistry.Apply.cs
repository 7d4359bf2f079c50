using System.Text.Json.Nodes;
using LocalPods.Api.Merging;
using LocalPods.Orchestrator.Resources;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Server.Registry;

internal sealed partial class ObjectRegistry
{
    /// <summary>Applies a configuration to an object, which it creates when it is not there (spec: api 11).</summary>
    /// <param name="definition">Of the kind.</param>
    /// <param name="namespace">Null for a kind of the whole cluster.</param>
    /// <param name="name">Of the object, as in the path.</param>
    /// <param name="configuration">What its applier wants.</param>
    /// <param name="part">What it is about; only <see cref="WritePart.Object"/> creates.</param>
    /// <param name="origin">Who applies, and how.</param>
    /// <param name="cancellationToken">Abandons the wait; the write may still happen.</param>
    /// <returns>The object as it is now, and whether it is new.</returns>
    public async Task<(StoredObject Object, bool Created)> ApplyAsync(
        ResourceDefinition definition,
        string? @namespace,
        string name,
        AppliedConfiguration configuration,
        WritePart part,
        WriteOrigin origin,
        CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (Store.Get(Key(definition, @namespace, name)) is not { } stored)
            {
                if (part != WritePart.Object)
                {
                    throw ApiErrors.NotFound(definition.Names, name);
                }

                try
                {
                    return (await CreateAppliedAsync(definition, @namespace, name, configuration, origin, cancellationToken), true);
                }
                catch (ApiException e) when (e.Status.Reason == "AlreadyExists" && attempt < MostTries)
                {
                    continue; // somebody else was faster: then it is to be merged
                }
            }

            if (await TryChangeAsync(definition, definition.AsServed(stored), existing => Applied(definition, configuration, existing), part, origin, cancellationToken) is { } done)
            {
                return (done, false);
            }

            if (attempt == MostTries)
            {
                throw ApiErrors.Conflict(definition.Names, name);
            }
        }
    }

    private Task<StoredObject> CreateAppliedAsync(
        ResourceDefinition definition, string? @namespace, string name, AppliedConfiguration configuration, WriteOrigin origin, CancellationToken cancellationToken)
    {
        if (ObjectMetadata.Of(configuration.Content).Text("uid") is { Length: > 0 } uid)
        {
            throw ApiErrors.Conflict(definition.Names, name, $"uid mismatch: the provided object specified uid {uid}, and no existing object was found");
        }

        var everything = new FieldComparison(configuration.Fields, FieldSet.Empty, FieldSet.Empty);
        return CreateAsync(
            definition,
            @namespace,
            configuration.Content.DeepClone().AsObject(),
            _ => FieldOwners.None.Applied(everything, configuration.Fields, configuration.Writer, clock.GetUtcNow()),
            origin.DryRun,
            cancellationToken);
    }

    private ObjectDraft Applied(ResourceDefinition definition, AppliedConfiguration configuration, JsonObject existing)
    {
        var now = clock.GetUtcNow();
        var owners = FieldOwners.Of(existing);
        var live = existing.DeepClone().AsObject();
        FieldOwners.Detach(live);
        if (owners.IsEmpty)
        {
            var everything = FieldComparison.Of(definition.TypeSchema, definition.Canonical([]), live).Without(Ownership.Ignored(definition, WritePart.Object));
            owners = FieldOwners.OfUntracked(everything, configuration.Writer with { Subresource = "" }, now);
        }

        var result = configuration.To(live, owners, definition.Canonical, now);
        if (!result.Conflicts.IsEmpty)
        {
            throw ApiErrors.ApplyConflict(result.Conflicts);
        }

        // Only a configuration that names a version insists on it.
        if (ObjectMetadata.Of(configuration.Content).Text("resourceVersion") is not { Length: > 0 })
        {
            ObjectMetadata.Of(result.Content).Remove("resourceVersion");
        }

        return new(result.Content, (_, _) => result.Owners);
    }
}
