namespace LocalPods.Api.History;

/// <summary>What can be written in the record of a pod's life.</summary>
public enum HistoryKind
{
    /// <summary>The node met the pod, or found one that had no record yet.</summary>
    PodSeen,

    /// <summary>A daemon took up the record of an earlier one; what happened in between is known as far as the engine tells it.</summary>
    DaemonStarted,

    /// <summary>The sandbox runs.</summary>
    SandboxCreated,

    SandboxRemoved,
    PullStarted,

    /// <summary>The pull ended; <see cref="HistoryEntry.Detail"/> says why when it failed.</summary>
    PullEnded,
    ContainerCreated,
    ContainerStarted,

    /// <summary>A start failed before the container ran; the detail is reason and message.</summary>
    StartFailed,
    PostStartStarted,

    /// <summary>The hook returned; the detail says why when it failed.</summary>
    PostStartEnded,

    /// <summary>One attempt of a probe.</summary>
    ProbeTick,

    /// <summary>The container became ready.</summary>
    Ready,

    /// <summary>The container was ready and no longer is.</summary>
    NotReady,

    /// <summary>Its process ended.</summary>
    Exited,

    /// <summary>A crash-loop back-off begins.</summary>
    BackoffStarted,
    PreStopStarted,

    /// <summary>The hook returned or its time ran out; the detail says why when it failed.</summary>
    PreStopEnded,

    /// <summary>The stop signal was sent.</summary>
    TermSent,

    /// <summary>It still ran a while after the stop signal; the detail names its main process.</summary>
    Lingering,

    /// <summary>The grace period was over and it was killed.</summary>
    KillSent,

    /// <summary>The instance was removed from the engine.</summary>
    ContainerRemoved,
}
