using System.Text.Json;
using System.Text.Json.Nodes;
using LocalPods.Cli.Client;

namespace LocalPods.Cli.Output;

/// <summary>Leaves out of objects what the server keeps about their fields: nobody reads it who does not ask for it.</summary>
internal static class ManagedFields
{
    private const string Member = "managedFields";

    /// <summary>An object, or a List of them, without.</summary>
    public static JsonElement Hide(JsonElement document)
    {
        if (!ObjectFormat.Items(document).Any(i => i.Field("metadata").Field(Member).Exists()))
        {
            return document;
        }

        var shown = JsonObject.Create(document)!;
        foreach (var item in (shown["items"] as JsonArray)?.OfType<JsonObject>().Append(shown) ?? [shown])
        {
            (item["metadata"] as JsonObject)?.Remove(Member);
        }

        return JsonElement.Parse(JsonBytes.Of(shown));
    }
}
