using System.Text.Json;
using System.Text.Json.Nodes;
using LocalPods.Cli.Client;
using LocalPods.Cli.Output;

namespace LocalPods.Cli.Apply;

/// <summary>The annotation in which an object remembers the manifest it was last made from.</summary>
internal static class LastApplied
{
    public const string Annotation = "kubectl.kubernetes.io/last-applied-configuration";

    /// <summary>The manifest of last time; null when the object was not applied before, or its memory cannot be read.</summary>
    public static JsonObject? Of(JsonObject live)
    {
        try
        {
            return live["metadata"]?["annotations"]?[Annotation] is JsonValue kept ? JsonNode.Parse(kept.GetValue<string>()) as JsonObject : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The manifest with itself remembered in its annotation.</summary>
    public static JsonObject With(JsonObject manifest)
    {
        var remembering = (JsonObject)manifest.DeepClone();
        if (remembering["metadata"] is not JsonObject metadata)
        {
            remembering["metadata"] = metadata = [];
        }

        if (metadata["annotations"] is not JsonObject annotations)
        {
            metadata["annotations"] = annotations = [];
        }

        annotations.Remove(Annotation);
        annotations[Annotation] = JsonPrinter.Compact(JsonElement.Parse(JsonBytes.Of(remembering))) + "\n";
        return remembering;
    }
}
