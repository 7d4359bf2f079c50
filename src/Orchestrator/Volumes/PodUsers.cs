using LocalPods.Api.Core;

namespace LocalPods.Orchestrator.Volumes;

/// <summary>Who a pod runs as, where its spec alone says so. Pure.</summary>
internal static class PodUsers
{
    /// <summary>The user of all its containers; null when they differ, or one leaves it to its image.</summary>
    public static long? One(Pod pod)
    {
        var users = pod.Spec.InitContainers.Concat(pod.Spec.Containers)
            .Select(c => c.SecurityContext?.RunAsUser ?? pod.Spec.SecurityContext?.RunAsUser).Distinct().ToList();
        return users is [{ } one] ? one : null;
    }
}
