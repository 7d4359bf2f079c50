namespace LocalPods.Orchestrator.Metrics;

/// <summary>What was used over some time.</summary>
/// <param name="At">End of that time.</param>
/// <param name="Window">Its length.</param>
/// <param name="NanoCores">Processors on average, in billionths.</param>
/// <param name="WorkingSetBytes">Memory at its end.</param>
internal sealed record ResourceUse(DateTimeOffset At, TimeSpan Window, long NanoCores, long WorkingSetBytes);
