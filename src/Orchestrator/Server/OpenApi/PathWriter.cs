using System.Text.Json;
using LocalPods.Orchestrator.Resources;

namespace LocalPods.Orchestrator.Server.OpenApi;

/// <summary>Writes the paths of kinds with their operations as JSON.</summary>
/// <param name="writer">Where to.</param>
/// <param name="schemas">For references, in the same version.</param>
/// <param name="version">2 or 3.</param>
internal sealed class PathWriter(Utf8JsonWriter writer, SchemaWriter schemas, int version)
{
    private static readonly ImmutableArray<string> s_listParameters =
        ["allowWatchBookmarks", "continue", "fieldSelector", "labelSelector", "limit", "resourceVersion", "resourceVersionMatch", "sendInitialEvents", "timeoutSeconds", "watch"];

    private static readonly ImmutableArray<string> s_pathParameters = ["namespace", "name"];

    private static readonly ImmutableArray<string> s_writeParameters = ["dryRun", "fieldManager", "fieldValidation"];

    /// <summary>Path of the objects of a kind, in their namespace where they have one.</summary>
    public static string Collection(ResourceNames names) =>
        (names.Group.Length == 0 ? $"/api/{names.Version}" : $"/apis/{names.Group}/{names.Version}") + (names.Namespaced ? "/namespaces/{namespace}/" : "/") + names.Plural;

    /// <summary>Members for the paths of a kind.</summary>
    public void Write(ResourceDefinition definition, string schema)
    {
        var collection = Collection(definition.Names);
        WritePath(definition, collection, schema, [("list", "get", s_listParameters), ("create", "post", s_writeParameters), ("deletecollection", "delete", s_listParameters)]);
        (string, string, ImmutableArray<string>)[] ofObject =
            [("get", "get", []), ("update", "put", s_writeParameters), ("patch", "patch", [.. s_writeParameters, "force"]), ("delete", "delete", ["dryRun", "gracePeriodSeconds", "propagationPolicy"])];
        WritePath(definition, collection + "/{name}", schema, ofObject);
        if (definition.HasStatus)
        {
            WritePath(definition, collection + "/{name}/status", schema, ofObject[..3]);
        }
    }

    private void WritePath(ResourceDefinition definition, string path, string schema, (string Verb, string Method, ImmutableArray<string> Parameters)[] operations)
    {
        writer.WriteStartObject(path);
        foreach (var (verb, method, parameters) in operations.Where(o => definition.Verbs.Contains(o.Verb)))
        {
            writer.WriteStartObject(method);
            writer.WriteString("description", $"{verb} {definition.Names.Plural}");
            WriteParameters(parameters, query: true);
            writer.WriteStartObject("responses");
            writer.WriteStartObject("200");
            writer.WriteString("description", "OK");
            WriteContent(verb == "list" ? schema + "List" : schema);
            writer.WriteEndObject();
            writer.WriteEndObject();
            writer.WriteString("x-kubernetes-action", verb == "create" ? "post" : verb == "update" ? "put" : verb);
            writer.WritePropertyName("x-kubernetes-group-version-kind");
            schemas.WriteKind(definition.Names, definition.Names.Kind);
            writer.WriteEndObject();
        }

        WriteParameters([.. s_pathParameters.Where(p => path.Contains($"{{{p}}}", StringComparison.Ordinal))], query: false);
        writer.WriteEndObject();
    }

    private void WriteContent(string schema)
    {
        if (version == 3)
        {
            writer.WriteStartObject("content");
            writer.WriteStartObject("application/json");
        }

        writer.WriteStartObject("schema");
        schemas.WriteReference(schema);
        writer.WriteEndObject();
        if (version == 3)
        {
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
    }

    private void WriteParameters(ImmutableArray<string> names, bool query)
    {
        if (names.IsEmpty)
        {
            return;
        }

        writer.WriteStartArray("parameters");
        foreach (var name in names)
        {
            writer.WriteStartObject();
            writer.WriteString("name", name);
            writer.WriteString("in", query ? "query" : "path");
            if (!query)
            {
                writer.WriteBoolean("required", true);
            }

            if (version == 3)
            {
                writer.WriteStartObject("schema");
            }

            writer.WriteString("type", TypeOf(name));
            if (version == 3)
            {
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static string TypeOf(string parameter) => parameter switch
    {
        "allowWatchBookmarks" or "sendInitialEvents" or "watch" or "force" => "boolean",
        "limit" or "timeoutSeconds" or "gracePeriodSeconds" => "integer",
        _ => "string",
    };
}
