using LocalPods.Api.Core;
using LocalPods.Api.Quantities;
using LocalPods.Orchestrator.Pods.Admission;
using LocalPods.Orchestrator.Resources;

namespace LocalPods.Orchestrator.Checking;

/// <summary>Whether the node takes a pod at all, whatever room there is. Pure.</summary>
internal static class NodeChecks
{
    private const string Profile = "securityContext.appArmorProfile";

    private static readonly PodNeeds s_nothing = new(ImmutableSortedDictionary<string, Quantity>.Empty, []);

    public static IEnumerable<CheckFinding> Of(CheckEvidence evidence, CheckedObject at) =>
        Refusals(evidence, at).Concat(OnDisk(evidence, at)).Concat(Misfits(evidence, at));

    private static IEnumerable<CheckFinding> Refusals(CheckEvidence evidence, CheckedObject at)
    {
        if (PodAdmission.Refuse(at.Pod!, evidence.Engine?.AppArmor) is { } refusal && WhereAndFix(at.Pod!.Spec, refusal.Reason) is var (field, fix))
        {
            yield return Error(at, field, $"the node refuses the pod: {refusal.Reason}: {refusal.Message}", fix);
        }
    }

    private static IEnumerable<CheckFinding> OnDisk(CheckEvidence evidence, CheckedObject at) =>
        from fault in evidence.NodeFaults
        where fault.Object == at.Index
        let fix = fault.Code == CheckCode.HostPathWrongType ? "create it on this machine, change the path, or use type DirectoryOrCreate or FileOrCreate" : "put the profile there"
        select Error(at, fault.Field, fault.Says, fix) with { Code = fault.Code };

    // What a scheduler looks at; of a pod that names its node only what the node itself looks at.
    private static IEnumerable<CheckFinding> Misfits(CheckEvidence evidence, CheckedObject at)
    {
        if (evidence.Node is not { } node)
        {
            return [];
        }

        var spec = at.Pod!.Spec;
        var given = JsonFields.Text(at.Written, "spec.nodeName").Length > 0;
        var offer = NodeOffer.Of(node, node.Metadata.Name ?? "", ImmutableSortedDictionary<string, Quantity>.Empty);
        return
            from misfit in NodeFit.Check(spec, s_nothing, offer, [])
            where !(given && misfit.OnlyForNew)
            let says = given ? $"the node refuses the pod: {misfit.Reason}: {misfit.Message}" : $"the pod waits: {misfit.Scheduling}"
            select misfit.Reason switch
            {
                "NodeAffinity" => Error(
                    at, spec.NodeSelector is { Count: > 0 } ? "spec.nodeSelector" : "spec.affinity", says, $"change it, or give the node the labels: localpods label node {offer.Name} KEY=VALUE"),
                "TaintToleration" => Error(at, "spec.tolerations", says, "tolerate the taint, or take it off the node"),
                _ => Error(at, "spec.tolerations", says, $"let the node take new pods again: kubectl uncordon {offer.Name}"),
            };
    }

    private static CheckFinding Error(CheckedObject at, string field, string says, string fix) => new(at.Index, field, CheckSeverity.Error, CheckCode.NodeRefused, says, fix);

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
