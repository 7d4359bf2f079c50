namespace LocalPods.Orchestrator.Images;

/// <summary>What a user may want to change about images; names and defaults as a kubelet's.</summary>
public sealed record ImageOptions
{
    /// <summary>Images pulled at one time, at least 1; more wait their turn.</summary>
    public int MaxParallelPulls { get; init; } = 4;

    /// <summary>Images are collected when their disk is fuller than this; 100 never collects.</summary>
    public int HighThresholdPercent { get; init; } = 85;

    /// <summary>Collecting goes on until the disk is no fuller than this. Below <see cref="HighThresholdPercent"/>.</summary>
    public int LowThresholdPercent { get; init; } = 80;

    /// <summary>An image is left alone for this long after it was pulled.</summary>
    public TimeSpan MinimumAge { get; init; } = TimeSpan.FromMinutes(2);
}
