using System.Collections.Immutable;
using LocalPods.Api.Meta;
using LocalPods.Api.Quantities;

namespace LocalPods.Api.Core;

/// <summary>What is wanted of a pod.</summary>
public sealed record PodSpec
{
    /// <summary>Directories and files that containers of the pod may mount.</summary>
    public ImmutableArray<Volume> Volumes { get => field.OrEmpty(); init; }

    /// <summary>Containers that run one after another, each to its end, before the regular ones. With restartPolicy Always such a container is a sidecar: it keeps running beside the regular ones.</summary>
    public ImmutableArray<Container> InitContainers { get => field.OrEmpty(); init; }

    /// <summary>The regular containers; at least one. The list cannot grow or shrink later.</summary>
    public ImmutableArray<Container> Containers { get => field.OrEmpty(); init; }

    /// <summary>Containers added to a running pod for debugging; set only through their own subresource.</summary>
    public ImmutableArray<EphemeralContainer> EphemeralContainers { get => field.OrEmpty(); init; }

    /// <summary>When ended containers are started again: Always, OnFailure or Never. Default Always.</summary>
    public string? RestartPolicy { get; init; }

    /// <summary>Seconds between the stop signal and the kill when the pod is deleted. Default 30; 0 kills at once.</summary>
    public long? TerminationGracePeriodSeconds { get; init; }

    /// <summary>Seconds from the pod's start after which it is stopped and marked Failed. Absent: no limit.</summary>
    public long? ActiveDeadlineSeconds { get; init; }

    /// <summary>Where the containers' resolver settings come from: ClusterFirst, ClusterFirstWithHostNet, Default or None. Default ClusterFirst.</summary>
    public string? DnsPolicy { get; init; }

    /// <summary>Labels a node must carry to run the pod.</summary>
    public ImmutableSortedDictionary<string, string>? NodeSelector { get; init; }

    /// <summary>Service account the pod acts as.</summary>
    public string? ServiceAccountName { get; init; }

    /// <summary>Former name of serviceAccountName.</summary>
    public string? ServiceAccount { get; init; }

    /// <summary>Whether a token of the service account is mounted into every container. Absent: as the account says.</summary>
    public bool? AutomountServiceAccountToken { get; init; }

    /// <summary>Node that runs the pod. Set once, by the scheduler or by whoever makes the pod.</summary>
    public string? NodeName { get; init; }

    /// <summary>Use the node's own network instead of one for the pod. Default false.</summary>
    public bool? HostNetwork { get; init; }

    /// <summary>Share the node's process namespace. Default false.</summary>
    public bool? HostPID { get; init; }

    /// <summary>Share the node's IPC namespace. Default false.</summary>
    public bool? HostIPC { get; init; }

    /// <summary>Let all containers of the pod see each other's processes. Default false.</summary>
    public bool? ShareProcessNamespace { get; init; }

    /// <summary>Users, groups and kernel settings for all containers; a container's own settings win.</summary>
    public PodSecurityContext? SecurityContext { get; init; }

    /// <summary>Secrets with registry credentials for pulling the pod's images.</summary>
    public ImmutableArray<LocalObjectReference> ImagePullSecrets { get => field.OrEmpty(); init; }

    /// <summary>Host name inside the pod. Absent: the pod's name.</summary>
    public string? Hostname { get; init; }

    /// <summary>Makes the full host name hostname.subdomain.namespace.svc.domain.</summary>
    public string? Subdomain { get; init; }

    /// <summary>Rules about which nodes and which neighbours suit the pod.</summary>
    public Affinity? Affinity { get; init; }

    /// <summary>Scheduler that picks the node. Default default-scheduler.</summary>
    public string? SchedulerName { get; init; }

    /// <summary>Taints the pod puts up with.</summary>
    public ImmutableArray<Toleration> Tolerations { get => field.OrEmpty(); init; }

    /// <summary>Extra lines for the pod's hosts file.</summary>
    public ImmutableArray<HostAlias> HostAliases { get => field.OrEmpty(); init; }

    /// <summary>Name of the class that gives the pod's priority.</summary>
    public string? PriorityClassName { get; init; }

    /// <summary>Importance when nodes are short of room; higher is more important. Filled in from the class.</summary>
    public int? Priority { get; init; }

    /// <summary>Resolver settings added to those of dnsPolicy.</summary>
    public PodDNSConfig? DnsConfig { get; init; }

    /// <summary>Conditions, set by others, that must be True before the pod counts as ready.</summary>
    public ImmutableArray<PodReadinessGate> ReadinessGates { get => field.OrEmpty(); init; }

    /// <summary>Name of the runtime class to run the pod with. Absent: the default runtime.</summary>
    public string? RuntimeClassName { get; init; }

    /// <summary>Put the addresses of services into the containers' environment. Default true.</summary>
    public bool? EnableServiceLinks { get; init; }

    /// <summary>Whether less important pods may be pushed out for this one: Never or PreemptLowerPriority, which is the default.</summary>
    public string? PreemptionPolicy { get; init; }

    /// <summary>Resources the runtime itself needs for the pod, on top of the containers'.</summary>
    public ImmutableSortedDictionary<string, Quantity>? Overhead { get; init; }

    /// <summary>How pods of a group are spread over zones or nodes.</summary>
    public ImmutableArray<TopologySpreadConstraint> TopologySpreadConstraints { get => field.OrEmpty(); init; }

    /// <summary>Use the full domain name as host name. Default false.</summary>
    public bool? SetHostnameAsFQDN { get; init; }

    /// <summary>Operating system the containers are made for.</summary>
    public PodOS? Os { get; init; }

    /// <summary>False gives the pod its own user namespace, where root is nobody outside. Default true.</summary>
    public bool? HostUsers { get; init; }

    /// <summary>Names that keep the pod from being scheduled until all are removed.</summary>
    public ImmutableArray<PodSchedulingGate> SchedulingGates { get => field.OrEmpty(); init; }

    /// <summary>Devices the pod needs, claimed before it may start.</summary>
    public ImmutableArray<PodResourceClaim> ResourceClaims { get => field.OrEmpty(); init; }

    /// <summary>Requests and limits for the pod as a whole.</summary>
    public ResourceRequirements? Resources { get; init; }

    /// <summary>Exact host name inside the pod, in place of any other rule; not published in DNS.</summary>
    public string? HostnameOverride { get; init; }

    /// <summary>The group of pods this one is scheduled together with.</summary>
    public PodSchedulingGroup? SchedulingGroup { get; init; }

    /// <summary>The older form of schedulingGroup: the workload and pod group the pod is scheduled with.</summary>
    public WorkloadReference? WorkloadRef { get; init; }
}
