using System.Collections.Immutable;
using System.Text.Json.Serialization;
using LocalPods.Api.Meta;

namespace LocalPods.Api.Core;

/// <summary>One statement about a node.</summary>
public sealed record NodeCondition
{
    /// <summary>What the statement is about: Ready, MemoryPressure, DiskPressure, PIDPressure or NetworkUnavailable.</summary>
    public string Type { get => field ?? ""; init; }

    /// <summary>True, False or Unknown.</summary>
    public string Status { get => field ?? ""; init; }

    /// <summary>When the node last confirmed it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public DateTimeOffset? LastHeartbeatTime { get; init; }

    /// <summary>When status changed last.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public DateTimeOffset? LastTransitionTime { get; init; }

    /// <summary>Why, in one word.</summary>
    public string? Reason { get; init; }

    /// <summary>Why, for people.</summary>
    public string? Message { get; init; }
}

/// <summary>An address or name of a node.</summary>
public sealed record NodeAddress
{
    /// <summary>Hostname, InternalIP, ExternalIP, InternalDNS or ExternalDNS.</summary>
    public string Type { get => field ?? ""; init; }

    /// <summary>The address or name.</summary>
    public string Address { get => field ?? ""; init; }
}

/// <summary>Ports of a node's daemons.</summary>
public sealed record NodeDaemonEndpoints
{
    /// <summary>Port of the node agent.</summary>
    public DaemonEndpoint KubeletEndpoint { get => field ??= new(); init; }
}

/// <summary>Where a daemon listens.</summary>
public sealed record DaemonEndpoint
{
    /// <summary>Port number; 0 when it does not listen. The name is written with a capital P.</summary>
    [JsonPropertyName("Port")]
    public int Port { get; init; }
}

/// <summary>Versions and identities of a node.</summary>
public sealed record NodeSystemInfo
{
    /// <summary>Identity of the installed system.</summary>
    public string MachineID { get => field ?? ""; init; }

    /// <summary>Identity of the machine.</summary>
    public string SystemUUID { get => field ?? ""; init; }

    /// <summary>Identity of the last boot.</summary>
    public string BootID { get => field ?? ""; init; }

    /// <summary>Version of the kernel.</summary>
    public string KernelVersion { get => field ?? ""; init; }

    /// <summary>Name of the operating system's release.</summary>
    public string OsImage { get => field ?? ""; init; }

    /// <summary>Engine and its version as name://version.</summary>
    public string ContainerRuntimeVersion { get => field ?? ""; init; }

    /// <summary>Version of the node agent.</summary>
    public string KubeletVersion { get => field ?? ""; init; }

    /// <summary>Version of the service proxy.</summary>
    public string KubeProxyVersion { get => field ?? ""; init; }

    /// <summary>Operating system, such as linux.</summary>
    public string OperatingSystem { get => field ?? ""; init; }

    /// <summary>Processor architecture, such as amd64.</summary>
    public string Architecture { get => field ?? ""; init; }

    /// <summary>Swap of the machine.</summary>
    public NodeSwapStatus? Swap { get; init; }
}

/// <summary>Swap of a machine.</summary>
public sealed record NodeSwapStatus
{
    /// <summary>Bytes of swap.</summary>
    public long? Capacity { get; init; }
}

/// <summary>An image on a node.</summary>
public sealed record ContainerImage
{
    /// <summary>Names of the image, tags and digests.</summary>
    public ImmutableArray<string> Names { get => field.OrEmpty(); init; }

    /// <summary>Size in bytes.</summary>
    public long? SizeBytes { get; init; }
}

/// <summary>A volume attached to a node.</summary>
public sealed record AttachedVolume
{
    /// <summary>Name of the volume.</summary>
    public string Name { get => field ?? ""; init; }

    /// <summary>Device it appears as.</summary>
    public string DevicePath { get => field ?? ""; init; }
}

/// <summary>A runtime a node offers.</summary>
public sealed record NodeRuntimeHandler
{
    /// <summary>Name of the runtime; empty for the default one.</summary>
    public string Name { get => field ?? ""; init; }

    /// <summary>What it can do.</summary>
    public NodeRuntimeHandlerFeatures? Features { get; init; }
}

/// <summary>What a runtime can do.</summary>
public sealed record NodeRuntimeHandlerFeatures
{
    /// <summary>Read-only mounts that include mounts below.</summary>
    public bool? RecursiveReadOnlyMounts { get; init; }

    /// <summary>Pods with their own user namespace.</summary>
    public bool? UserNamespaces { get; init; }
}

/// <summary>What a node's runtime can do whatever the handler.</summary>
public sealed record NodeFeatures
{
    /// <summary>It honours supplementalGroupsPolicy.</summary>
    public bool? SupplementalGroupsPolicy { get; init; }
}

/// <summary>Formerly a source of node settings.</summary>
public sealed record NodeConfigSource
{
    /// <summary>A config map with the settings.</summary>
    public ConfigMapNodeConfigSource? ConfigMap { get; init; }
}

/// <summary>Formerly a config map with node settings.</summary>
public sealed record ConfigMapNodeConfigSource
{
    /// <summary>Namespace of the config map.</summary>
    public string Namespace { get => field ?? ""; init; }

    /// <summary>Name of the config map.</summary>
    public string Name { get => field ?? ""; init; }

    /// <summary>Uid of the config map.</summary>
    public string? Uid { get; init; }

    /// <summary>Version of the config map.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>Key that holds the settings.</summary>
    public string KubeletConfigKey { get => field ?? ""; init; }
}

/// <summary>Formerly the state of node settings.</summary>
public sealed record NodeConfigStatus
{
    /// <summary>Settings to be used.</summary>
    public NodeConfigSource? Assigned { get; init; }

    /// <summary>Settings in use.</summary>
    public NodeConfigSource? Active { get; init; }

    /// <summary>Settings to fall back to.</summary>
    public NodeConfigSource? LastKnownGood { get; init; }

    /// <summary>What is wrong with the settings.</summary>
    public string? Error { get; init; }
}
