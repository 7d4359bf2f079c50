using System.Globalization;
using LocalPods.Api.Core;
using LocalPods.Api.Durations;

namespace LocalPods.Orchestrator.Pods.Status;

/// <summary>What <c>get pods</c> shows of a pod (spec: pod-lifecycle 11.1). Pure.</summary>
public static class PodColumns
{
    private const string None = "<none>";

    /// <summary>The cells in the order of the columns, the wide ones last.</summary>
    public static PodCells Cells(Pod pod, DateTimeOffset now)
    {
        var walk = new PodStatusWalk(pod);
        return new PodCells(
            Name: pod.Metadata.Name ?? "",
            Ready: $"{walk.ReadyContainers.ToString(CultureInfo.InvariantCulture)}/{walk.TotalContainers.ToString(CultureInfo.InvariantCulture)}",
            Status: walk.Status,
            Restarts: Restarts(walk, now),
            Age: ResourceAge.Since(pod.Metadata.CreationTimestamp, now),
            Ip: pod.Status.PodIPs is [var ip, ..] ? ip.Ip : OrNone(pod.Status.PodIP),
            Node: OrNone(pod.Spec.NodeName),
            NominatedNode: OrNone(pod.Status.NominatedNodeName),
            ReadinessGates: Gates(pod));
    }

    private static string Restarts(PodStatusWalk walk, DateTimeOffset now)
    {
        var count = walk.Restarts.ToString(CultureInfo.InvariantCulture);
        return walk is { Restarts: > 0, LastRestart: { } last } ? $"{count} ({ResourceAge.Since(last, now)} ago)" : count;
    }

    private static string Gates(Pod pod)
    {
        var gates = pod.Spec.ReadinessGates;
        var hold = gates.Count(g => pod.Status.Conditions.Any(c => c.Type == g.ConditionType && c.Status == ConditionStatuses.True));
        return gates.IsEmpty ? None : string.Create(CultureInfo.InvariantCulture, $"{hold}/{gates.Length}");
    }

    private static string OrNone(string? text) => string.IsNullOrEmpty(text) ? None : text;
}
