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

    /// <summary>The claims of all its volumes.</summary>
    public static IEnumerable<string> NamesOf(Pod pod) => pod.Spec.Volumes.Select(v => NameOf(pod, v)).OfType<string>();

    /// <summary>Whether it has its claims: it is on a node, and not over.</summary>
    public static bool Holds(Pod pod) =>
        !pod.IsTerminal() && !pod.Status.Conditions.Any(c => c is { Type: PodConditionTypes.PodScheduled, Status: ConditionStatuses.False });
}
