namespace LocalPods.Orchestrator.Checking;

/// <summary>What was found, and what could not be found out.</summary>
public sealed record CheckReport(ImmutableArray<CheckFinding> Findings, ImmutableArray<string> NotKnown);
