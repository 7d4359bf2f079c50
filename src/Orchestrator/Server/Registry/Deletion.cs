using System.Text.Json;
using System.Text.Json.Nodes;
using LocalPods.Api.Meta;
using LocalPods.Orchestrator.Resources;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Server.Registry;

/// <summary>Decides what a delete request does (spec: pod-lifecycle 8.1). Pure.</summary>
internal static class Deletion
{
    /// <summary>The rules of a first and of a later request.</summary>
    /// <param name="definition">Of the object's kind.</param>
    /// <param name="stored">As it is.</param>
    /// <param name="options">Of the request.</param>
    /// <param name="now">Time of the request.</param>
    public static DeletionStep Decide(ResourceDefinition definition, StoredObject stored, DeleteOptions options, DateTimeOffset now)
    {
        var content = stored.ToJsonObject();
        var changed = Propagation.Apply(content, options, definition.OrphansDependents);
        var held = HeldBack(definition, content);
        var deleting = ObjectMetadata.IsDeleting(content);
        var requestedGrace = options.GracePeriodSeconds;
        return definition.DeletionGrace(stored.Document, requestedGrace) switch
        {
            null when !held => new DeletionStep.Remove(),
            null when deleting => Rest(content, changed),
            null => new DeletionStep.Mark(Marked(definition, content, now, 0)),
            { } when deleting => Again(definition, stored.Document, content, changed, requestedGrace, held, now),
            { } grace => After(definition, stored.Document, Marked(definition, content, now, grace), grace, held),
        };
    }

    /// <summary>Whether somebody must finish before the object may go.</summary>
    public static bool HeldBack(ResourceDefinition definition, JsonObject content) =>
        ObjectMetadata.Of(content).Texts("finalizers").Length > 0 || definition.HoldsBack(content);

    /// <summary>Whether nothing keeps an object that is being deleted any longer.</summary>
    public static bool IsFinished(ResourceDefinition definition, JsonObject content) =>
        ObjectMetadata.IsDeleting(content)
        && ObjectMetadata.Of(content).Number("deletionGracePeriodSeconds") is null or 0
        && !HeldBack(definition, content);

    // A later request may only shorten the grace.
    private static DeletionStep Again(
        ResourceDefinition definition, JsonElement document, JsonObject content, bool changed, long? requestedGrace, bool held, DateTimeOffset now)
    {
        var metadata = ObjectMetadata.Of(content);
        var old = metadata.Number("deletionGracePeriodSeconds") ?? 0;
        var requested = requestedGrace is < 0 ? 1 : requestedGrace;
        if (requested is null || requested >= old)
        {
            return old == 0 && !held ? new DeletionStep.Remove() : Rest(content, changed);
        }

        var grace = requested.Value;
        var due = (JsonFields.Time(document, "metadata.deletionTimestamp") ?? now) - TimeSpan.FromSeconds(old) + TimeSpan.FromSeconds(grace);
        if (due < now)
        {
            (due, grace) = (now, Math.Min(grace, 1));
        }

        metadata["deletionTimestamp"] = ObjectMetadata.Time(due);
        metadata["deletionGracePeriodSeconds"] = grace;
        return After(definition, document, content, grace, held);
    }

    // It is going already, and at most what becomes of its dependents is new.
    private static DeletionStep Rest(JsonObject content, bool changed) => changed ? new DeletionStep.Mark(content) : new DeletionStep.Nothing();

    private static DeletionStep After(ResourceDefinition definition, JsonElement document, JsonObject marked, long grace, bool held) =>
        grace > 0 || held ? new DeletionStep.Mark(marked)
        : definition.AnnouncesRemoval(document) ? new DeletionStep.MarkAndRemove(marked)
        : new DeletionStep.Remove();

    private static JsonObject Marked(ResourceDefinition definition, JsonObject content, DateTimeOffset now, long grace)
    {
        var metadata = ObjectMetadata.Of(content);
        metadata["deletionTimestamp"] = ObjectMetadata.Time(now + TimeSpan.FromSeconds(grace));
        metadata["deletionGracePeriodSeconds"] = grace;
        if (metadata.Number("generation") is > 0 and var generation)
        {
            metadata["generation"] = generation + 1;
        }

        definition.MarkDeleting(content);
        return content;
    }
}
