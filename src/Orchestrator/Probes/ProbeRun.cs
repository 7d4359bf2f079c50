using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Probes;

/// <summary>One attempt of a probe that was made, for tests of punctuality and for telling a pod's story afterwards.</summary>
/// <param name="Pod">Whose.</param>
/// <param name="Container">Name of the container.</param>
/// <param name="Type">Which of its probes.</param>
/// <param name="Due">When it should have begun.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="FinishedAt">When its answer was there.</param>
/// <param name="Outcome">The answer.</param>
public sealed record ProbeRun(
    PodIdentity Pod, string Container, ProbeType Type, DateTimeOffset Due, DateTimeOffset StartedAt, DateTimeOffset FinishedAt, ProbeOutcome Outcome);
