using LocalPods.Api.Core;
using LocalPods.Orchestrator.Pods;
using LocalPods.Orchestrator.Pods.Admission;

namespace LocalPods.Orchestrator.Explaining;

/// <summary>Causes that lie with the pod as a whole, its node or its engine. Pure.</summary>
internal static class PodCauses
{
    /// <summary>Reasons of a pod that the node had no room for begin so.</summary>
    private const string OutOf = "OutOf";

    /// <summary>The pod has ended for good.</summary>
    public static Finding? OfEnd(PodEvidence evidence)
    {
        var pod = evidence.Pod;
        if (!pod.IsTerminal() || pod.IsDeleting())
        {
            return null;
        }

        var proof = string.Join(": ", new[] { pod.Status.Reason, pod.Status.Message }.Where(t => !string.IsNullOrEmpty(t)));
        var ended = new Link($"the pod has ended for good: phase {pod.Status.Phase}", proof.Length == 0 ? null : proof);
        return pod.Status switch
        {
            { Phase: PodPhases.Succeeded } => new Finding(
                CauseCode.Completed,
                $"nothing, if it was to run once; to keep it running set spec.restartPolicy to Always (it is {pod.Spec.RestartPolicy})",
                ended,
                new Link($"all its containers ended with exit code 0, and restartPolicy {pod.Spec.RestartPolicy} does not start them again"))
            { Field = "spec.restartPolicy" },
            { Reason: "DeadlineExceeded" } => new Finding(
                CauseCode.DeadlineExceeded,
                "raise or remove spec.activeDeadlineSeconds, and create the pod anew",
                ended,
                new Link($"it ran longer than activeDeadlineSeconds allows ({pod.Spec.ActiveDeadlineSeconds} s)", pod.Status.Message))
            { Field = "spec.activeDeadlineSeconds" },
            { Reason: { } reason } when reason.StartsWith(OutOf, StringComparison.Ordinal) => TooMuch(evidence, ended) ?? new Finding(
                CauseCode.ResourcesShort,
                "lower the requests of its containers, or delete pods that hold what it needs, and create it anew",
                ended,
                new Link($"the node has too little {reason[OutOf.Length..]} left for what the pod requests", pod.Status.Message)),
            { Reason: "Evicted", Message: { } message } when pod.Spec.Volumes.FirstOrDefault(v => v.EmptyDir?.SizeLimit is not null && message.Contains($"EmptyDir volume \"{v.Name}\" ", StringComparison.Ordinal)) is { } full => new Finding(
                CauseCode.EndedByNode,
                $"raise the sizeLimit of volume {full.Name} or write less to it, and create the pod anew",
                ended,
                new Link($"its volume {full.Name} held more than its sizeLimit {full.EmptyDir!.SizeLimit}", message)),
            { Reason: PodVerdict.Evicted, Message: { } message } when StorageLimits.AreMeantBy(message) => new Finding(
                CauseCode.EndedByNode,
                "raise the limits of ephemeral-storage of its containers, or write less to their files, their logs and the pod's emptyDirs, and create the pod anew",
                ended,
                new Link("it held more on the disk than its limits of ephemeral-storage allow", message)),
            { Reason: "Evicted" or "Preempting" or "Terminated" or "NodeShutdown" } => new Finding(
                CauseCode.EndedByNode, "create the pod anew once the node has what it was short of", ended, new Link("the node ended it", pod.Status.Message)),
            { Reason: { Length: > 0 } reason } => new Finding(
                CauseCode.NodeRefused, "change what the node refuses, and create the pod anew", ended, new Link($"the node refused it: {reason}", pod.Status.Message)),
            _ => ContainerCauses.FailedForGood(evidence)?.After(ended),
        };
    }

    /// <summary>The node does not run it, or the engine is not there.</summary>
    public static Finding? OfNode(PodEvidence evidence)
    {
        var pod = evidence.Pod;
        if (!pod.Spec.SchedulingGates.IsEmpty)
        {
            var gates = string.Join(", ", pod.Spec.SchedulingGates.Select(g => g.Name));
            return new Finding(
                CauseCode.SchedulingGated,
                "whoever set the gates has to remove them; remove spec.schedulingGates if nobody will",
                new Link("the node does not take it on"),
                new Link($"its scheduling gates hold it back: {gates}"))
            { Field = "spec.schedulingGates" };
        }

        if (pod.Spec.NodeName is { Length: > 0 } name && name != evidence.NodeName)
        {
            return new Finding(
                CauseCode.NodeUnknown,
                $"remove spec.nodeName, or set it to {evidence.NodeName}",
                new Link("nobody runs it"),
                new Link($"it is bound to node \"{name}\", and the only node here is \"{evidence.NodeName}\"", $"spec.nodeName: {name}"))
            { Field = "spec.nodeName" };
        }

        if (pod.Status.Conditions.FirstOrDefault(c => c is { Type: PodConditionTypes.PodScheduled, Status: ConditionStatuses.False, Reason: "Unschedulable" }) is { } unplaced)
        {
            return OfRoom(evidence, unplaced.Message ?? "");
        }

        return evidence.EngineFailure is { } failure
            ? new Finding(
                CauseCode.EngineUnreachable,
                "start the container engine, or set DOCKER_HOST to where it listens; LocalPods goes on by itself once it answers",
                new Link("its containers can be neither seen nor started"),
                new Link("the container engine does not answer", failure))
            : null;
    }

