namespace LocalPods.Api.Core;

/// <summary>Values of <see cref="PodSpec.RestartPolicy"/> and <see cref="Container.RestartPolicy"/>.</summary>
public static class RestartPolicies
{
    public const string Always = "Always";
    public const string OnFailure = "OnFailure";
    public const string Never = "Never";
}

/// <summary>Values of <see cref="ContainerRestartRule.Action"/>.</summary>
public static class RestartActions
{
    public const string Restart = "Restart";
    public const string RestartAllContainers = "RestartAllContainers";
}

/// <summary>Values of <see cref="Container.ImagePullPolicy"/>.</summary>
public static class PullPolicies
{
    public const string Always = "Always";
    public const string IfNotPresent = "IfNotPresent";
    public const string Never = "Never";
}

/// <summary>Values of <see cref="PodStatus.Phase"/>.</summary>
public static class PodPhases
{
    public const string Pending = "Pending";
    public const string Running = "Running";
    public const string Succeeded = "Succeeded";
    public const string Failed = "Failed";
    public const string Unknown = "Unknown";
}

/// <summary>Values of <see cref="PodCondition.Type"/> that the node writes.</summary>
public static class PodConditionTypes
{
    public const string Ready = "Ready";
    public const string ContainersReady = "ContainersReady";
    public const string Initialized = "Initialized";
    public const string PodScheduled = "PodScheduled";
    public const string PodReadyToStartContainers = "PodReadyToStartContainers";
    public const string DisruptionTarget = "DisruptionTarget";
    public const string PodResizePending = "PodResizePending";
    public const string PodResizeInProgress = "PodResizeInProgress";
    public const string AllContainersRestarting = "AllContainersRestarting";
}

/// <summary>Values of the status of a condition.</summary>
public static class ConditionStatuses
{
    public const string True = "True";
    public const string False = "False";
    public const string Unknown = "Unknown";
}

/// <summary>Values of <see cref="PodStatus.QosClass"/>.</summary>
public static class QosClasses
{
    public const string Guaranteed = "Guaranteed";
    public const string Burstable = "Burstable";
    public const string BestEffort = "BestEffort";
}

/// <summary>Values of <see cref="PodSpec.DnsPolicy"/>.</summary>
public static class DnsPolicies
{
    public const string ClusterFirstWithHostNet = "ClusterFirstWithHostNet";
    public const string ClusterFirst = "ClusterFirst";
    public const string Default = "Default";
    public const string None = "None";
}

/// <summary>Values of <see cref="ContainerPort.Protocol"/>.</summary>
public static class Protocols
{
    public const string Tcp = "TCP";
    public const string Udp = "UDP";
    public const string Sctp = "SCTP";
}

/// <summary>Values of <see cref="Container.TerminationMessagePolicy"/>.</summary>
public static class TerminationMessagePolicies
{
    public const string File = "File";
    public const string FallbackToLogsOnError = "FallbackToLogsOnError";
}

/// <summary>Values of <see cref="VolumeMount.MountPropagation"/>.</summary>
public static class MountPropagations
{
    public const string None = "None";
    public const string HostToContainer = "HostToContainer";
    public const string Bidirectional = "Bidirectional";
}

/// <summary>Values of <see cref="Event.Type"/>.</summary>
public static class EventTypes
{
    public const string Normal = "Normal";
    public const string Warning = "Warning";
}

/// <summary>Values of the effect of a <see cref="Taint"/> or <see cref="Toleration"/>.</summary>
public static class TaintEffects
{
    public const string NoSchedule = "NoSchedule";
    public const string PreferNoSchedule = "PreferNoSchedule";
    public const string NoExecute = "NoExecute";
}

/// <summary>Names of resources every node knows.</summary>
public static class ResourceNames
{
    public const string Cpu = "cpu";
    public const string Memory = "memory";
    public const string EphemeralStorage = "ephemeral-storage";
    public const string Storage = "storage";
    public const string Pods = "pods";
    public const string HugePagesPrefix = "hugepages-";
}

/// <summary>Values of <see cref="PersistentVolumeClaimStatus.Phase"/>.</summary>
public static class ClaimPhases
{
    public const string Pending = "Pending";
    public const string Bound = "Bound";
    public const string Lost = "Lost";
}

/// <summary>Values of <see cref="PersistentVolumeStatus.Phase"/>.</summary>
public static class VolumePhases
{
    public const string Pending = "Pending";
    public const string Available = "Available";
    public const string Bound = "Bound";
    public const string Released = "Released";
    public const string Failed = "Failed";
}

/// <summary>Values of <see cref="NamespaceStatus.Phase"/>.</summary>
public static class NamespacePhases
{
    public const string Active = "Active";
    public const string Terminating = "Terminating";
}

/// <summary>Values of <see cref="LimitRangeItem.Type"/>.</summary>
public static class LimitTypes
{
    public const string Container = "Container";
    public const string Pod = "Pod";
    public const string PersistentVolumeClaim = "PersistentVolumeClaim";
}

/// <summary>Values of <see cref="ServiceSpec.Type"/>.</summary>
public static class ServiceTypes
{
    public const string ClusterIP = "ClusterIP";
    public const string NodePort = "NodePort";
    public const string LoadBalancer = "LoadBalancer";
    public const string ExternalName = "ExternalName";

    /// <summary>The address of a headless service.</summary>
    public const string NoClusterIP = "None";
}
