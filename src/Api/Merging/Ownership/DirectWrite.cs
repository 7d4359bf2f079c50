using System.Text.Json.Nodes;
using LocalPods.Api.Meta;
using LocalPods.Api.Serialization;

namespace LocalPods.Api.Merging;

/// <summary>Notes the owners for writes that do not come over the API, as the API does for its clients.</summary>
public static class DirectWrite
{
    private const string Status = "status";

    private static readonly FieldSet s_status = FieldSet.Read(JsonNode.Parse("""{"f:status":{}}"""))!;

    /// <summary>Puts a status into an object as it is stored.</summary>
    /// <typeparam name="T">The kind that is written.</typeparam>
    /// <param name="stored">Is changed.</param>
    /// <param name="status">The new one.</param>
    /// <param name="manager">Who reports it.</param>
    /// <param name="now">When.</param>
    public static void PutStatus<T>(JsonObject stored, JsonNode status, string manager, DateTimeOffset now)
        where T : class, IKubernetesObject, new()
    {
        var before = stored[Status];
        stored[Status] = status;
        if (FieldOwners.Of(stored) is { IsEmpty: false } owners)
        {
            owners.Updated(FieldComparison.OfField(Of<T>.Schema, Status, before, status), new(manager, Of<T>.ApiVersion, Status), now).Attach(stored);
        }
    }

    /// <summary>Notes the owners in an object before it is created.</summary>
    /// <typeparam name="T">The kind that is written.</typeparam>
    /// <param name="created">Is changed.</param>
    /// <param name="manager">Who creates it.</param>
    /// <param name="now">When.</param>
    public static void NoteCreated<T>(JsonObject created, string manager, DateTimeOffset now)
        where T : class, IKubernetesObject, new()
    {
        var blank = ApiJson.ToJson(new T());
        var change = FieldComparison.Of(Of<T>.Schema, blank, created).Without(s_status);
        var status = FieldComparison.OfField(Of<T>.Schema, Status, blank[Status], created[Status]);
        FieldOwners.None.Updated(change, new(manager, Of<T>.ApiVersion, ""), now).Updated(status, new(manager, Of<T>.ApiVersion, Status), now).Attach(created);
    }

    /// <summary>Notes the owners of what was changed in an object besides its status.</summary>
    /// <typeparam name="T">The kind that is written.</typeparam>
    /// <param name="before">As it was stored.</param>
    /// <param name="changed">Is changed.</param>
    /// <param name="manager">Who changes it.</param>
    /// <param name="now">When.</param>
    public static void NoteChanged<T>(JsonObject before, JsonObject changed, string manager, DateTimeOffset now)
        where T : class, IKubernetesObject, new()
    {
        if (FieldOwners.Of(changed) is { IsEmpty: false } owners)
        {
            owners.Updated(FieldComparison.Of(Of<T>.Schema, before, changed).Without(s_status), new(manager, Of<T>.ApiVersion, ""), now).Attach(changed);
        }
    }

    private static class Of<T>
        where T : class, IKubernetesObject, new()
    {
        public static readonly string ApiVersion = new T().ApiVersion;
        public static readonly ModelSchema Schema = ModelSchema.For(ApiJson.TypeInfo<T>());
    }
}
