using LocalPods.Api.Core;

namespace LocalPods.Orchestrator.Explaining;

/// <summary>
/// Explains why a pod is not Ready. Pure: it reads the evidence and nothing else, and says nothing that no fact shows. What
/// comes first decides: a pod that has ended, then node and engine, deletion, sandbox, init containers in their order, the
/// containers, and last the conditions that others set.
/// </summary>
internal static class PodExplainer
{
    /// <summary>A container that ended longer ago than this, and runs, is no longer told of; as the crash-loop back-off forgets.</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(10);

    public static Explanation Explain(PodEvidence evidence)
    {
        var pod = evidence.Pod;
        var explanation = new Explanation(pod.Metadata.Namespace ?? "", pod.Metadata.Name ?? "", IsReady(pod), "is Ready, nothing to explain") { NotKnown = evidence.NotKnown };
        if (explanation.Ready && !pod.IsDeleting())
        {
            explanation = evidence.EngineFailure is { } away
                ? explanation with { Summary = "was Ready when its engine last answered", NotKnown = [$"how it is now: the container engine does not answer: {away}", .. evidence.NotKnown] }
                : explanation;
            if (ContainerPlace.AllOf(pod).Select(p => (Place: p, Finding: ProbeCauses.GivesUp(evidence, p))).FirstOrDefault(p => p.Finding is not null) is { Finding: { } stopping, Place: var stopped })
            {
                return With(explanation with { Summary = $"is Ready, but {stopped.Title} is being stopped" }, stopping);
            }

            return Restarted(evidence) is var (place, finding)
                ? With(explanation with { Summary = $"is Ready now, but {place.Title} was {Words.Restarts(place.Status!)}, last {Words.Ago(place.Status!.LastState.Terminated!.FinishedAt, evidence.Now)}" }, finding)
                : explanation;
        }

        var cause = PodCauses.OfEnd(evidence)
            ?? PodCauses.OfNode(evidence)
            ?? DeletionCauses.Of(evidence)
            ?? SandboxCauses.Of(evidence)
            ?? ContainerCauses.Of(evidence)
            ?? PodCauses.OfGates(evidence)
            ?? new Finding(CauseCode.NotKnown, $"look at: localpods describe pod {Words.Argument(pod)}", new Link("nothing that is known of the pod explains it", pod.Status.Message));
        var summary = pod.IsDeleting() ? "is being deleted" : explanation.Ready ? explanation.Summary : "is not Ready";
        return With(explanation with { Summary = summary, Also = ContainerCauses.Others(evidence, cause) }, cause);
    }

    private static Explanation With(Explanation explanation, Finding finding) => explanation with
    {
        Chain = WithoutRepeatedProofs(finding.Links),
        Cause = new RootCause(finding.Code, finding.Links[^1].Says, finding.Fix) { Container = finding.Container, Field = finding.Field },
        NextTry = finding.NextTry,
    };

    // A fact is shown once, with the first link that it proves.
    private static ImmutableArray<Link> WithoutRepeatedProofs(ImmutableArray<Link> links) =>
        [.. links.Select((l, i) => l.Proof is { } proof && links.Take(i).Any(earlier => earlier.Proof == proof || earlier.Lines.Contains(proof)) ? l with { Proof = null } : l)];

    private static bool IsReady(Pod pod) => pod.Status.Conditions.Any(c => c is { Type: PodConditionTypes.Ready, Status: ConditionStatuses.True });

    /// <summary>The container that was restarted last, when that is not long ago.</summary>
    private static (ContainerPlace Place, Finding Finding)? Restarted(PodEvidence evidence)
    {
        var last = ContainerPlace.AllOf(evidence.Pod)
            .Where(p => p.Status is { RestartCount: > 0, LastState.Terminated.FinishedAt: { } at } && evidence.Now - at < Recent)
            .MaxBy(p => p.Status!.LastState.Terminated!.FinishedAt);
        return last is null ? null : (last, EndCauses.Of(evidence, last, last.Status!.LastState.Terminated!));
    }
}
