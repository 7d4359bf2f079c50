using System.Globalization;
using System.Text.Json.Nodes;
using LocalPods.Api.Merging;
using LocalPods.Api.Meta;
using LocalPods.Orchestrator.Resources;
using LocalPods.Orchestrator.Server.Admission;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Server.Registry;

internal sealed partial class ObjectRegistry
{
    /// <summary>Replaces an object or a part of it.</summary>
    /// <param name="definition">Of the kind.</param>
    /// <param name="namespace">Null for a kind of the whole cluster.</param>
    /// <param name="name">Of the object, as in the path.</param>
    /// <param name="change">Makes the new object from a copy of the stored one; called again when somebody else was faster.</param>
    /// <param name="part">What is replaced.</param>
    /// <param name="origin">Who wants it, and how.</param>
    /// <param name="cancellationToken">Abandons the wait; the write may still happen.</param>
    /// <returns>The object as it is now. A change that changes nothing writes nothing.</returns>
    public async Task<StoredObject> ChangeAsync(
        ResourceDefinition definition,
        string? @namespace,
        string name,
        Func<JsonObject, JsonObject> change,
        WritePart part,
        WriteOrigin origin,
        CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var stored = Get(definition, @namespace, name);
            if (await TryChangeAsync(definition, stored, existing => ObjectDraft.Of(definition, change, existing, part, origin, clock.GetUtcNow()), part, origin, cancellationToken) is { } done)
            {
                return done;
            }

            if (attempt == MostTries)
            {
                throw ApiErrors.Conflict(definition.Names, name);
            }
        }
    }

    /// <summary>Writes a draft of an object.</summary>
    /// <returns>The object as it is now; null when somebody else was faster and the draft does not insist on a version.</returns>
    private async Task<StoredObject?> TryChangeAsync(
        ResourceDefinition definition,
        StoredObject stored,
        Func<JsonObject, ObjectDraft> write,
        WritePart part,
        WriteOrigin origin,
        CancellationToken cancellationToken)
    {
        var existing = stored.ToJsonObject();
        var live = FieldOwners.Of(existing);
        var draft = write(existing);
        FieldOwners.Detach(existing);
        var conditional = CheckIdentity(definition, stored, draft.Content, existing);
        using var request = new AdmissionRequest(definition, draft.Content, existing) { DryRun = origin.DryRun };
        var content = await MergeAsync(request, part, cancellationToken);
        var owners = draft.Owners(existing, part == WritePart.Object ? request.Asked : content);
        var finished = Deletion.IsFinished(definition, content);
        if (!finished && owners.IsSameButTimes(live) && JsonNode.DeepEquals(content, existing))
        {
            return stored;
        }

        Guard(definition, content, existing);
        owners.Attach(content);
        if (origin.DryRun)
        {
            return Unstored(stored.Key, content);
        }

        try
        {
            return definition.AsServed(finished
                ? await Store.DeleteAsync(stored.Key, stored.Revision, cancellationToken)
                : await Store.UpdateAsync(stored.Key, definition.AsStored(content), stored.Revision, definition.TimeToLive, cancellationToken));
        }
        catch (StoreException e) when (e.Failure is StoreFailure.Conflict or StoreFailure.NotFound)
        {
            return conditional ? throw ApiErrors.Conflict(definition.Names, stored.Key.Name) : null;
        }
    }

    /// <summary>Refuses a write that means another object or another version.</summary>
    /// <returns>Whether the request insists on the version it read.</returns>
    private static bool CheckIdentity(ResourceDefinition definition, StoredObject stored, JsonObject incoming, JsonObject existing)
    {
        var (metadata, old) = (ObjectMetadata.Of(incoming), ObjectMetadata.Of(existing));
        var version = metadata.Text("resourceVersion");
        if (!string.IsNullOrEmpty(version) && version != stored.Revision.ToString(CultureInfo.InvariantCulture))
        {
            throw ApiErrors.Conflict(definition.Names, stored.Key.Name);
        }

        var (uid, oldUid) = (metadata.Text("uid"), old.Text("uid"));
        return string.IsNullOrEmpty(uid) || uid == oldUid
            ? !string.IsNullOrEmpty(version)
            : throw ApiErrors.Conflict(
                definition.Names, stored.Key.Name, $"Precondition failed: UID in precondition: {uid}, UID in object meta: {oldUid}");
    }

    private async ValueTask<JsonObject> MergeAsync(AdmissionRequest request, WritePart part, CancellationToken cancellationToken)
    {
        var (definition, existing) = (request.Definition, request.Existing!);
        var content = definition.Canonical(request.Content);
        ObjectMetadata.PrepareForUpdate(content, existing);
        switch (part)
        {
            case WritePart.Object:
                if (definition.HasStatus)
                {
                    content.Keep("status", existing);
                }

                request.Ask(definition.PrepareForUpdate(content, existing, Admission()));
                await AdmitAsync(
                    request,
                    changed => definition.PrepareForUpdate(changed, existing, Admission()),
                    changed => definition.ValidateUpdate(changed, existing),
                    cancellationToken);
                content = request.Content;
                break;
            case WritePart.Status:
                content.Keep("spec", existing);
                ObjectMetadata.Of(content).Keep("ownerReferences", ObjectMetadata.Of(existing));
                ObjectMetadata.Of(content).Keep("finalizers", ObjectMetadata.Of(existing));
                content = definition.PrepareForStatusUpdate(content, existing);
                Refuse(definition, content, definition.ValidateStatusUpdate(content, existing));
                break;
            case WritePart.EphemeralContainers or WritePart.Resize:
                var piece = part == WritePart.Resize ? PodResource.Resize : PodResource.EphemeralContainers;
                content = definition.PrepareForPartUpdate(piece, content, existing);
                Refuse(definition, content, definition.ValidatePartUpdate(piece, content, existing));
                request.Settle(content);
                await Plugins.ValidatePartAsync(request, cancellationToken);
                break;
            case WritePart.Finalize:
                content.Keep("status", existing);
                break;
        }

        if (ObjectMetadata.Of(content).Number("generation") is > 0 and var generation && definition.IsNewGeneration(content, existing))
        {
            ObjectMetadata.Of(content)["generation"] = generation + 1;
        }

        return content;
    }

    /// <summary>Asks for an object to go.</summary>
    /// <returns>The object as it is now or was last, and whether it is gone.</returns>
    public async Task<(StoredObject Object, bool Removed)> DeleteAsync(
        ResourceDefinition definition, string? @namespace, string name, DeleteOptions options, bool dryRun, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var stored = Get(definition, @namespace, name);
            CheckPreconditions(definition, stored, options.Preconditions);
            if (definition.ProtectedBecause(name) is { } because)
            {
                throw ApiErrors.Forbidden(definition.Names, name, because);
            }

            if (attempt == 1)
            {
                var going = stored.ToJsonObject();
                using var request = new AdmissionRequest(definition, going, going) { Operation = AdmissionRequest.Delete, DryRun = dryRun };
                await Plugins.DeleteAsync(request, cancellationToken);
            }

            var step = Deletion.Decide(definition, stored, options, clock.GetUtcNow());
            try
            {
                return await DoAsync(definition, stored, step, dryRun, cancellationToken);
            }
            catch (StoreException e) when (e.Failure == StoreFailure.NotFound)
            {
                throw ApiErrors.NotFound(definition.Names, name);
            }
            catch (StoreException e) when (e.Failure == StoreFailure.Conflict)
            {
                // Somebody wrote in between: look again.
                if (attempt == MostTries)
                {
                    throw ApiErrors.Conflict(definition.Names, name);
                }
            }
        }
    }

    private async Task<(StoredObject Object, bool Removed)> DoAsync(
        ResourceDefinition definition, StoredObject stored, DeletionStep step, bool dryRun, CancellationToken cancellationToken)
    {
        var timeToLive = definition.TimeToLive;
        switch (step)
        {
            case DeletionStep.Remove when dryRun:
                return (stored, true);
            case DeletionStep.Remove:
                return (definition.AsServed(await Store.DeleteAsync(stored.Key, stored.Revision, cancellationToken)), true);
            case DeletionStep.Mark mark when dryRun:
                return (Unstored(stored.Key, mark.Content), false);
            case DeletionStep.Mark mark:
                return (definition.AsServed(await Store.UpdateAsync(stored.Key, definition.AsStored(mark.Content), stored.Revision, timeToLive, cancellationToken)), false);
            case DeletionStep.MarkAndRemove mark when dryRun:
                return (Unstored(stored.Key, mark.Content), true);
            case DeletionStep.MarkAndRemove mark:
                var marked = await Store.UpdateAsync(stored.Key, definition.AsStored(mark.Content), stored.Revision, timeToLive, cancellationToken);
                return (definition.AsServed(await Store.DeleteAsync(stored.Key, marked.Revision, cancellationToken)), true);
            default:
                return (stored, false);
        }
    }

    private static void CheckPreconditions(ResourceDefinition definition, StoredObject stored, Preconditions? wanted)
    {
        var uid = JsonFields.Text(stored.Document, "metadata.uid");
        if (wanted?.Uid is { } wantedUid && wantedUid != uid)
        {
            throw ApiErrors.PreconditionFailed(
                definition.Names,
                stored.Key.Name,
                $"the UID in the precondition ({wantedUid}) does not match the UID in record ({uid}). The object might have been deleted and then recreated");
        }

        var revision = stored.Revision.ToString(CultureInfo.InvariantCulture);
        if (wanted?.ResourceVersion is { } wantedVersion && wantedVersion != revision)
        {
            throw ApiErrors.PreconditionFailed(
                definition.Names,
                stored.Key.Name,
                $"the ResourceVersion in the precondition ({wantedVersion}) does not match the ResourceVersion in record ({revision}). The object might have been modified");
        }
    }
}
