using System.Collections.Immutable;
using System.Text.Json.Serialization;
using LocalPods.Api.Meta;

namespace LocalPods.Api.Core;

/// <summary>A port a container listens on.</summary>
public sealed record ContainerPort
{
    /// <summary>Name to refer to the port by, unique in the pod; at most 15 letters, digits and hyphens.</summary>
    public string? Name { get; init; }

    /// <summary>Port of the node that leads here. Absent or 0: none.</summary>
    public int? HostPort { get; init; }

    /// <summary>Port inside the container, 1 to 65535.</summary>
    [JsonPropertyName("containerPort")]
    public int Port { get; init; }

    /// <summary>TCP, UDP or SCTP. Default TCP.</summary>
    public string? Protocol { get; init; }

    /// <summary>Address of the node that hostPort listens on. Absent: all.</summary>
    public string? HostIP { get; init; }
}

/// <summary>What a change of one resource does to a running container.</summary>
public sealed record ContainerResizePolicy
{
    /// <summary>cpu or memory.</summary>
    public string ResourceName { get => field ?? ""; init; }

    /// <summary>NotRequired to change it in place, or RestartContainer.</summary>
    public string RestartPolicy { get => field ?? ""; init; }
}

/// <summary>A rule for what to do when a container ends.</summary>
public sealed record ContainerRestartRule
{
    /// <summary>Restart for this container, or RestartAllContainers for the whole pod in place.</summary>
    public string Action { get => field ?? ""; init; }

    /// <summary>Exit codes the rule is for.</summary>
    public ContainerRestartRuleOnExitCodes? ExitCodes { get; init; }
}

/// <summary>A condition on an exit code.</summary>
public sealed record ContainerRestartRuleOnExitCodes
{
    /// <summary>In or NotIn.</summary>
    public string Operator { get => field ?? ""; init; }

    /// <summary>Exit codes to compare with, at most 255.</summary>
    public ImmutableArray<int> Values { get => field.OrEmpty(); init; }
}

/// <summary>Where a volume appears in a container.</summary>
public sealed record VolumeMount
{
    /// <summary>Name of a volume of the pod.</summary>
    public string Name { get => field ?? ""; init; }

    /// <summary>Mount without the right to write. Default false.</summary>
    public bool? ReadOnly { get; init; }

    /// <summary>Whether mounts below a read-only mount are read-only too: Disabled, IfPossible or Enabled.</summary>
    public string? RecursiveReadOnly { get; init; }

    /// <summary>Absolute path in the container; must not contain a colon.</summary>
    public string MountPath { get => field ?? ""; init; }

    /// <summary>Path within the volume to mount in place of its root.</summary>
    public string? SubPath { get; init; }

    /// <summary>Whether mounts made later are seen on the other side: None, HostToContainer or Bidirectional. Default None.</summary>
    public string? MountPropagation { get; init; }

    /// <summary>Like subPath, with $(NAME) replaced by environment variables.</summary>
    public string? SubPathExpr { get; init; }
}

/// <summary>Where a block device appears in a container.</summary>
public sealed record VolumeDevice
{
    /// <summary>Name of a volume of the pod that is a claim of mode Block.</summary>
    public string Name { get => field ?? ""; init; }

    /// <summary>Path of the device in the container.</summary>
    public string DevicePath { get => field ?? ""; init; }
}