    // The pod waits for room, and starts by itself when there is some.
    private static Finding OfRoom(PodEvidence evidence, string message)
    {
        var waits = new Link("the node has no room for it, and it waits", message);
        if (message.Contains("free ports", StringComparison.Ordinal))
        {
            var holder = evidence.HostPortHolders.OrderBy(h => h.Port.HostPort).FirstOrDefault();
            return new Finding(
                CauseCode.HostPortTaken,
                holder is null ? "use another hostPort" : $"use another hostPort, or delete {holder.Who}",
                waits,
                new Link(holder is null ? "one of its host ports is taken by another pod" : $"host port {holder.Port.HostPort} is taken by {holder.Who}"))
            { Field = SandboxCauses.FieldOf(evidence.Pod, holder?.Port.HostPort ?? 0) };
        }

        if (message.Contains("Insufficient", StringComparison.Ordinal) && TooMuch(evidence, waits) is { } tooMuch)
        {
            return tooMuch;
        }

        return message.Contains("Insufficient", StringComparison.Ordinal) || message.Contains("Too many pods", StringComparison.Ordinal)
            ? new Finding(
                CauseCode.ResourcesShort,
                "lower the requests of its containers, or delete pods that hold what it needs; it starts by itself once there is room",
                waits,
                new Link("what it requests is more than the node has beside its other pods"))
            : new Finding(
                CauseCode.NodeRefused,
                "change its nodeSelector, affinity or tolerations, or the labels and taints of the node; it starts by itself once they fit",
                waits,
                new Link("the node is not one that it may run on"));
    }

    // It requests what the node does not have even when it runs nothing else; null when that is not so.
    private static Finding? TooMuch(PodEvidence evidence, Link first)
    {
        var needs = PodNeeds.Of(evidence.Pod.Spec);
        if (evidence.Allocatable.IsEmpty || NodeFit.OfResources(needs, new NodeOffer(evidence.NodeName, evidence.Allocatable), []).FirstOrDefault() is not { } misfit)
        {
            return null;
        }

        var name = misfit.Reason[OutOf.Length..];
        return evidence.Allocatable.TryGetValue(name, out var has)
            ? new Finding(CauseCode.ResourcesShort, $"request less {name}, and create the pod anew", first, new Link($"it requests {needs.Requests[name]} of {name}, and the node has {has} in all"))
            : new Finding(CauseCode.ResourcesShort, $"take {name} out of the pod's resources, and create it anew", first, new Link($"it requests {needs.Requests[name]} of {name}, and the node has none"));
    }

    /// <summary>Its containers are ready, and a readiness gate is not.</summary>
    public static Finding? OfGates(PodEvidence evidence)
    {
        var pod = evidence.Pod;
        var gates = pod.Spec.ReadinessGates.Select((g, i) => (g.ConditionType, Index: i, Condition: pod.Status.Conditions.FirstOrDefault(c => c.Type == g.ConditionType)));
        if (gates.FirstOrDefault(g => g.Condition?.Status != ConditionStatuses.True) is not { ConditionType: { } type } gate)
        {
            return null;
        }

        var proof = pod.Status.Conditions.FirstOrDefault(c => c.Type == PodConditionTypes.Ready)?.Message;
        return new Finding(
            CauseCode.ReadinessGateNotSet,
            $"whoever owns the condition \"{type}\" has to set it to True in the pod's status; remove the gate from spec.readinessGates if nobody does",
            new Link("its containers are ready, but the pod waits for its readiness gates", proof),
            new Link(gate.Condition is { } said ? $"the condition \"{type}\" is {said.Status}" : $"nobody has set the condition \"{type}\"", gate.Condition?.Message))
        { Field = $"spec.readinessGates[{gate.Index}]" };
    }
}
