namespace LocalPods.Orchestrator.Runtime;

/// <summary>What was used up to one moment.</summary>
/// <param name="At">The moment.</param>
/// <param name="CpuTime">Of all processors together, since the start.</param>
/// <param name="WorkingSetBytes">Memory that cannot be taken back without a process missing it.</param>
public sealed record UsageSample(DateTimeOffset At, TimeSpan CpuTime, long WorkingSetBytes);
