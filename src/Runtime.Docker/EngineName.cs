using System.Globalization;

namespace LocalPods.Runtime.Docker;

/// <summary>
/// Names of containers on the engine: <c>k8s_container_pod_namespace_uid_attempt</c>, as cri-dockerd's <c>naming.go</c> has
/// them. A function of what the container is, so making it twice meets the first one.
/// </summary>
internal static class EngineName
{
    public static string Of(PodIdentity pod, string container, int attempt) =>
        string.Create(CultureInfo.InvariantCulture, $"k8s_{container}_{pod.Name}_{pod.Namespace}_{pod.Uid}_{attempt}");

    /// <summary>The same with eight more digits, for when the engine says that the name is taken by nothing that can be found.</summary>
    public static string Another(string name, long salt) => string.Create(CultureInfo.InvariantCulture, $"{name}_{(uint)salt:x8}");

    /// <summary>The attempt in a name of six or seven parts, with or without a slash in front; null in any other.</summary>
    public static int? AttemptIn(string name) =>
        name.TrimStart('/').Split('_') is ["k8s", _, _, _, _, var attempt, ..] and { Length: 6 or 7 }
        && int.TryParse(attempt, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
