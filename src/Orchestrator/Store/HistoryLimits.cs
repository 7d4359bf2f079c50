namespace LocalPods.Orchestrator.Store;

/// <summary>How much of the past a store keeps for watches. The oldest change goes first.</summary>
/// <param name="Changes">At most this many.</param>
/// <param name="Bytes">At most about this much JSON, but never fewer than <see cref="LeastChanges"/>.</param>
internal sealed record HistoryLimits(int Changes, long Bytes)
{
    /// <summary>Kept however large they are, so that a few big objects do not throw every watch out.</summary>
    public const int LeastChanges = 256;

    public static HistoryLimits Default { get; } = new(Changes: 10_000, Bytes: 4L << 20);
}
