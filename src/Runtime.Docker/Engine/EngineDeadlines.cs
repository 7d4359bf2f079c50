namespace LocalPods.Runtime.Docker.Engine;

/// <summary>How long each kind of call may take. A stuck call then costs its own pod some time, and no other.</summary>
internal sealed record EngineDeadlines
{
    /// <summary>To look: ping, inspect, list.</summary>
    public TimeSpan Query { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>To create, start, remove, measure files; a burst on a slow disk takes its time. As the kubelet's request time-out.</summary>
    public TimeSpan Change { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>On top of the grace period a stop is given.</summary>
    public TimeSpan StopMargin { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Until a stream (events, logs, exec, attach) begins; once begun it has no limit.</summary>
    public TimeSpan OpenStream { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Longest silence in a pull while it asks and downloads. As the kubelet's image-pull-progress-deadline.</summary>
    public TimeSpan PullSilence { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Longest silence while a layer is unpacked: a slow disk may take its time.</summary>
    public TimeSpan UnpackSilence { get; init; } = TimeSpan.FromMinutes(10);
}
