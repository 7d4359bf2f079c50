using System.Text.Json.Nodes;
using LocalPods.Api.Meta;
using LocalPods.Orchestrator.Resources;

namespace LocalPods.Orchestrator.Server.Registry;

/// <summary>What becomes of an object's dependents when it is deleted, noted as a finalizer that the garbage collector takes away (spec: api 17).</summary>
internal static class Propagation
{
    /// <summary>The dependents go first.</summary>
    public const string ForegroundFinalizer = "foregroundDeletion";

    /// <summary>The dependents stay, and forget their owner.</summary>
    public const string OrphanFinalizer = "orphan";

    /// <summary>Notes it in an object that is asked to go.</summary>
    /// <param name="content">The object; changed.</param>
    /// <param name="options">Of the request; one that does not say leaves what was noted before.</param>
    /// <param name="orphanByDefault">As the kind has it where nobody has said anything.</param>
    /// <returns>Whether the object has changed.</returns>
    public static bool Apply(JsonObject content, DeleteOptions options, bool orphanByDefault)
    {
        var metadata = ObjectMetadata.Of(content);
        var before = metadata.Texts("finalizers");
        var (orphan, foreground) = options switch
        {
            { PropagationPolicy: "Orphan" } or { OrphanDependents: true } => (true, false),
            { PropagationPolicy: "Foreground" } => (false, true),
            { PropagationPolicy: "Background" } or { OrphanDependents: false } => (false, false),
            _ when before.Contains(OrphanFinalizer) => (true, false),
            _ when before.Contains(ForegroundFinalizer) => (false, true),
            _ => (orphanByDefault && !ObjectMetadata.IsDeleting(content), false),
        };
        ImmutableArray<string> after =
        [
            .. before.Where(f => f switch { OrphanFinalizer => orphan, ForegroundFinalizer => foreground, _ => true }),
            .. orphan && !before.Contains(OrphanFinalizer) ? [OrphanFinalizer] : ImmutableArray<string>.Empty,
            .. foreground && !before.Contains(ForegroundFinalizer) ? [ForegroundFinalizer] : ImmutableArray<string>.Empty,
        ];
        if (after.SequenceEqual(before))
        {
            return false;
        }

        Set(metadata, after);
        return true;
    }

    /// <summary>The object without a finalizer.</summary>
    public static JsonObject Without(JsonObject content, string finalizer)
    {
        var metadata = ObjectMetadata.Of(content);
        Set(metadata, metadata.Texts("finalizers").Remove(finalizer));
        return content;
    }

    private static void Set(JsonObject metadata, ImmutableArray<string> finalizers)
    {
        if (finalizers.IsEmpty)
        {
            metadata.Remove("finalizers");
            return;
        }

        metadata["finalizers"] = new JsonArray([.. finalizers.Select(f => JsonValue.Create(f))]);
    }
}
