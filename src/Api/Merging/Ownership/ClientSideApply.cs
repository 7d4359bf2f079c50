using System.Text.Json;
using System.Text.Json.Nodes;

namespace LocalPods.Api.Merging;

/// <summary>How kubectl's apply moves from the annotation in which clients remember what they applied to owners kept by the server.</summary>
internal static class ClientSideApply
{
    /// <summary>The one manager that moves.</summary>
    private const string Manager = "kubectl";

    private const string Annotation = "kubectl.kubernetes.io/last-applied-configuration";

    /// <summary>Fields that were applied by a client and still are as it left them: these kubectl may take without asking.</summary>
    public static FieldSet Allows(AppliedConfiguration configuration, JsonObject live)
    {
        if (configuration.Writer.Manager != Manager || Remembered(live) is not { } last || Text(last["apiVersion"]) != configuration.Writer.ApiVersion)
        {
            return FieldSet.Empty;
        }

        var change = FieldComparison.Of(configuration.Schema, last, live);
        return AppliedFields.Of(configuration.Schema, last).Except(change.Taken).Except(change.Removed);
    }

    /// <summary>Keeps the annotation true for clients that still look at it.</summary>
    /// <param name="configuration">What was applied.</param>
    /// <param name="content">The object as it becomes.</param>
    public static void Remember(AppliedConfiguration configuration, JsonObject content)
    {
        if (configuration.Writer.Manager != Manager || content["metadata"]?["annotations"] is not JsonObject annotations || !annotations.ContainsKey(Annotation))
        {
            return;
        }

        var applied = JsonLine.Sorted(configuration.Content)!;
        (applied["metadata"]?["annotations"] as JsonObject)?.Remove(Annotation);
        annotations[Annotation] = JsonLine.Of(applied) + "\n";
    }

    private static JsonObject? Remembered(JsonObject live)
    {
        try
        {
            return Text(live["metadata"]?["annotations"]?[Annotation]) is { } text ? JsonNode.Parse(text) as JsonObject : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
