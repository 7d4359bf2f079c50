using LocalPods.Api.History;

namespace LocalPods.Cli.Timeline;

/// <summary>The attempts of one probe.</summary>
/// <param name="Type"><c>Liveness</c>, <c>Readiness</c> or <c>Startup</c>.</param>
/// <param name="Ticks">In the order of time.</param>
internal sealed record ProbeRow(string Type, IReadOnlyList<HistoryEntry> Ticks)
{
    public static bool IsGood(HistoryEntry tick) => tick.Outcome is "Success" or "Warning";
}
