using LocalPods.Orchestrator.Probes;

namespace LocalPods.Orchestrator.History;

/// <summary>One attempt of a probe, kept small: there are many.</summary>
/// <param name="StartedAt">In UTC ticks.</param>
/// <param name="Duration">Until its answer.</param>
/// <param name="Outcome">What it counted as.</param>
/// <param name="Text">The answer of one that was no success; null for a success.</param>
internal readonly record struct ProbeTick(long StartedAt, TimeSpan Duration, ProbeOutcomeKind Outcome, string? Text);
