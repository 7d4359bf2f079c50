using LocalPods.Api.Core;
using LocalPods.Orchestrator.Pods.Admission;

namespace LocalPods.Orchestrator.Checking;

/// <summary>Whether the node takes a pod at all, whatever room there is. Pure.</summary>
internal static class NodeChecks
{
    private const string Profile = "securityContext.appArmorProfile";

    public static IEnumerable<CheckFinding> Of(CheckEvidence evidence, CheckedObject at)
    {
        var pod = at.Pod!;
        if (PodAdmission.Refuse(pod, evidence.Engine?.AppArmor) is { } refusal && WhereAndFix(pod.Spec, refusal.Reason) is var (field, fix))
        {
            yield return Found(field, $"the node refuses the pod: {refusal.Reason}: {refusal.Message}", fix);
        }

        foreach (var fault in evidence.NodeFaults.Where(f => f.Object == at.Index))
        {
            var remedy = fault.Code == CheckCode.HostPathWrongType ? "create it on this machine, change the path, or use type DirectoryOrCreate or FileOrCreate" : "put the profile there";
            yield return Found(fault.Field, fault.Says, remedy) with { Code = fault.Code };
        }

        if (evidence.Node is not { } node)
        {
            yield break;
        }

        var given = !string.IsNullOrEmpty(at.Written.TryGetProperty("spec", out var spec) && spec.TryGetProperty("nodeName", out var name) ? name.GetString() : null);
        var offer = NodeOffer.Of(node, node.Metadata.Name ?? "", node.Status.Allocatable ?? ImmutableSortedDictionary<string, Api.Quantities.Quantity>.Empty);
        foreach (var misfit in NodeFit.Check(pod.Spec, PodNeeds.Of(pod.Spec) with { Requests = ImmutableSortedDictionary<string, Api.Quantities.Quantity>.Empty, Ports = [] }, offer, []).Where(m => !(given && m.OnlyForNew)))
        {
            var (place, remedy) = misfit.Reason switch
            {
                "NodeAffinity" => (pod.Spec.NodeSelector is { Count: > 0 } ? "spec.nodeSelector" : "spec.affinity", $"change it, or give the node the labels: localpods label node {offer.Name} KEY=VALUE"),
                "TaintToleration" => ("spec.tolerations", "tolerate the taint, or take it off the node"),
                _ => ("spec.tolerations", $"let the node take new pods again: kubectl uncordon {offer.Name}"),
            };
            yield return Found(place, $"the pod waits: {misfit.Scheduling}", remedy);
        }

        CheckFinding Found(string field, string says, string fix) => new(at.Index, field, CheckSeverity.Error, CheckCode.NodeRefused, says, fix);
    }

    // Null for a field that is told as refused anyway.
    private static (string Field, string Fix)? WhereAndFix(PodSpec spec, string reason) => reason switch
    {
        "SysctlForbidden" => ("spec.securityContext.sysctls", "leave it out, or set it on the machine itself"),
        "PodOSNotSupported" => ("spec.os.name", "leave it out, or say linux"),
        "AppArmor" => (spec.SecurityContext?.AppArmorProfile is not null ? $"spec.{Profile}"
            : spec.Containers.IndexOf(spec.Containers.FirstOrDefault(c => c.SecurityContext?.AppArmorProfile is not null)!) is var i and >= 0 ? $"spec.containers[{i}].{Profile}"
            : "spec.initContainers", "leave it out, or enable AppArmor on the machine"),
        _ => null,
    };
}
