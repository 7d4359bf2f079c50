using LocalPods.Api.Core;

namespace LocalPods.Orchestrator.Volumes;

/// <summary>The claims of a pod's volumes. Pure.</summary>
internal static class PodClaims
{
    /// <summary>As in store keys.</summary>
    public const string Resource = "persistentvolumeclaims";

    /// <summary>The claim behind a volume: one that it names, or the one made for it; null for other kinds of volumes.</summary>
    public static string? NameOf(Pod pod, Volume volume) => volume switch
    {
        { PersistentVolumeClaim: { } claim } => claim.ClaimName,
        { Ephemeral: not null } => $"{pod.Metadata.Name}-{volume.Name}",
        _ => null,
    };
}
