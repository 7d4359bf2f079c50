using System.Text.Json.Nodes;
using LocalPods.Api.Meta;
using LocalPods.Orchestrator.Resources;

namespace LocalPods.Orchestrator.Server.OpenApi;

/// <summary>The schema of a custom resource as it is published: with the header every object has, and in version 2 without what it has no words for.</summary>
internal static class CustomSchema
{
    private static readonly ImmutableArray<string> s_notInV2 = ["allOf", "anyOf", "default", "not", "nullable", "oneOf", "x-kubernetes-validations"];

    /// <summary>The published schema.</summary>
    /// <param name="schema">Of the definition; stays as it is.</param>
    /// <param name="version">2 or 3.</param>
    public static JsonObject Published(JsonObject schema, int version)
    {
        var published = schema.DeepClone().AsObject();
        if (version == 2)
        {
            Simplify(published);
        }

        published["type"] = "object";
        var properties = published.Object("properties");
        properties["apiVersion"] = Text("Group and version of the schema the object is written in.");
        properties["kind"] = Text("Name of the kind.");
        var reference = new JsonObject { ["$ref"] = (version == 2 ? "#/definitions/" : "#/components/schemas/") + SchemaCatalog.NameOf(typeof(ObjectMeta)) };
        properties["metadata"] = version == 2 ? reference : new JsonObject { ["description"] = "Name, labels and bookkeeping.", ["allOf"] = new JsonArray(reference) };
        return published;
    }

    private static JsonObject Text(string description) => new() { ["description"] = description, ["type"] = "string" };

    private static void Simplify(JsonObject schema)
    {
        if (schema["nullable"] is not null || schema["x-kubernetes-int-or-string"] is not null)
        {
            schema.Remove("type");
            schema.Remove("items");
            schema.Remove("properties");
        }

        // Clients of that version refuse unknown fields wherever they see fields.
        if (schema["x-kubernetes-preserve-unknown-fields"] is not null)
        {
            schema.Remove("items");
            schema.Remove("properties");
        }

        foreach (var word in s_notInV2)
        {
            schema.Remove(word);
        }

        if (schema["additionalProperties"] is JsonValue)
        {
            schema.Remove("additionalProperties");
        }

        foreach (var part in new[] { schema["items"], schema["additionalProperties"] }.Concat((schema["properties"] as JsonObject)?.Select(p => p.Value) ?? []).OfType<JsonObject>())
        {
            Simplify(part);
        }
    }
}
