using System.Text.Json.Nodes;
using LocalPods.Api.Merging;

namespace LocalPods.Cli.Apply;

/// <summary>
/// How an object that a client applied goes over to the server's apply, as kubectl does it: what the client owned by its updates becomes part of
/// what it owns by apply, so that fields which are left out later are removed. Pure.
/// </summary>
internal static class OwnerHandover
{
    /// <summary>Who keeps the annotation in which clients remember what they applied.</summary>
    public const string AnnotationManager = "kubectl-last-applied";

    private const string ClientManager = "kubectl-client-side-apply";
    private const string Update = "Update";

    private static readonly FieldSet s_annotation = FieldSet.Read(new JsonObject
    {
        ["f:metadata"] = new JsonObject { ["f:annotations"] = new JsonObject { ["f:" + LastApplied.Annotation] = new JsonObject() } },
    })!;

    /// <summary>The configuration that makes <see cref="AnnotationManager"/> own the annotation; null when there is none, or it owns it already.</summary>
    public static JsonObject? Annotation(JsonObject live)
    {
        if (live["metadata"]?["annotations"]?[LastApplied.Annotation] is not { } remembered
            || Owners(live).Any(o => o["manager"]?.ToString() == AnnotationManager && o["operation"]?.ToString() == "Apply"))
        {
            return null;
        }

        var metadata = new JsonObject { ["annotations"] = new JsonObject { [LastApplied.Annotation] = remembered.DeepClone() }, ["name"] = live["metadata"]!["name"]!.DeepClone() };
        if (live["metadata"]!["namespace"] is { } ns)
        {
            metadata["namespace"] = ns.DeepClone();
        }

        return new JsonObject { ["apiVersion"] = live["apiVersion"]?.DeepClone(), ["kind"] = live["kind"]?.DeepClone(), ["metadata"] = metadata };
    }

    /// <summary>The JSON patch that hands the fields over; null when clients own nothing.</summary>
    /// <param name="live">The object.</param>
    /// <param name="manager">Who applies.</param>
    public static JsonArray? Patch(JsonObject live, string manager)
    {
        var owners = Owners(live).Select(o => (JsonObject)o.DeepClone()).ToList();
        var clients = owners.Where(o => IsClient(o)).ToList();
        if (clients.Count == 0)
        {
            return null;
        }

        var applier = owners.FirstOrDefault(o => o["manager"]?.ToString() == manager && o["operation"]?.ToString() == "Apply" && o["subresource"] is null);
        if (applier is null)
        {
            applier = clients[0];
            applier["manager"] = manager;
            applier["operation"] = "Apply";
        }

        foreach (var client in clients.Where(c => !ReferenceEquals(c, applier)))
        {
            applier["fieldsV1"] = Fields(applier).Union(Fields(client)).ToJson();
            owners.Remove(client);
        }

        return
        [
            new JsonObject { ["op"] = "replace", ["path"] = "/metadata/managedFields", ["value"] = new JsonArray([.. owners]) },
            new JsonObject { ["op"] = "replace", ["path"] = "/metadata/resourceVersion", ["value"] = live["metadata"]?["resourceVersion"]?.DeepClone() },
        ];
    }

    private static IEnumerable<JsonObject> Owners(JsonObject live) => (live["metadata"]?["managedFields"] as JsonArray ?? []).OfType<JsonObject>();

    // Whoever wrote the annotation by an update applied as a client, whatever its name.
    private static bool IsClient(JsonObject owner) =>
        owner["operation"]?.ToString() == Update && owner["subresource"] is null
        && (owner["manager"]?.ToString() == ClientManager || !Fields(owner).Intersect(s_annotation).IsEmpty);

    private static FieldSet Fields(JsonObject owner) => FieldSet.Read(owner["fieldsV1"]) ?? FieldSet.Empty;
}
