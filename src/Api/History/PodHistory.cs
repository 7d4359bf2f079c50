using System.Collections.Immutable;

namespace LocalPods.Api.History;

/// <summary>The record of one pod's life, as far as it is kept.</summary>
/// <param name="Namespace">Of the pod.</param>
/// <param name="Name">Of the pod.</param>
/// <param name="Uid">Of the pod.</param>
/// <param name="Now">When this was read.</param>
/// <param name="Dropped">Entries that were too old to be kept.</param>
/// <param name="Entries">In the order of their times.</param>
public sealed record PodHistory(string Namespace, string Name, string Uid, DateTimeOffset Now, long Dropped, ImmutableArray<HistoryEntry> Entries);
