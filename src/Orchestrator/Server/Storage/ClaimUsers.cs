using LocalPods.Api.Core;
using LocalPods.Orchestrator.Store;
using LocalPods.Orchestrator.Volumes;

namespace LocalPods.Orchestrator.Server.Storage;

/// <summary>Which pods use claims.</summary>
internal static class ClaimUsers
{
    /// <summary>Pods with volumes of claims that are not over.</summary>
    public static ImmutableArray<Pod> All(IObjectStore store) =>
    [
        .. store.List("pods", null).Items
            .Where(p => p.Json.Span.IndexOf("\"persistentVolumeClaim\""u8) >= 0 || p.Json.Span.IndexOf("\"ephemeral\""u8) >= 0)
            .Select(p => p.Read<Pod>())
            .Where(p => p.Status.Phase is not (PodPhases.Succeeded or PodPhases.Failed)),
    ];

    /// <summary>Whether a pod uses a claim.</summary>
    public static bool Uses(Pod pod, PersistentVolumeClaim claim) =>
        pod.Metadata.Namespace == claim.Metadata.Namespace && PodClaims.NamesOf(pod).Contains(claim.Metadata.Name);
}
