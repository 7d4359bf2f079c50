namespace LocalPods.Cli.Timeline;

/// <summary>Something that happened at one moment.</summary>
/// <param name="Time">When.</param>
/// <param name="Kind">What.</param>
/// <param name="Text">In a few words.</param>
internal sealed record Mark(DateTimeOffset Time, MarkKind Kind, string Text);

internal enum MarkKind
{
    /// <summary>An instance after the first was started.</summary>
    Restarted,

    /// <summary>Its process ended by itself, or on a signal, with exit code 0.</summary>
    Completed,

    /// <summary>Its process ended with another exit code.</summary>
    Failed,

    /// <summary>The grace period was over.</summary>
    Killed,
    StartFailed,

    /// <summary>A daemon took over from an earlier one.</summary>
    DaemonStarted,
}
