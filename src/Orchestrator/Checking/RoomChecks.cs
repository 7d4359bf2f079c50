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
                    at.Index, FieldOf(at, name), CheckSeverity.Error, CheckCode.ResourcesShort,
                    $"the pod requests {amount} of {name}, and the node has {has}", "request less");
            }
        }
    }

    private static string FieldOf(CheckedObject at, string name)
    {
        var spec = at.Pod!.Spec;
        for (var i = 0; i < spec.Containers.Length; i++)
        {
            if (spec.Containers[i].Resources.Requests?.ContainsKey(name) == true)
            {
                return $"spec.containers[{i}].resources.requests[{name}]";
            }
        }

        return "spec.resources";
    }
}
