using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using LocalPods.Api.Core;
using LocalPods.Api.Serialization;

namespace LocalPods.Orchestrator.Pods;

/// <summary>What events say of resizes: what the containers are to have, as JSON.</summary>
internal static class ResizeText
{
    private static readonly JsonSerializerOptions s_plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The message of an event.</summary>
    /// <param name="what">What befell the resize: <c>started</c>.</param>
    /// <param name="pod">With the resources meant.</param>
    /// <param name="error">What went wrong; null when nothing did.</param>
    public static string Of(string what, Pod pod, string? error)
    {
        var json = new JsonObject();
        if (pod.Spec.InitContainers.Any(c => c.IsSidecar()))
        {
            json["initContainers"] = Containers(pod.Spec.InitContainers.Where(c => c.IsSidecar()));
        }

        json["containers"] = Containers(pod.Spec.Containers);
        json["generation"] = pod.Metadata.Generation ?? 0;
        if (error is not null)
        {
            json["error"] = error;
        }

        return $"Pod resize {what}: {json.ToJsonString(s_plain)}";
    }

    private static JsonArray Containers(IEnumerable<Container> containers) =>
        [.. containers.Select(c => (JsonNode)new JsonObject { ["name"] = c.Name, ["resources"] = ApiJson.ToJson(c.Resources) })];
}
