using System.Text.Json;

namespace LocalPods.Integration;

/// <summary>Reads what tests ask of a pod's JSON.</summary>
internal static class PodFacts
{
    public static string Phase(this JsonElement pod) =>
        pod.GetProperty("status").TryGetProperty("phase", out var phase) ? phase.GetString()! : "";

    public static bool IsReady(this JsonElement pod) =>
        pod.GetProperty("status").TryGetProperty("conditions", out var conditions) &&
        conditions.EnumerateArray().Any(c => c.GetProperty("type").GetString() == "Ready" && c.GetProperty("status").GetString() == "True");

    /// <summary>Status of a container, or of an init container.</summary>
    public static JsonElement? Container(this JsonElement pod, string name) =>
        ((string[])["initContainerStatuses", "containerStatuses"])
            .SelectMany(kind => pod.GetProperty("status").TryGetProperty(kind, out var statuses) ? statuses.EnumerateArray() : default)
            .Where(s => s.GetProperty("name").GetString() == name).Select(s => (JsonElement?)s).SingleOrDefault();

    public static int Restarts(this JsonElement pod, string container) => pod.Container(container)?.GetProperty("restartCount").GetInt32() ?? 0;

    /// <summary>Reason of the waiting state; empty when it does not wait.</summary>
    public static string Waiting(this JsonElement pod, string container) =>
        pod.Container(container) is { } c && c.GetProperty("state").TryGetProperty("waiting", out var waiting) &&
        waiting.TryGetProperty("reason", out var reason) ? reason.GetString()! : "";

    public static JsonElement? Terminated(this JsonElement pod, string container, string state = "state") =>
        pod.Container(container) is { } c && c.TryGetProperty(state, out var s) && s.TryGetProperty("terminated", out var terminated) ? terminated : null;

    /// <summary>The engine's id, without its scheme.</summary>
    public static string EngineId(this JsonElement pod, string container) =>
        pod.Container(container)!.Value.GetProperty("containerID").GetString()!.Replace("docker://", "", StringComparison.Ordinal);

    public static string Uid(this JsonElement pod) => pod.GetProperty("metadata").GetProperty("uid").GetString()!;

    private static JsonElement? Of(JsonElement pod, string list, string name) =>
        pod.GetProperty("status").TryGetProperty(list, out var statuses)
            ? statuses.EnumerateArray().Where(s => s.GetProperty("name").GetString() == name).Select(s => (JsonElement?)s).SingleOrDefault()
            : null;
}
