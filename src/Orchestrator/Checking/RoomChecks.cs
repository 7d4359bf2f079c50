using LocalPods.Api.Defaulting;

namespace LocalPods.Orchestrator.Checking;

/// <summary>Whether a pod fits on the node when nothing else runs. Pure.</summary>
internal static class RoomChecks
{
    public static IEnumerable<CheckFinding> Of(CheckEvidence evidence, CheckedObject at)
    {
        if (evidence.Node?.Allocatable is not { } room)
        {
            yield break;
        }

        var spec = at.Pod!.Spec;
        var names = spec.Containers.Concat(spec.InitContainers).SelectMany(c => c.Resources.Requests?.Keys ?? []).Concat(spec.Resources?.Requests?.Keys ?? []).Distinct().Order(StringComparer.Ordinal);
        foreach (var name in names)
        {
            var wanted = spec.Resources?.Requests?.GetValueOrDefault(name) is { IsZero: false } ofPod ? ofPod : PodResourceSums.Requests(spec, name);
            if (wanted is { IsZero: false } amount && room.TryGetValue(name, out var has) && amount > has)
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
