using LocalPods.Api.Core;
using LocalPods.Api.Defaulting;
using LocalPods.Orchestrator.Runtime;
using ContainerState = LocalPods.Orchestrator.Runtime.ContainerState;

namespace LocalPods.Orchestrator.Pods.Status;

/// <summary>
/// Computes a pod's status from what is wanted, what is seen and what was reported before (spec: pod-lifecycle 9). Pure.
/// </summary>
/// <remarks>
/// <para>Steps: container statuses, then the phase from them, then the conditions from both. The status reported before is
/// the base for what the engine no longer knows, and a terminal phase in it is final.</para>
/// </remarks>
internal static class PodStatusBuilder
{
    /// <summary>The status to report now.</summary>
    /// <param name="pod">With the status as last reported.</param>
    /// <param name="seen">What the engine holds of the pod.</param>
    /// <param name="facts">What its worker knows beyond that.</param>
    /// <param name="now">The time of conditions that change.</param>
    public static PodStatus Build(Pod pod, RuntimePod seen, PodFacts facts, DateTimeOffset now)
    {
        var before = pod.Status;
        if (pod.IsTerminal() && seen.IsEmpty && before.ContainerStatuses.IsEmpty)
        {
            return before; // refused or given up before anything was started, and over
        }

        var common = before with
        {
            ObservedGeneration = pod.Metadata.Generation,
            QosClass = before.QosClass ?? PodQos.Of(pod.Spec),
            StartTime = before.StartTime ?? WholeSeconds.Of(facts.StartTime),
            HostIP = facts.HostIps is [var ip, ..] ? ip : before.HostIP,
            HostIPs = facts.HostIps.IsEmpty ? before.HostIPs : [.. facts.HostIps.Select(i => new HostIP { Ip = i })],
        };
        if (facts.Rejection is { } rejection)
        {
            return common with { Phase = PodPhases.Failed, Reason = rejection.Reason, Message = $"Pod was rejected: {rejection.Message}" };
        }

        var statuses = new ContainerStatusBuilder(pod, seen, facts);
        var (containers, initContainers) = statuses.Build();
        var ended = End(pod, seen, facts, containers, initContainers);
        var ips = Ips(pod, seen, facts, before);
        var status = common with
        {
            Phase = ended.Phase,
            Reason = ended.Reason,
            Message = ended.Message,
            ContainerStatuses = containers,
            InitContainerStatuses = initContainers,
            EphemeralContainerStatuses = statuses.BuildEphemeral(),
            PodIP = ips is [var first, ..] ? first.Ip : null,
            PodIPs = ips,
            Resources = pod.Spec.Resources is not { } own ? null : facts.Resize.PodUnfinished ? before.Resources ?? own : own,
            AllocatedResources = pod.Spec.Resources?.Requests,
        };
        return status with { Conditions = PodConditions.Build(pod, status, IsSandboxReady(seen), facts, now) };
    }

    private static (string Phase, string? Reason, string? Message) End(
        Pod pod, RuntimePod seen, PodFacts facts,
        ImmutableArray<Api.Core.ContainerStatus> containers, ImmutableArray<Api.Core.ContainerStatus> initContainers)
    {
        var before = pod.Status;
        if (pod.IsTerminal())
        {
            return (before.Phase!, before.Reason, before.Message);
        }

        if (pod.IsMirror() && pod.IsDeleting())
        {
            return (before.Phase ?? PodPhases.Pending, before.Reason, before.Message); // its manifest went, which is no end of its own
        }

        var finalized = facts.Stage == PodStage.Terminated;
        var phase = PodPhase.Of(pod.Spec, containers, initContainers, StartedInSandbox(pod, seen), finalized);
        if (facts.Termination is not null)
        {
            phase = PodPhases.Failed;
        }
        else if (finalized && phase is not (PodPhases.Succeeded or PodPhases.Failed))
        {
            phase = PodPhases.Failed; // ended before it could do what it was for
        }

        // A pod is not called over while something of it runs.
        if (phase is PodPhases.Succeeded or PodPhases.Failed && !finalized && seen.Containers.Any(c => c.State == ContainerState.Running))
        {
            phase = before.Phase ?? PodPhases.Pending;
        }

        return phase == PodPhases.Failed && facts.Termination is { } termination ? (phase, termination.Reason, termination.Message)
            : phase == before.Phase ? (phase, before.Reason, before.Message)
            : (phase, null, null);
    }

    private static bool StartedInSandbox(Pod pod, RuntimePod seen) =>
        seen.Sandboxes is [var sandbox, ..]
        && seen.Containers.Any(c => c.Sandbox == sandbox.Id && c.State != ContainerState.Created && pod.Spec.Containers.Any(s => s.Name == c.Name));

    private static bool IsSandboxReady(RuntimePod seen) =>
        seen.Sandboxes is [{ Ready: true } sandbox, ..] && (sandbox.HostNetwork || !sandbox.Ips.IsEmpty);

    // Kept after the sandbox has gone, so that a finished pod still tells where it was.
    private static ImmutableArray<PodIP> Ips(Pod pod, RuntimePod seen, PodFacts facts, PodStatus before) =>
        pod.Spec.HostNetwork == true ? [.. facts.HostIps.Select(i => new PodIP { Ip = i })]
        : seen.Sandboxes is [{ Ips: [_, ..] ips }, ..] ? [.. ips.Select(i => new PodIP { Ip = i })]
        : before.PodIPs;
}
