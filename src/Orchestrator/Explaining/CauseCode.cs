namespace LocalPods.Orchestrator.Explaining;

/// <summary>
/// Root causes of a pod that is not Ready. Programs read these names: they are added to, never renamed.
/// </summary>
public enum CauseCode
{
    /// <summary>Nothing that is known explains it.</summary>
    NotKnown,

    /// <summary>Nothing is wrong: it is on its way, and the explanation says to what.</summary>
    Starting,

    // The node and the engine.
    EngineUnreachable,
    NodeUnknown,
    SchedulingGated,
    NodeRefused,
    ResourcesShort,
    SandboxFailed,
    SandboxLost,
    HostPortTaken,

    // The pod as a whole.
    Completed,
    DeadlineExceeded,
    EndedByNode,
    ReadinessGateNotSet,

    // Deletion.
    Stopping,
    StopSignalIgnored,
    PreStopRunning,
    FinalizerHeld,

    // Images.
    ImageNameInvalid,
    ImageNameMistyped,
    ImageTagMissing,
    ImageNotFound,
    ImageNeverPulled,
    ImageAccessDenied,
    RegistryUnreachable,
    ImagePullFailed,

    // What a container is made of.
    ConfigMapMissing,
    SecretMissing,
    VolumeClaimMissing,
    VolumeClaimUnbound,
    VolumeClaimInUse,
    VolumeUnsupported,
    HostPathWrongType,
    RunsAsRoot,
    ConfigInvalid,

    // Its process.
    CommandNotFound,
    CommandNotExecutable,
    WorkingDirInvalid,
    ContainerRefused,
    PostStartHookFailed,
    PostStartHookRunning,
    InitContainerRunning,

    // Its end.
    Crashed,
    VariableMissing,
    NameNotResolved,
    DependencyUnreachable,
    PortTakenInPod,
    PermissionDenied,
    FilesystemReadOnly,
    OutOfMemory,
    SegmentationFault,
    KilledFromOutside,
    ExitedNormally,

    // Its probes.
    ProbePortUnknown,
    ProbeCommandFailed,
    ProbeCommandNotFound,
    ProbeHttpStatus,
    ProbeGrpcStatus,
    ProbeSchemeWrong,
    ProbeProtocolWrong,
    ProbeHostWrong,
    ProbeTimeout,
    ProbeTooEarly,
    PortNotListening,
    PortOnLoopback,
    ProbeFailed,
}
