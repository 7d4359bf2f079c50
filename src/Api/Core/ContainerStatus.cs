using System.Collections.Immutable;
using System.Text.Json.Serialization;
using LocalPods.Api.Meta;
using LocalPods.Api.Quantities;

namespace LocalPods.Api.Core;

/// <summary>What was last seen of one container.</summary>
public sealed record ContainerStatus
{
    /// <summary>Name of the container in the spec.</summary>
    public string Name { get => field ?? ""; init; }

    /// <summary>The container now.</summary>
    public ContainerState State { get => field ??= new(); init; }

    /// <summary>The instance before this one, once there was one.</summary>
    public ContainerState LastState { get => field ??= new(); init; }

    /// <summary>Whether the container may be sent work.</summary>
    public bool Ready { get; init; }

    /// <summary>How often the container was started again.</summary>
    public int RestartCount { get; init; }

    /// <summary>Image that runs; may be another tag of the same image than the spec's.</summary>
    public string Image { get => field ?? ""; init; }

    /// <summary>Identity of the image that runs, with its digest when known.</summary>
    public string ImageID { get => field ?? ""; init; }

    /// <summary>Identity on the engine as engine://id. Empty before the first start.</summary>
    public string? ContainerID { get; init; }

    /// <summary>Whether the startup probe has succeeded, or the container runs without one.</summary>
    public bool? Started { get; init; }

    /// <summary>Resources the node has set aside for the container.</summary>
    public ImmutableSortedDictionary<string, Quantity>? AllocatedResources { get; init; }

    /// <summary>Requests and limits in force.</summary>
    public ResourceRequirements? Resources { get; init; }

    /// <summary>State of the mounts.</summary>
    public ImmutableArray<VolumeMountStatus> VolumeMounts { get => field.OrEmpty(); init; }

    /// <summary>User the first process runs as.</summary>
    public ContainerUser? User { get; init; }

    /// <summary>Health of the devices given to the container.</summary>
    public ImmutableArray<ResourceStatus> AllocatedResourcesStatus { get => field.OrEmpty(); init; }

    /// <summary>Signal that asks the container to stop.</summary>
    public string? StopSignal { get; init; }
}

/// <summary>State of one container instance. At most one field is set; none means waiting.</summary>
public sealed record ContainerState
{
    /// <summary>It does not run yet, or not again.</summary>
    public ContainerStateWaiting? Waiting { get; init; }

    /// <summary>It runs.</summary>
    public ContainerStateRunning? Running { get; init; }

    /// <summary>It ran and ended.</summary>
    public ContainerStateTerminated? Terminated { get; init; }
}

/// <summary>A container that does not run.</summary>
public sealed record ContainerStateWaiting
{
    /// <summary>Why, in one word, such as ContainerCreating or CrashLoopBackOff.</summary>
    public string? Reason { get; init; }

    /// <summary>Why, for people.</summary>
    public string? Message { get; init; }
}

/// <summary>A container that runs.</summary>
public sealed record ContainerStateRunning
{
    /// <summary>When it was started.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public DateTimeOffset? StartedAt { get; init; }
}

/// <summary>A container that has ended.</summary>
public sealed record ContainerStateTerminated
{
    /// <summary>Exit code of the program; 128 and more is a signal's number plus 128.</summary>
    public int ExitCode { get; init; }

    /// <summary>Signal that ended the program; left out by container engines.</summary>
    public int? Signal { get; init; }

    /// <summary>Why, in one word, such as Completed, Error or OOMKilled.</summary>
    public string? Reason { get; init; }

    /// <summary>Last words of the container.</summary>
    public string? Message { get; init; }

    /// <summary>When it was started.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Identity on the engine as engine://id.</summary>
    public string? ContainerID { get; init; }
}

/// <summary>State of one mount.</summary>
public sealed record VolumeMountStatus
{
    /// <summary>Name of the volume.</summary>
    public string Name { get => field ?? ""; init; }

    /// <summary>Path in the container.</summary>
    public string MountPath { get => field ?? ""; init; }

    /// <summary>Whether writing is denied.</summary>
    public bool? ReadOnly { get; init; }

    /// <summary>Whether mounts below are read-only too: Disabled or Enabled.</summary>
    public string? RecursiveReadOnly { get; init; }
}

/// <summary>User of a container's first process.</summary>
public sealed record ContainerUser
{
    /// <summary>The user on Linux.</summary>
    public LinuxContainerUser? Linux { get; init; }
}

/// <summary>A user on Linux.</summary>
public sealed record LinuxContainerUser
{
    /// <summary>User id.</summary>
    public long Uid { get; init; }

    /// <summary>Primary group id.</summary>
    public long Gid { get; init; }

    /// <summary>Further group ids.</summary>
    public ImmutableArray<long> SupplementalGroups { get => field.OrEmpty(); init; }
}

/// <summary>Health of one resource of a container.</summary>
public sealed record ResourceStatus
{
    /// <summary>Name of the resource.</summary>
    public string Name { get => field ?? ""; init; }

    /// <summary>Health of each unit of it.</summary>
    public ImmutableArray<ResourceHealth> Resources { get => field.OrEmpty(); init; }
}

/// <summary>Health of one device.</summary>
public sealed record ResourceHealth
{
    /// <summary>Identity of the device.</summary>
    public string ResourceID { get => field ?? ""; init; }

    /// <summary>Healthy, Unhealthy or Unknown.</summary>
    public string? Health { get; init; }
}
