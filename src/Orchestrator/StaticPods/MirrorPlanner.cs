using LocalPods.Api.Core;
using LocalPods.Orchestrator.Pods;

namespace LocalPods.Orchestrator.StaticPods;

/// <summary>
/// Compares the static pods with the objects that show them. A pod whose manifest changed or went is ended first; the one
/// that takes its place is shown once its name is free. Pure.
/// </summary>
internal static class MirrorPlanner
{
    public static MirrorPlan Plan(StaticPodSet wanted, IReadOnlyCollection<PodObject> stored)
    {
        var mirrors = stored.Where(p => p.Pod.IsMirror()).ToList();
        var taken = stored.Select(p => p.Stored.Key).ToHashSet();
        var clashes = stored.Where(p => !p.Pod.IsMirror()).Select(p => p.Stored.Key).ToHashSet();
        return new MirrorPlan(
            Show: [.. wanted.Pods.Values.Where(p => !taken.Contains(p.Key)).OrderBy(p => p.File, StringComparer.Ordinal)],
            End: [.. mirrors.Where(p => !p.Pod.IsDeleting() && !IsWanted(p, wanted))],
            Clashes: [.. wanted.Pods.Values.Where(p => clashes.Contains(p.Key))]);
    }

    // A file that cannot be read rightly now may still mean the pod that it made.
    private static bool IsWanted(PodObject mirror, StaticPodSet wanted) =>
        wanted.Pods.TryGetValue(mirror.Stored.Key, out var pod)
            ? pod.Hash == mirror.Uid
            : mirror.Pod.Metadata.Annotations!.TryGetValue(PodAnnotations.File, out var file) && wanted.Faults.ContainsKey(file);
}

/// <summary>What is to be done to the objects that show static pods.</summary>
/// <param name="Show">Static pods without an object.</param>
/// <param name="End">Objects whose static pod is no longer asked for.</param>
/// <param name="Clashes">Static pods whose name an ordinary pod has.</param>
internal sealed record MirrorPlan(ImmutableArray<StaticPod> Show, ImmutableArray<PodObject> End, ImmutableArray<StaticPod> Clashes);
