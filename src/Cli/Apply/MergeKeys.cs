using System.Text.Json.Nodes;

namespace LocalPods.Cli.Apply;

/// <summary>
/// Which lists of Kubernetes objects are merged item by item, and by what; all others are replaced as a whole. From the
/// <c>patchMergeKey</c> of the API types; ports are told apart by protocol too, since one number may carry both.
/// </summary>
internal static class MergeKeys
{
    /// <summary>What tells the items of this list apart; null when the list is replaced as a whole.</summary>
    public static Func<JsonNode?, string?>? Of(string list) => list switch
    {
        "containers" or "initContainers" or "ephemeralContainers" or "env" or "volumes" or "imagePullSecrets" or "schedulingGates" or "resourceClaims" => By("name"),
        "volumeMounts" => By("mountPath"),
        "volumeDevices" => By("devicePath"),
        "ports" => Port,
        "hostAliases" => By("ip"),
        "topologySpreadConstraints" => By("topologyKey"),
        "conditions" => By("type"),
        "ownerReferences" => By("uid"),
        "finalizers" => item => item is JsonValue value ? value.ToString() : null,
        _ => null,
    };

    private static Func<JsonNode?, string?> By(string field) => item => (item as JsonObject)?[field]?.ToString();

    private static string? Port(JsonNode? item) =>
        item is JsonObject port && (port["containerPort"] ?? port["port"]) is { } number ? $"{number}/{port["protocol"] ?? "TCP"}" : null;
}
