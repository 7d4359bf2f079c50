namespace LocalPods.Cli.Timeline;

/// <summary>What a container was doing for a stretch of time.</summary>
internal enum SegmentKind
{
    /// <summary>Not made yet: for the sandbox, for containers before it, or for an image that is not there.</summary>
    Waiting,
    Pulling,

    /// <summary>Made, and not yet started.</summary>
    Creating,
    PostStart,

    /// <summary>Running, and not ready.</summary>
    Running,
    Ready,
    PreStop,

    /// <summary>From the stop signal to its end.</summary>
    Stopping,
    BackingOff,

    /// <summary>Its process has ended, and nothing keeps it from being started again, if it is to be.</summary>
    Ended,
}
