using LocalPods.Api.Core;
using LocalPods.Orchestrator.Explaining;
using LocalPods.Orchestrator.Pods.Admission;

namespace LocalPods.Orchestrator.Checking;

/// <summary>Whether a pod fits on the node when nothing else runs. Pure.</summary>
internal static class RoomChecks
{
    public static IEnumerable<CheckFinding> Of(CheckEvidence evidence, CheckedObject at)
    {
        if (evidence.Node?.Status.Allocatable is not { } room)
        {
            yield break;
        }

        foreach (var (name, amount) in PodNeeds.Of(at.Pod!.Spec).Requests)
        {
            if (!amount.IsZero && room.TryGetValue(name, out var has) && amount > has)
            {
                yield return new CheckFinding(
                    at.Index, FieldOf(at.Pod, name), CheckSeverity.Error, CheckCode.ResourcesShort,
                    $"the pod requests {amount} of {name}, and the node has {has}", "request less");
            }
        }
    }

    // Of the pod as a whole, else of the container that requests most.
    private static string FieldOf(Pod pod, string name)
    {
        var places = ContainerPlace.AllOf(pod).Where(p => p.Container.Resources.Requests?.ContainsKey(name) == true).ToList();
        return pod.Spec.Resources?.Requests?.ContainsKey(name) == true || places.Count == 0
            ? $"spec.resources.requests[{name}]"
            : $"{places.MaxBy(p => p.Container.Resources.Requests![name])!.Path}.resources.requests[{name}]";
    }
}
