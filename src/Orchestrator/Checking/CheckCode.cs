namespace LocalPods.Orchestrator.Checking;

/// <summary>
/// What is wrong with a manifest before anything runs. Programs read these names: they are added to, never renamed. Where a name is also a
/// <see cref="Explaining.CauseCode"/>, it is the cause that <c>why</c> would give later.
/// </summary>
public enum CheckCode
{
    /// <summary>The API would refuse the object.</summary>
    Refused,

    /// <summary>The API would take it with a warning.</summary>
    Warned,

    // What becomes of fields.
    FieldRefused,
    FieldWithoutEffect,

    // Images.
    ImageNameInvalid,
    ImageNeverPulled,
    ImageNotFound,
    ImageForOtherCpu,
    ImageTagFloating,
    RunsAsRoot,

    // Programs in images.
    CommandNotFound,
    ProbeCommandNotFound,
    HookCommandNotFound,

    // What is referred to.
    ConfigMapMissing,
    SecretMissing,
    VolumeClaimMissing,
    VolumeClaimUnbound,

    // Ports.
    ProbePortUnknown,
    HookPortUnknown,
    ServicePortUnknown,
    HostPortTaken,

    // Its end.
    StopSignalIgnored,
    PreStopTooLong,

    // The node.
    ResourcesShort,
    NodeRefused,
    HostPathWrongType,
    SeccompProfileMissing,
}
