using System.Text.Json.Nodes;
using LocalPods.Api.Merging;
using LocalPods.Orchestrator.Resources;

namespace LocalPods.Orchestrator.Server.Registry;

/// <summary>What a write makes of an object, before the rules of its kind.</summary>
/// <param name="Content">The object as wished.</param>
/// <param name="Owners">Its owners, from the object as it was and as it becomes, both without their owners.</param>
internal sealed record ObjectDraft(JsonObject Content, Func<JsonObject, JsonObject, FieldOwners> Owners)
{
    /// <summary>The draft of an ordinary write.</summary>
    public static ObjectDraft Of(
        ResourceDefinition definition, Func<JsonObject, JsonObject> change, JsonObject existing, WritePart part, WriteOrigin origin, DateTimeOffset now)
    {
        var live = FieldOwners.Of(existing);
        var content = change(existing.DeepClone().AsObject());
        var sent = part == WritePart.Object ? FieldOwners.Sent(content, live) : live;
        FieldOwners.Detach(content);
        return new(content, (before, after) => Ownership.AfterUpdate(definition, sent, before, after, part, origin, now));
    }
}
