namespace LocalPods.TestKit;

/// <summary>What goes wrong between a caller and the <see cref="FakeContainerRuntime"/>. Chances are from 0 to 1.</summary>
public sealed record FaultPlan
{
    /// <summary>Every call answers at once and every event arrives once, at once.</summary>
    public static FaultPlan None { get; } = new();

    /// <summary>Calls take up to 50 ms on either side of their effect, and nothing gets lost.</summary>
    public static FaultPlan Slow { get; } = new()
    {
        MaxRequestLatency = TimeSpan.FromMilliseconds(50),
        MaxReplyLatency = TimeSpan.FromMilliseconds(50),
    };

    /// <summary>Slow, and everything gets lost now and then.</summary>
    public static FaultPlan Hostile { get; } = Slow with
    {
        LostRequests = 0.05,
        LostReplies = 0.05,
        LostEvents = 0.1,
        DoubledEvents = 0.1,
        MaxEventDelay = TimeSpan.FromSeconds(2),
    };

    /// <summary>Longest time before a call takes effect.</summary>
    public TimeSpan MaxRequestLatency { get; init; }

    /// <summary>Longest time between a call's effect and its answer.</summary>
    public TimeSpan MaxReplyLatency { get; init; }

    /// <summary>Longest time for which a pod's containers can be seen while they are being removed, in no clear state.</summary>
    public TimeSpan MaxRemovalTime { get; init; }

    /// <summary>How often a call fails without having had any effect.</summary>
    public double LostRequests { get; init; }

    /// <summary>How often a call fails after it took effect.</summary>
    public double LostReplies { get; init; }

    public double LostEvents { get; init; }
    public double DoubledEvents { get; init; }

    /// <summary>Longest time between a change and its event.</summary>
    public TimeSpan MaxEventDelay { get; init; }
}
