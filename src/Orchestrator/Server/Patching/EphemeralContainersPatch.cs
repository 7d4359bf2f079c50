using System.Text.Json.Nodes;

namespace LocalPods.Orchestrator.Server.Patching;

/// <summary>
/// The strategic merge patch that clients add ephemeral containers with: containers of a name merge, others are added
/// behind those that are there, and the directives of the format, which only order them, are passed over.
/// </summary>
internal static class EphemeralContainersPatch
{
    public const string MediaType = "application/strategic-merge-patch+json";

    private const string List = "ephemeralContainers";

    public static JsonObject Apply(JsonObject target, JsonObject patch)
    {
        var rest = patch.DeepClone().AsObject();
        var added = (rest["spec"] as JsonObject)?[List] as JsonArray ?? [];
        if (rest["spec"] is JsonObject spec)
        {
            foreach (var name in spec.Select(p => p.Key).Where(key => key == List || key.StartsWith('$')).ToList())
            {
                spec.Remove(name);
            }
        }

        MergePatch.Apply(target, rest);
        var merged = (target["spec"]?[List] as JsonArray)?.DeepClone().AsArray() ?? [];
        foreach (var container in added.OfType<JsonObject>())
        {
            if (merged.OfType<JsonObject>().FirstOrDefault(c => JsonNode.DeepEquals(c["name"], container["name"])) is { } there)
            {
                MergePatch.Apply(there, container);
            }
            else
            {
                merged.Add(container.DeepClone());
            }
        }

        target["spec"]![List] = merged;
        return target;
    }
}
