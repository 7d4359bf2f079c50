using LocalPods.Api.History;

namespace LocalPods.Orchestrator.History;

/// <summary>Puts entries in the order in which things happened.</summary>
internal static class HistoryOrder
{
    /// <summary>
    /// In the order of times. An engine notes a start once it is told of it, and the process may be over by then: no instance starts
    /// after its end here.
    /// </summary>
    public static ImmutableArray<HistoryEntry> Of(IReadOnlyCollection<HistoryEntry> entries)
    {
        var exits = entries.Where(e => e.Kind == HistoryKind.Exited).ToLookup(e => (e.Container, e.Attempt), e => e.Time);
        return [.. entries.Select(e => NotAfterItsEnd(e, exits)).OrderBy(e => e.Time)];
    }

    private static HistoryEntry NotAfterItsEnd(HistoryEntry entry, ILookup<(string?, int?), DateTimeOffset> exits) =>
        entry.Kind == HistoryKind.ContainerStarted && exits[(entry.Container, entry.Attempt)].FirstOrDefault(entry.Time) is var exit && exit < entry.Time
            ? entry with { Time = exit }
            : entry;
}
