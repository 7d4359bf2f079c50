using System.Text.Json.Nodes;
using LocalPods.Api.Merging;
using LocalPods.Orchestrator.Resources;

namespace LocalPods.Orchestrator.Server.Registry;

/// <summary>Which fields a write makes its writer the owner of, by kind and part (spec: api 6). Pure.</summary>
internal static class Ownership
{
    private static readonly FieldSet s_status = Fields("""{"f:status":{}}""");
    private static readonly FieldSet s_notStatus = Fields("""{"f:spec":{},"f:metadata":{"f:ownerReferences":{},"f:finalizers":{}}}""");

    /// <summary>What a writer of a part cannot change, and so does not own.</summary>
    public static FieldSet Ignored(ResourceDefinition definition, WritePart part) => part switch
    {
        WritePart.Object => definition.HasStatus ? s_status : FieldSet.Empty,
        WritePart.Status => s_notStatus,
        WritePart.EphemeralContainers or WritePart.Resize or WritePart.Finalize => FieldSet.Empty,
    };

    public static FieldWriter Writer(ResourceDefinition definition, WritePart part, WriteOrigin origin) => new(origin.Manager, definition.Names.ApiVersion, part switch
    {
        WritePart.Object => origin.Subresource ?? "",
        WritePart.Status => "status",
        WritePart.EphemeralContainers => PodResource.EphemeralContainers,
        WritePart.Resize => PodResource.Resize,
        WritePart.Finalize => "finalize",
    });

    /// <summary>The owners of a new object.</summary>
    /// <param name="definition">Of the kind.</param>
    /// <param name="sent">As the client sent it.</param>
    /// <param name="created">As it is created, without owners.</param>
    /// <param name="origin">Who creates it.</param>
    /// <param name="now">When.</param>
    public static FieldOwners OfCreated(ResourceDefinition definition, JsonObject sent, JsonObject created, WriteOrigin origin, DateTimeOffset now)
    {
        var assigned = definition.AssignedFields.Where(path => !Has(sent, path)).Select(PathSet).Aggregate(Ignored(definition, WritePart.Object), (all, one) => all.Union(one));
        var change = FieldComparison.Of(definition.TypeSchema, definition.Canonical([]), created).Without(assigned);
        return FieldOwners.Sent(sent, FieldOwners.None).Updated(change, Writer(definition, WritePart.Object, origin), now);
    }

    /// <summary>The owners after an ordinary write. Objects that nobody kept account of stay so until they are applied.</summary>
    public static FieldOwners AfterUpdate(
        ResourceDefinition definition, FieldOwners owners, JsonObject before, JsonObject after, WritePart part, WriteOrigin origin, DateTimeOffset now) =>
        owners.IsEmpty
            ? owners
            : owners.Updated(FieldComparison.Of(definition.TypeSchema, before, after).Without(Ignored(definition, part)), Writer(definition, part, origin), now);

    private static bool Has(JsonObject content, string path)
    {
        JsonNode? at = content;
        foreach (var name in path.Split('.'))
        {
            at = (at as JsonObject)?[name];
        }

        return at is not null;
    }

    private static FieldSet PathSet(string path) => Fields(path.Split('.').Reverse().Aggregate("{}", (below, name) => $"{{\"f:{name}\":{below}}}"));

    private static FieldSet Fields(string fieldsV1) => FieldSet.Read(JsonNode.Parse(fieldsV1))!;
}
